"""How long a deadlock lasts before it is proved: python benchmarks/proof_latency.py [ROUNDS]

Each program says when it is about to stop moving, with a mark, which the guard notes by the same clock as its verdict.
Beside it stands what a timeout of five seconds costs for the same program: five seconds, and then nothing is known.
First on the machine as it is, then with every processor busy. Prints medians, and the spread from the first to the
third quartile. Linux.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scripts.lab import run  # noqa: E402
from scripts.lab.runner import environment  # noqa: E402

TIMEOUT_SECONDS = 5

PROGRAMS = {
    "one thread, a lock twice": """
import threading
lock = threading.Lock()
lock.acquire()
print("mark: stopping", flush=True)
lock.acquire()
""",
    "a lock inherited over fork": """
import os, threading
lock = threading.Lock()
held, done = threading.Event(), threading.Event()
def hold():
    with lock:
        held.set()
        done.wait()
threading.Thread(target=hold).start()
held.wait()
child = os.fork()
if child == 0:
    print("mark: stopping", flush=True)
    lock.acquire()
os.waitpid(child, 0)
""",
    "a ring of eight processes": """
import os
pipes = [os.pipe() for _ in range(8)]
for place in range(1, 8):
    if os.fork() == 0:
        os.read(pipes[place][0], 1)
print("mark: stopping", flush=True)
os.read(pipes[0][0], 1)
""",
    "a hundred threads": """
import threading
lock = threading.Lock()
lock.acquire()
threads = [threading.Thread(target=lock.acquire) for _ in range(100)]
for thread in threads:
    thread.start()
print("mark: stopping", flush=True)
threads[0].join()
""",
    "a pool whose task never ends": """
import multiprocessing
def work(lock):
    print("mark: stopping", flush=True)
    lock.acquire()
lock = multiprocessing.get_context("fork").Lock()
def start(kept):
    global lock
    lock = kept
def task(_number):
    work(lock)
if __name__ == "__main__":
    lock.acquire()
    multiprocessing.get_context("fork").Pool(2, start, (lock,)).map(task, [1])
""",
}


@contextmanager
def busy_processors() -> Iterator[None]:
    burners = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(os.cpu_count() or 1)]
    try:
        yield
    finally:
        for burner in burners:
            burner.kill()
            burner.wait()


def proof_seconds(path: str) -> float:
    """From the mark to the verdict."""
    ended = run(path)
    assert ended.verdict == "deadlocked", (ended.verdict, ended.proof)
    return ended.seconds - ended.marks[-1].seconds


def timeout_seconds(path: str) -> float:
    """What waiting costs."""
    began = time.perf_counter()
    program = subprocess.Popen(
        [sys.executable, path],
        env=environment(os.environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        program.wait(TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
        return time.perf_counter() - began
    finally:
        os.killpg(program.pid, 9)
        program.wait()
    raise AssertionError("it was to be stuck")


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as folder:
        paths = {}
        for number, (name, text) in enumerate(PROGRAMS.items()):
            paths[name] = Path(folder) / f"program_{number}.py"
            paths[name].write_text(text)
        waited = timeout_seconds(str(paths["one thread, a lock twice"]))
        print(f"a timeout: {waited:.2f} s, and the program may only be slow\n")
        for surroundings in ("as it is", "every processor busy"):
            print(f"the machine {surroundings}, {rounds} rounds each, milliseconds from the mark to the proof")
            for name, path in paths.items():
                if surroundings == "as it is":
                    taken = [proof_seconds(str(path)) for _ in range(rounds)]
                else:
                    with busy_processors():
                        taken = [proof_seconds(str(path)) for _ in range(rounds)]
                first, middle, third = (1000 * value for value in statistics.quantiles(taken, n=4))
                print(f"  {name:30} {middle:7.1f} ({first:.1f} to {third:.1f}); {waited / middle * 1000:.0f} times")
            print()


if __name__ == "__main__":
    main()
