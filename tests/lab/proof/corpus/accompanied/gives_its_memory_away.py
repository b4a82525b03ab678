"""Waits for a semaphore in memory whose file is gone; but it has sent a descriptor of that file to a stranger."""

# companions: has_mapped_what_it_received, maps_later_what_it_received

import array
import ctypes
import mmap
import os
import socket
import sys
import tempfile

libc = ctypes.CDLL(None)
with tempfile.TemporaryFile(dir="/dev/shm") as file:
    file.truncate(mmap.PAGESIZE)
    memory = mmap.mmap(file.fileno(), mmap.PAGESIZE)
    semaphore = (ctypes.c_long * 4).from_buffer(memory)
    libc.sem_init(semaphore, 1, 0)
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(os.path.join(sys.argv[1], "socket"))
        connection.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [file.fileno()]))])
open(os.path.join(sys.argv[1], "ready"), "w").close()
libc.sem_wait(semaphore)
