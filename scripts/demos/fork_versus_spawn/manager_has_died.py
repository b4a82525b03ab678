"""The process behind a Manager has died: each call of a proxy raises another error, and none names the manager.

  a proxy that is connected          BrokenPipeError: [Errno 32] Broken pipe
  the same proxy in a new thread     ConnectionRefusedError: [Errno 111] Connection refused
  a pipe from a process that died    EOFError, without a text

A proxy holds one connection for each thread and process that uses it. The first call after the manager's death writes
to a connection whose other end is closed; a thread that has no connection yet finds no process that accepts one. The
exit code of the manager's process says why it died; here a SIGKILL, as from the kernel when memory runs out.
"""

import multiprocessing
import os
import signal
import tempfile
import threading
from multiprocessing.managers import SyncManager


def say(who, call):
    try:
        call()
    except (EOFError, OSError) as error:
        print(f"{who}: {type(error).__name__}" + (f": {error}" if str(error) else ""), flush=True)


def end_at_once(writer):
    os._exit(3)


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    with tempfile.TemporaryDirectory() as folder:
        manager = SyncManager(address=os.path.join(folder, "socket"), ctx=context)
        manager.start()
        shared = manager.dict(answer=42)
        print("answer:", shared["answer"], flush=True)
        process = manager._process
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        print("manager_exit_code =", process.exitcode, flush=True)
        say("connected proxy", lambda: shared["answer"])
        thread = threading.Thread(target=say, args=("proxy in a new thread", lambda: shared["answer"]))
        thread.start()
        thread.join()
    reader, writer = context.Pipe(duplex=False)
    child = context.Process(target=end_at_once, args=(writer,))
    child.start()
    writer.close()
    say("pipe from a dead process", reader.recv)
    child.join()
