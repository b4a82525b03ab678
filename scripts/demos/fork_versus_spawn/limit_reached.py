"""A program that starts more and more reaches a limit of the system, and the message does not name the limit.

    limit_reached.py WHAT       files, threads or processes

The program lowers one of its own limits and then starts children or threads until the system refuses.

files: a parent holds two open files for each Process object, also after join(), until close() or the object's end.
RLIMIT_NOFILE (`ulimit -n`) is reached: OSError, number 24.
threads: each thread reserves addresses for its stack. RLIMIT_AS (`ulimit -v`) is reached: RuntimeError. The same
message comes where RLIMIT_NPROC or the limit of a container (pids.max) is reached, because both count threads.
processes: RLIMIT_NPROC (`ulimit -u`) is reached: BlockingIOError, which is EAGAIN. It counts all processes and threads
of one user and is not for root, so root becomes another user here. The limit of a container is for root too.
"""

import multiprocessing
import os
import resource
import sys
import threading

FILES, STACK, ADDRESSES = 24, 64 << 20, 512 << 20  # a number, and two sizes in bytes
UNUSED_USER = 64_123


def limit(which, most):
    resource.setrlimit(which, (most, resource.getrlimit(which)[1]))


def start_until_refused(new, may_end):
    started = []
    try:
        while True:
            one = new(target=may_end.wait)
            one.start()
            started.append(one)
    finally:
        may_end.set()
        for one in started:
            one.join()
        print("started =", len(started))


def start_children():
    fork = multiprocessing.get_context("fork")
    limit(resource.RLIMIT_NOFILE, FILES)
    start_until_refused(fork.Process, fork.Event())


def start_threads():
    with open("/proc/self/statm") as file:
        limit(resource.RLIMIT_AS, int(file.read().split()[0]) * resource.getpagesize() + ADDRESSES)
    threading.stack_size(STACK)
    start_until_refused(threading.Thread, threading.Event())


def start_process():
    if os.geteuid() == 0:
        try:
            os.setuid(UNUSED_USER)
        except OSError:
            pass  # this namespace has no other user
    limit(resource.RLIMIT_NPROC, 1)  # this process is the one
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    print("fork worked: this user has no limit")


if __name__ == "__main__":
    start = {"files": start_children, "threads": start_threads, "processes": start_process}[sys.argv[1]]
    try:
        start()
    except (OSError, RuntimeError) as error:
        print(f"{type(error).__name__}: {error}")
