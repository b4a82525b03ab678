"""A child puts a large item into a queue and ends: which ways to end lose the item, and block the queue.

    put_at_exit.py [END]        return (default), cancel_join_thread, _exit, SIGKILL

put() hands the item to a thread, which writes it into a pipe. A child that returns waits for this thread first,
so it ends only when the item is read. The other ways to end do not wait. Here the item is larger than the pipe,
so they leave a part of it there, and the lock of the writing end taken. get() waits for the rest forever,
and so does the put() of every other process: its thread waits for the lock.

The parent tells the child to end when the first part is in the pipe. Every version, Linux.
"""

import multiprocessing
import os
import signal
import sys


def work(results, go, end):
    results.put(bytes(1_000_000))
    go.recv()
    if end == "cancel_join_thread":
        results.cancel_join_thread()
    elif end == "_exit":
        os._exit(0)
    elif end == "SIGKILL":
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    end = sys.argv[1] if len(sys.argv) > 1 else "return"
    context = multiprocessing.get_context("fork")
    results, (go, tell) = context.Queue(), context.Pipe(duplex=False)
    child = context.Process(target=work, args=(results, go, end))
    child.start()
    while results.empty():
        pass  # until the first part is there
    tell.send("end")
    if end != "return":
        child.join()
        print("child_exit_code =", child.exitcode, flush=True)
    print("bytes_received =", len(results.get()))
    child.join()
