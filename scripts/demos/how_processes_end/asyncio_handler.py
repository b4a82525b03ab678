"""A program of asyncio handles SIGTERM; a forked child inherits the handler, and terminate() does not end the child.

add_signal_handler() makes a socket, and from then on C code writes the number of each signal to it, where the
event loop reads it. A forked child has the same socket. Up to 3.11 terminate() therefore does nothing to
the child, and the *parent* handles a SIGTERM that was not sent to it: a server shuts down. From 3.12 on
asyncio takes the socket away from the child (gh-66285), so the parent is safe; but the child still has
asyncio's Python handler, which does nothing, and it still does not end.

In the child, call signal.signal(SIGTERM, SIG_DFL) first and signal.set_wakeup_fd(-1); or use spawn or
forkserver. Linux. See gh-94454.
"""

import asyncio
import multiprocessing
import signal

handled = []


def work(line):
    line.send("the child works")
    line.recv()


async def main():
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, handled.append, "SIGTERM")
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe()
    child = context.Process(target=work, args=(there,))
    child.start()
    here.recv()
    child.terminate()
    here.send("end")
    child.join()
    for _ in range(10):
        await asyncio.sleep(0)  # the loop looks at its socket, and calls what came of it
    print("child_exit_code =", child.exitcode)
    print("signals_handled_by_the_parent =", len(handled))


if __name__ == "__main__":
    asyncio.run(main())
