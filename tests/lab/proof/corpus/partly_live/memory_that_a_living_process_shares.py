# The stuck thread's whole memory is shared with a process of the same program, which releases the lock: clone(2).
import ctypes
import os
import time

CLONE_VM, SIGCHLD = 0x100, 17
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]
if os.fork() == 0:
    word = ctypes.c_uint32(0)
    request = (ctypes.c_long * 2)(2, 700_000_000)
    memory = libc.mmap(None, 1 << 16, 7, 0x22, -1, 0)
    # mov edi,wait; nanosleep; futex(&word, FUTEX_WAKE | PRIVATE, 1); exit(0)
    code = (
        b"\xb8\x23\x00\x00\x00\x48\xbf" + ctypes.addressof(request).to_bytes(8, "little") + b"\x31\xf6\x0f\x05"
        b"\xb8\xca\x00\x00\x00\x48\xbf"
        + ctypes.addressof(word).to_bytes(8, "little")
        + b"\xbe\x81\x00\x00\x00\xba\x01\x00\x00\x00\x45\x31\xd2\x0f\x05"
        b"\xb8\x3c\x00\x00\x00\x31\xff\x0f\x05"
    )
    ctypes.memmove(memory, code, len(code))
    kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)
    libc.clone(ctypes.c_void_p(memory), ctypes.c_void_p(memory + (1 << 16) - 64), CLONE_VM | SIGCHLD, None)
    libc.syscall(202, ctypes.byref(word), 128, 0, None, None, 0)
    os._exit(0)
while os.waitpid(-1, os.WNOHANG)[0] == 0:
    time.sleep(0.1)
