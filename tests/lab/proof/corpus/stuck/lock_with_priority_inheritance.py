"""The first thread waits for a lock with priority inheritance, whose owner is a thread that is stuck itself."""

# stuck: 2 threads of 1 process

import ctypes
import platform
import threading

FUTEX = {"x86_64": 202, "aarch64": 98}[platform.machine()]
LOCK_PI, PRIVATE = 6, 128
libc = ctypes.CDLL(None)
word, owned = ctypes.c_uint32(0), threading.Event()


def own():
    word.value = threading.get_native_id()
    owned.set()
    threading.Event().wait()


threading.Thread(target=own).start()
owned.wait()
libc.syscall(FUTEX, ctypes.byref(word), LOCK_PI | PRIVATE, 0, None, None, 0)
