"""What `python -m scripts diagnose` says of Celery's main process and of its child, idle and with a stuck task.

    ask_celery.py [lock|own-pool]
lock       a task takes a lock twice
own-pool   a task waits for another task, and the pool has one child. It asks again and again, so it is never at rest.

The answers come from this book's `diagnose`, which needs CPython 3.11 or later. Linux.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading

import celery

HERE = pathlib.Path(__file__).resolve()
lock = threading.Lock()
folder = os.environ.get("BROKER") or tempfile.mkdtemp()
app = celery.Celery("ask_celery", broker="filesystem://", backend="file://" + folder)
app.conf.broker_transport_options = dict.fromkeys(["data_folder_in", "data_folder_out", "control_folder"], folder)


@app.task(name="answer")
def answer():
    return 42


@app.task(name="stuck")
def stuck(how):
    if how == "own-pool":
        answer.delay().get(disable_sync_subtasks=False)
    lock.acquire()
    lock.acquire()


def diagnose(pid):
    command = [sys.executable, "-m", "scripts", "diagnose", str(pid), "--json"]
    return json.loads(subprocess.check_output(command, cwd=HERE.parents[3]))


def ask(state, whom, pid):
    said = diagnose(pid)
    print("%s, %s: %s" % (state, whom, said["verdict"].replace("-", " ")), flush=True)
    return said


def own_frames(said):
    stacks = [thread["stack"] or [] for thread in said["evidence"]]
    return ["%(function)s, line %(line)d" % frame for one in stacks for frame in one if frame["file"] == str(HERE)]


def main(how):
    command = [sys.executable, "-W", "ignore", "-m", "celery", "--quiet", "--app", "ask_celery", "worker"]
    command += "--concurrency 1 --without-gossip --without-mingle --without-heartbeat --loglevel critical".split()
    os.environ.update(BROKER=folder, TMPDIR=tempfile.mkdtemp(dir=folder))
    with subprocess.Popen(command, cwd=str(HERE.parent), stdout=subprocess.DEVNULL) as master:
        print("an idle worker's task: %d" % answer.delay().get(timeout=60))
        child = int(pathlib.Path("/proc/%d/task/%d/children" % (master.pid, master.pid)).read_text().split()[0])
        ask("idle", "master", master.pid)
        ask("idle", "worker", child)
        stuck.delay(how)
        while not own_frames(diagnose(child)):
            pass
        ask("stuck", "master", master.pid)
        said = ask("stuck", "worker", child)
        print("in your code: %s" % " and ".join(own_frames(said)))
        master.kill()
        os.kill(child, 9)


if __name__ == "__main__":
    if sys.version_info < (3, 11):
        sys.exit("diagnose needs CPython 3.11 or later")
    main((sys.argv[1:] + ["lock"])[0])
    shutil.rmtree(folder)
