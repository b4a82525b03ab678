"""A thread reads standard input while a pool of processes is made with fork: the pool returns no result.

    pool_beside_a_reader.py [ProcessPoolExecutor]        default: a multiprocessing.Pool

Each worker is a forked child, and hangs before its first task, in multiprocessing's _close_stdin(): see
input_in_a_thread. The program looks for a result for one second, says whether there is one, and ends the
workers. Without a time limit it would wait forever.

sys.stdin is made as in input_in_a_thread: a pipe for the keyboard, and an event that says when the thread
waits. Every version, Linux, with fork. See gh-132276.
"""

import concurrent.futures
import io
import multiprocessing
import os
import sys
import threading

is_reading = threading.Event()


class Keyboard(io.FileIO):
    def readinto(self, buffer):
        is_reading.set()
        return super().readinto(buffer)


def try_pool(context):
    with context.Pool(1) as pool:
        result = pool.apply_async(os.getpid)
        result.wait(timeout=1)
        print("results_within_a_second =", int(result.ready()))


def try_executor(context):
    with concurrent.futures.ProcessPoolExecutor(1, mp_context=context) as executor:
        done, _ = concurrent.futures.wait([executor.submit(os.getpid)], timeout=1)
        print("results_within_a_second =", len(done))
        for worker in multiprocessing.active_children():
            worker.terminate()


if __name__ == "__main__":
    read_end, keys = os.pipe()
    os.dup2(read_end, 0)
    sys.stdin = io.TextIOWrapper(io.BufferedReader(Keyboard(0)))
    threading.Thread(target=sys.stdin.readline).start()
    is_reading.wait()
    attempt = try_executor if "ProcessPoolExecutor" in sys.argv else try_pool
    attempt(multiprocessing.get_context("fork"))
    os.write(keys, b"a line\n")
