"""Which ways of making a process run what os.register_at_fork() registered? Found by counting.

Handlers run where the child will go on to run Python code: os.fork(), and subprocess with preexec_fn,
which runs a function in the child. A child that only executes another program needs no lock of this one:
subprocess without preexec_fn, os.posix_spawn(), os.system() and a spawned Process run no handler.

The gap is a fork() that C code calls, in an extension or through ctypes. It runs no handler either, and
its child can run Python code, with every lock in its copied state.

The same on every version; Linux.
"""

import ctypes
import multiprocessing
import os
import subprocess

TRUE = "/bin/true"
runs = 0


def count():
    global runs
    runs += 1


def nothing():
    pass


def fork():
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def fork_in_c():
    pid = ctypes.CDLL(None).fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def process(start_method):
    child = multiprocessing.get_context(start_method).Process(target=nothing)
    child.start()
    child.join()


if __name__ == "__main__":
    os.register_at_fork(before=count)
    for name, make in [
        ("os_fork", fork),
        ("fork_process", lambda: process("fork")),
        ("subprocess_with_preexec_fn", lambda: subprocess.call([TRUE], preexec_fn=nothing)),
        ("subprocess", lambda: subprocess.call([TRUE])),
        ("posix_spawn", lambda: os.waitpid(os.posix_spawn(TRUE, [TRUE], os.environ), 0)),
        ("system", lambda: os.system(TRUE)),
        ("spawn_process", lambda: process("spawn")),
        ("fork_in_c", fork_in_c),
    ]:
        runs = 0
        make()
        print(f"handler_runs_{name} =", runs)
