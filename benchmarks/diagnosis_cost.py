"""What `diagnose` costs on a large program: python benchmarks/diagnosis_cost.py [ROUNDS] [CHECKOUT] [--profile]

The program has 500 processes with 10 threads each, and 2,000 other processes run on the machine. It is tried in two
forms: the whole program is deadlocked, or all of it but its first process, which looks at its children now and then.
With CHECKOUT, another checkout of this repository, both diagnose the same processes in turn, and the ratio is printed.
--profile prints where the time goes instead. Prints medians, and the spread from the first to the third quartile. All
processes of the machine are counted, so on a machine where others start and end meanwhile a diagnosis takes longer.
Linux.
"""

import ctypes
import json
import os
import signal
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROCESSES, THREADS, OTHERS = 500, 10, 2000
PR_SET_CHILD_SUBREAPER = 36

PROGRAM = """
import os, sys, threading, time
count, threads, moves = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "partly-deadlocked"
lock = threading.Lock()
lock.acquire()

def start_threads():
    for _ in range(threads - 1):
        threading.Thread(target=lock.acquire).start()

ready, say_ready = os.pipe()
never, write_never = os.pipe()
children = []
for _ in range(count - 1):
    children.append(os.fork())
    if children[-1] == 0:
        os.close(ready)
        start_threads()
        os.write(say_ready, b"x")
        os.read(never, 1)
for _ in children:
    os.read(ready, 1)
start_threads()
print("ready", flush=True)
if not moves:
    os.waitpid(children[0], 0)
os.close(never)
os.close(write_never)
while True:
    time.sleep(0.2)
"""
OTHER_PROGRAM = """
import os, signal, socket, sys
for _ in range(int(sys.argv[1])):
    if os.fork() == 0:
        kept = os.pipe(), socket.socketpair()
        signal.pause()
print("ready", flush=True)
signal.pause()
"""
ONE_DIAGNOSIS = """
import json, sys, time
sys.path.insert(0, sys.argv[1])
from scripts.lab import diagnose
if sys.argv[3:]:
    import cProfile, pstats
    profile = cProfile.Profile()
    profile.runcall(diagnose, int(sys.argv[2]))
    pstats.Stats(profile).sort_stats("cumulative").print_stats(45).sort_stats("tottime").print_stats(25)
began, used = time.perf_counter(), time.process_time()
found = diagnose(int(sys.argv[2]))
seconds = time.perf_counter() - began, time.process_time() - used
print(json.dumps([found.verdict, len(found.deadlocked_threads), found.proof.why_not, *seconds]))
"""


@contextmanager
def started(text: str, *words: str) -> Iterator[int]:
    """Start a program in a process group of its own, wait for the line `ready`, and end all of it at the end."""
    command = [sys.executable, "-c", text, *words]
    program = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, start_new_session=True)
    try:
        assert program.stdout is not None and program.stdout.readline() == b"ready\n"
        yield program.pid
    finally:
        os.killpg(program.pid, signal.SIGKILL)
        program.communicate()
        with suppress(ChildProcessError):  # its children, which this process has adopted
            while True:
                os.waitpid(-program.pid, 0)


def diagnosis(checkout: Path, pid: int, verdict: str) -> tuple[float, float]:
    """Give the seconds that one diagnosis takes, by the clock and of a processor."""
    command = [sys.executable, "-c", ONE_DIAGNOSIS, str(checkout), str(pid)]
    said, threads, why_not, seconds, used = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    stuck = THREADS * (PROCESSES if verdict == "deadlocked" else PROCESSES - 1)
    assert (said, threads) == (verdict, stuck), (said, threads, why_not)
    return seconds, used


def spread(values: list[float], unit: str) -> str:
    first, middle, third = statistics.quantiles(values, n=4)
    return f"{middle:.2f} {unit} ({first:.2f} to {third:.2f})"


def main() -> None:
    words = [word for word in sys.argv[1:] if word != "--profile"]
    rounds = int(words[0]) if words else 5
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the processes are ended then, too
    checkouts = [*(Path(word).resolve() for word in words[1:2]), ROOT]
    with started(OTHER_PROGRAM, str(OTHERS)):
        for verdict in ("deadlocked", "partly-deadlocked"):
            with started(PROGRAM, str(PROCESSES), str(THREADS), verdict) as pid:
                print(f"{PROCESSES} processes, {PROCESSES * THREADS} threads, beside {OTHERS} others: {verdict}")
                if "--profile" in sys.argv:
                    subprocess.run([sys.executable, "-c", ONE_DIAGNOSIS, str(ROOT), str(pid), "profile"], check=True)
                    continue
                for checkout in checkouts:
                    diagnosis(checkout, pid, verdict)  # a first time that does not count: byte code onto the disk
                taken = [[diagnosis(checkout, pid, verdict) for checkout in checkouts] for _ in range(rounds)]
                for place, checkout in enumerate(checkouts):
                    by_clock, used = zip(*(turn[place] for turn in taken), strict=True)
                    print(f"  {checkout}: {spread(list(by_clock), 's')}, processor {spread(list(used), 's')}")
                if len(checkouts) == 2:
                    for number, name in enumerate(("clock", "processor")):
                        ratios = [turn[1][number] / turn[0][number] for turn in taken]
                        print(f"  this one / the other, by the {name}: {spread(ratios, 'times')}")


if __name__ == "__main__":
    main()
