"""What ends the wait of a stage: a thread or a process that runs the next stage, and then ends the wait."""

import base64
import ctypes
import json
import os
import pickle
import platform
import signal
import socket
import subprocess
import sys
import threading
import time

import waits

libc = waits.libc
CLONE_FILES, CLONE_PARENT, CLONE_NEWPID = 0x400, 0x8000, 0x20000000
CLONE = {"x86_64": 56, "aarch64": 220}[platform.machine()]
STAGES = []
"""The functions of the running program, in order."""


def carry(wait, stage):
    """Run a stage, and end the wait."""
    wait.prepare()
    STAGES[stage]()
    wait.release()


def _end_in_child(wait, stage):
    try:
        carry(wait, stage)
    finally:
        os._exit(0)


def thread(wait, stage):
    wait.thread = threading.Thread(target=carry, args=(wait, stage))
    wait.thread.start()


def thread_with_its_own_descriptors(wait, stage):
    ready = threading.Event()

    def work():
        assert libc.unshare(CLONE_FILES) == 0
        ready.set()
        carry(wait, stage)

    wait.thread = threading.Thread(target=work)
    wait.thread.start()
    ready.wait()


def child(wait, stage):
    wait.pid = os.fork()
    if wait.pid == 0:
        _end_in_child(wait, stage)


def grandchild(wait, stage):
    wait.pid = os.fork()
    if wait.pid == 0:
        below = os.fork()
        if below == 0:
            _end_in_child(wait, stage)
        os.waitpid(below, 0)
        os._exit(0)


def daemon(wait, stage):
    middle = os.fork()
    if middle == 0:
        os.setsid()
        if os.fork() == 0:
            _end_in_child(wait, stage)
        os._exit(0)
    os.waitpid(middle, 0)


def relay(wait, stage):
    """A chain of processes: each starts the next one and ends; the last one goes on."""
    first = os.fork()
    if first == 0:
        for hop in range(6):
            time.sleep(0.03 * hop)
            if os.fork() != 0:
                os._exit(0)
        _end_in_child(wait, stage)


def child_of_a_thread(wait, stage):
    def work():
        if os.fork() == 0:
            _end_in_child(wait, stage)

    starter = threading.Thread(target=work)
    starter.start()
    starter.join()


def sibling(wait, stage):
    """A child of this process's parent."""
    pid = ctypes.PyDLL(None).syscall(CLONE, CLONE_PARENT | signal.SIGCHLD, 0, 0, 0, 0)
    if pid == 0:
        _end_in_child(wait, stage)


def child_in_a_namespace(wait, stage):
    """A process 1 of a PID namespace, where this user may make one."""
    middle = os.fork()
    if middle == 0:
        libc.unshare(CLONE_NEWPID)
        below = os.fork()
        if below == 0:
            _end_in_child(wait, stage)
        os.waitpid(below, 0)
        os._exit(0)
    wait.pid = middle


def _command(wait, stage):
    packed = base64.b64encode(pickle.dumps(wait)).decode()
    return [sys.executable, sys.argv[0], sys.argv[1], "stage", str(stage), packed]


def executed(wait, stage):
    waits.inherit(wait)
    wait.pid = os.fork()
    if wait.pid == 0:
        command = _command(wait, stage)
        os.execv(command[0], command)


def spawned(wait, stage):
    waits.inherit(wait)
    process = subprocess.Popen(_command(wait, stage), close_fds=False)
    wait.pid = process.pid


def executed_daemon(wait, stage):
    """Leaves the program by a double fork, and executes another one."""
    waits.inherit(wait)
    command = _command(wait, stage)
    middle = os.fork()
    if middle == 0:
        os.setsid()
        if os.fork() == 0:
            os.execv(command[0], command)
        os._exit(0)
    os.waitpid(middle, 0)


def executed_relay(wait, stage):
    """A chain of programs, each executed anew by a child of the one before, which ends."""
    waits.inherit(wait)
    command = _command(wait, stage)
    command[3:3] = ["relay", "4"]
    if os.fork() == 0:
        os.execv(command[0], command)


def outside(wait, stage):
    """The helper that the test has started beside the program gets the descriptors; see `serve`."""
    attributes = {name: value for name, value in vars(wait).items() if isinstance(value, (int, str))}
    facts = {"kind": type(wait).__name__, "attributes": attributes, "seconds": SECONDS_OUTSIDE[stage]}
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(os.path.join(os.environ["FUZZ_FOLDER"], "helper"))
        numbers = [attributes[name] for name in wait.descriptors]
        ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, b"".join(map(ctypes.c_int, numbers)))] if numbers else []
        client.sendmsg([json.dumps(facts).encode()], ancillary)
        client.recv(1)


SECONDS_OUTSIDE = {}
"""By stage, after how many seconds the helper ends the wait; None for never."""


def serve(folder):
    """Be the process outside: take descriptors, and end each wait after its seconds."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.join(folder, "helper"))
        server.listen(16)
        print("ready", flush=True)
        while True:
            with server.accept()[0] as connection:
                data, ancillary, _, _ = connection.recvmsg(1 << 16, 1 << 10)
                facts = json.loads(data.decode())
                wait = object.__new__(waits.ALL[facts["kind"]])
                vars(wait).update(facts["attributes"])
                numbers = memoryview(ancillary[0][2]).cast("i").tolist() if ancillary else []
                vars(wait).update(zip(wait.descriptors, numbers))
                wait.prepare()
                connection.send(b"x")
            if facts["seconds"] is not None:
                timer = threading.Timer(facts["seconds"], wait.release)
                timer.daemon = True
                timer.start()


def start(stages, seconds_outside):
    """Run a program that consists of these functions, or a stage of it, as its arguments say."""
    STAGES.extend(stages)
    SECONDS_OUTSIDE.update(seconds_outside)
    os.environ["FUZZ_FOLDER"] = sys.argv[1]
    words = sys.argv[2:]
    if words[:1] == ["relay"] and words[1] != "0":
        time.sleep(0.03)
        if os.fork() == 0:
            command = [sys.executable, *sys.argv[:2], "relay", str(int(words[1]) - 1), *words[2:]]
            os.execv(command[0], command)
        os._exit(0)
    if words[:1] == ["relay"]:
        words = words[2:]
    if words[:1] == ["stage"]:
        carry(pickle.loads(base64.b64decode(words[2])), int(words[1]))
        os._exit(0)
    STAGES[0]()
    os.write(1, b"moved\n")
    os._exit(0)
