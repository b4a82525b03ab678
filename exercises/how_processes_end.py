"""Mend this service: when it is killed, its worker works on as an orphan.

    how_processes_end.py SIGNAL SECONDS

main() starts the service, and sends it the signal of this number when its worker has begun; 0 is no signal. The worker
works for SECONDS. A thread of the service starts it, as a web server's thread does for a request. However the service
ends, its worker must end within two seconds. As long as the service lives, the worker must do its work to the end.
Leave main() as it is, and the three calls of report(), by which the checker learns what happens.
"""

import multiprocessing
import os
import sys
import threading
import time

from reporting import report

context = multiprocessing.get_context("fork")


def work(begun, seconds):
    report("working")
    begun.set()
    time.sleep(seconds)
    report("done")


def start(worker, begun):
    worker.start()
    begun.wait()


def serve(begun, seconds):
    worker = context.Process(target=work, args=(begun, seconds))
    thread = threading.Thread(target=start, args=(worker, begun))
    thread.start()
    thread.join()
    worker.join()


def main():
    begun = context.Event()
    service = context.Process(target=serve, args=(begun, float(sys.argv[2])))
    service.start()
    begun.wait()
    time.sleep(0.3)
    os.kill(service.pid, int(sys.argv[1]))
    service.join()
    report("ended", service.exitcode)


if __name__ == "__main__":
    main()
