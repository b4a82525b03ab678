"""A reloading server in miniature: the user makes the queue, the framework starts the process by spawn.

    reloader.py [MADE_IN]        the start method of the user's queue, default: fork

The user fills in a configuration and calls run(). The framework decides how a process is started:
after every change of a file it starts the application anew by spawn, so that the new code is
imported from scratch. It passes the configuration, which contains a queue, which contains three
semaphores.

With a queue of the fork context, on Linux before CPython 3.11.5, the application is killed by
SIGSEGV at its first put(), after each restart, while the reloader goes on. From 3.11.5 and 3.12.0
on, run() raises RuntimeError (gh-77377); below the user's one call, the traceback shows the
framework and multiprocessing only. With MADE_IN spawn or forkserver it works on every version.

A real one: uvicorn's get_subprocess (uvicorn/_subprocess.py) starts the application in a process of
the spawn context and passes its Config. NiceGUI put two queues of the default context into that
Config, and its users met this error from 2023 on (zauberzeug/nicegui issue 1841, pull request
6045).
"""

import multiprocessing
import sys

# The framework


class Config:
    def __init__(self, application, inbox):
        self.application = application
        self.inbox = inbox


def serve(config):
    config.application(config.inbox)


def run(config, changes):
    for _ in range(changes):
        process = multiprocessing.get_context("spawn").Process(target=serve, args=(config,))
        process.start()
        process.join()
        print("application_exit_code =", process.exitcode)


# The user


def application(inbox):
    inbox.put("served")


if __name__ == "__main__":
    made_in = sys.argv[1] if len(sys.argv) > 1 else "fork"
    inbox = multiprocessing.get_context(made_in).Queue()
    run(Config(application, inbox), changes=2)
    print("inbox:", "empty" if inbox.empty() else inbox.get())
