"""How many children wedge, if a thread holds the lock for a share of the time? Not always that share.

    rate_of_wedging.py [KIND [SHARE [FORKS]]]        default: waits 0.5 100

A thread takes the lock again and again and is inside for SHARE of the time; the main thread forks at
random moments. What the thread does inside and outside is its KIND:
  waits     sleeps for 10 ms inside, as for a network or a disk, and sleeps outside;
  brief     computes for 1 ms inside, and sleeps outside;
  long      computes for 20 ms inside, and sleeps outside;
  busy      computes for 1 ms inside, and computes outside.

A fork happens while its thread has the GIL. A holder that waits has let go of it: the children wedge at
the rate of SHARE. A holder that computes has it, and the fork waits, at most until the switch interval,
5 ms, is over: brief is outside again by then, and no child wedges; long is interrupted inside if it
still has 5 ms to go; busy is interrupted wherever it is. Free-threaded, the rate is SHARE for all.
So has brief if the system takes its processor away: beyond_interval_share is the time with that long to go.

A child counts as wedged if acquire(blocking=False) does not get the lock: exact, for it has one thread.
"""

import os
import random
import sys
import threading
import time
import warnings

SECONDS_INSIDE = {"waits": 0.010, "brief": 0.001, "long": 0.020, "busy": 0.001}

lock = threading.Lock()
is_over = False
seconds_held = 0.0
seconds_beyond = 0.0


def compute(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


def hold_again_and_again(kind, inside, outside):
    global seconds_held, seconds_beyond
    while not is_over:
        with lock:
            start = time.perf_counter()
            (time.sleep if kind == "waits" else compute)(inside)
            seconds = time.perf_counter() - start
            seconds_held += seconds
            seconds_beyond += max(0.0, seconds - sys.getswitchinterval())
        (compute if kind == "busy" else time.sleep)(outside)


def child_is_wedged():
    pid = os.fork()
    if pid == 0:
        os._exit(0 if lock.acquire(blocking=False) else 1)
    return os.waitpid(pid, 0)[1] != 0


if __name__ == "__main__":
    kind, share, forks = (sys.argv[1:] + ["waits", "0.5", "100"][len(sys.argv) - 1 :])[:3]
    inside = SECONDS_INSIDE[kind]
    period = inside / float(share)
    warnings.simplefilter("ignore", DeprecationWarning)  # of fork with threads, which is the point here
    holder = threading.Thread(target=hold_again_and_again, args=(kind, inside, period - inside))
    start = time.perf_counter()
    holder.start()
    wedged = 0
    for _ in range(int(forks)):
        time.sleep(random.uniform(0, max(period, 0.010)))
        wedged += child_is_wedged()
    is_over = True
    holder.join()
    seconds = time.perf_counter() - start
    print("forks =", forks)
    print("held_share =", round(seconds_held / seconds, 3))
    print("beyond_interval_share =", round(seconds_beyond / seconds, 3))
    print("wedged_share =", round(wedged / int(forks), 3))
    print("wedged_minus_beyond =", round(wedged / int(forks) - seconds_beyond / seconds, 3))
