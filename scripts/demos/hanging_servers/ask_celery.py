"""What `python -m scripts diagnose` says of a Celery worker's main process and of its child, idle and with a stuck task.

    ask_celery.py [lock|own-pool]

lock       a task takes a lock twice.
own-pool   a task waits for another task, and the pool has one child: the one that waits. It asks again and again for
           the result, so it is never at rest, and no proof is possible.

The broker is a folder. The answers come from this book's `diagnose`, which needs CPython 3.11 or later. Linux.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import time

import celery

HERE = pathlib.Path(__file__).resolve()
lock = threading.Lock()
app = celery.Celery("ask_celery", broker="filesystem://", backend="file://%s" % os.environ.get("BROKER"))
folders = ["data_folder_in", "data_folder_out", "control_folder"]
app.conf.broker_transport_options = dict.fromkeys(folders, os.environ.get("BROKER"))


@app.task(name="answer")
def answer():
    return 42


@app.task(name="stuck")
def stuck(how):
    if how == "own-pool":
        return answer.delay().get(disable_sync_subtasks=False)
    lock.acquire()
    lock.acquire()


def diagnose(pid):
    command = [sys.executable, "-m", "scripts", "diagnose", str(pid), "--json"]
    return json.loads(subprocess.run(command, cwd=HERE.parents[3], stdout=subprocess.PIPE, check=True).stdout)


def ask(state, whom, pid):
    said = diagnose(pid)
    for _ in range(7):
        if said["verdict"] == "running":  # perhaps a clock has just ended a wait
            said = diagnose(pid)
    print("%s, %s: %s" % (state, whom, said["verdict"].replace("-", " ")), flush=True)
    return said


def own_frames(said):
    stacks = [thread["stack"] or [] for thread in said["evidence"]]
    return ["%(function)s, line %(line)d" % frame for one in stacks for frame in one if frame["file"] == str(HERE)]


def main(how):
    answer.delay()
    command = [sys.executable, "-W", "ignore", "-m", "celery", "--quiet", "--app", "ask_celery", "worker"]
    command += "--concurrency 1 --without-gossip --without-mingle --without-heartbeat --loglevel critical".split()
    with subprocess.Popen(command, cwd=str(HERE.parent), stdout=subprocess.DEVNULL) as master:
        print("an idle worker's task: %d" % answer.delay().get(timeout=60))
        child = int(pathlib.Path("/proc/%d/task/%d/children" % (master.pid, master.pid)).read_text().split()[0])
        ask("idle", "master", master.pid)
        ask("idle", "worker", child)
        stuck.delay(how)
        while not own_frames(diagnose(child)):
            time.sleep(0.1)
        ask("stuck", "master", master.pid)
        said = ask("stuck", "worker", child)
        print("in your code: %s" % " and ".join(own_frames(said)))
        master.kill()
        os.kill(child, 9)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as os.environ["BROKER"]:
        app.conf.broker_transport_options = dict.fromkeys(folders, os.environ["BROKER"])
        app.conf.result_backend = "file://" + os.environ["BROKER"]
        main((sys.argv[1:] + ["lock"])[0])
