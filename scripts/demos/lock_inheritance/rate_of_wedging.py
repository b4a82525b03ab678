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

On a busy machine the forking thread is kept from a processor, too, and its fork comes later than the GIL
explains: late_share is the largest share of the forks that can miss the end of a hold for that reason.
wedged_within_interval counts the children forked before the holder had been inside for a switch interval: those
that the GIL, if there is one, keeps from a holder that computes.

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
inside_since = 0.0
seconds_held = 0.0
seconds_beyond = 0.0


def compute(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


def hold_again_and_again(kind, inside, outside):
    global inside_since, seconds_held, seconds_beyond
    while not is_over:
        with lock:
            start = inside_since = time.perf_counter()
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
    has_gil = getattr(sys, "_is_gil_enabled", lambda: True)()
    longest_wait = sys.getswitchinterval() if has_gil else 0.0  # for the GIL
    wedged = wedged_within_interval = 0
    seconds_late = 0.0
    for _ in range(int(forks)):
        moment = time.perf_counter() + random.uniform(0, max(period, 0.010))
        time.sleep(max(0.0, moment - time.perf_counter()))
        now = time.perf_counter()
        seconds_late += max(0.0, now - moment - longest_wait)
        is_within_interval = now - inside_since < sys.getswitchinterval()
        if child_is_wedged():
            wedged += 1
            wedged_within_interval += is_within_interval
    is_over = True
    holder.join()
    seconds = time.perf_counter() - start
    held_share, beyond_share = seconds_held / seconds, seconds_beyond / seconds
    late_share = min(1.0, seconds_late / int(forks) / period)
    wedged_share = wedged / int(forks)
    print("forks =", forks)
    print("held_share =", round(held_share, 5))
    print("beyond_interval_share =", round(beyond_share, 5))
    print("late_share =", round(late_share, 5))
    print("wedged_share =", round(wedged_share, 5))
    print("wedged_within_interval =", wedged_within_interval)
    print("wedged_minus_held =", round(wedged_share - held_share, 5))
    print("wedged_or_late_minus_held =", round(wedged_share + late_share - held_share, 5))
    print("wedged_minus_beyond =", round(wedged_share - beyond_share, 5))
    print("wedged_or_late_minus_beyond =", round(wedged_share + late_share - beyond_share, 5))
