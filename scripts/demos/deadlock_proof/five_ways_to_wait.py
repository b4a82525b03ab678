"""Five programs in which every thread seems to wait, and which are not deadlocked.

    five_ways_to_wait.py HOW [SECONDS]     HOW: descendant, clock, outside, alarm or turns

descendant  reads a pipe whose other end seems to be its own; a daemon in another session has that end too
clock       waits for a lock that no thread releases, with a time limit
outside     a server: any process of this machine can connect to it
alarm       waits for the lock without a time limit, and an alarm will interrupt the wait
turns       eight processes hand a byte round, so fast that each is asleep when its state is read

All but the server exit with 0 after SECONDS, by default 60. On every version.
"""

import os
import signal
import socket
import sys
import threading
import time


def leave(number, frame):
    print("it went on", flush=True)
    os._exit(0)


def wait_for_descendant(lock, seconds):
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(seconds)
            os.write(writing, b"x")
        os._exit(0)
    os.wait()
    os.read(reading, 1)


def wait_for_clock(lock, seconds):
    lock.acquire(timeout=seconds)


def wait_for_outside(lock, seconds):
    socket.create_server(("127.0.0.1", 0)).accept()


def wait_for_alarm(lock, seconds):
    signal.signal(signal.SIGALRM, leave)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    lock.acquire()


def wait_for_turns(lock, seconds):
    pipes = [os.pipe() for _ in range(8)]
    for (inlet, _), (_, outlet) in zip(pipes, pipes[1:]):
        if os.fork() == 0:
            while True:
                byte = os.read(inlet, 1)
                os.write(outlet, byte)
                if byte == b"e":
                    os._exit(0)
    end = time.monotonic() + seconds
    byte = b"x"
    while byte != b"e":
        os.write(pipes[0][1], b"x" if time.monotonic() < end else b"e")
        byte = os.read(pipes[-1][0], 1)
    for _ in pipes[1:]:
        os.wait()


if __name__ == "__main__":
    lock = threading.Lock()
    lock.acquire()
    globals()["wait_for_" + sys.argv[1]](lock, float(sys.argv[2]) if len(sys.argv) > 2 else 60)
    leave(None, None)
