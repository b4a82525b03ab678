"""Waits with a time limit, by the 32-bit call number 247, io_getevents; in the table of 64 bits that is waitid."""

# stuck in part: 1 thread of 1 process

import ctypes
import mmap
import os
import platform
import sys

if platform.machine() != "x86_64":
    sys.exit()  # other machines have no such instruction
child = os.fork()
if child == 0:
    os.read(os.pipe()[0], 1)  # it is stuck itself, so that all depends on the parent
# ecx, edx, esi and edi are the arguments; they, and all that they point to, have to lie below 4 GiB.
CODE = bytes.fromhex(
    "53 5756"  # push rbx, rdi, rsi
    "4889fb"  # mov rbx, rdi: the arguments come in an array
    "8b03 8b4b08 8b530c 8b7310 8b7b14 8b5b04"  # eax, ecx, edx, esi, edi, ebx
    "cd80"  # int 0x80
    "5e5f5b c3"
)
libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
BELOW_2_GIB = 0x40
low = libc.mmap(None, 8192, 3, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | BELOW_2_GIB, -1, 0)
code = libc.mmap(None, 4096, 7, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, -1, 0)
ctypes.memmove(code, CODE, len(CODE))
call = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)(code)


def words(*numbers):
    return (ctypes.c_uint32 * 6)(*numbers)


call(words(245, 8, low))  # io_setup
context = ctypes.c_uint32.from_address(low).value
ctypes.memmove(low + 64, (ctypes.c_int32 * 2)(2, 0), 8)  # two seconds
call(words(247, context, 1, 1, low + 256, low + 64))
os.kill(child, 9)
