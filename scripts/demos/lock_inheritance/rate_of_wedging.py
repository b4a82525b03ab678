"""How many children hang, if a thread holds the lock for a share of the time? Not always that share.

    rate_of_wedging.py [KIND [SHARE [FORKS]]]        default: waits 0.5 100

A thread takes the lock again and again and holds it for SHARE of the time; the main thread forks at
random moments. KIND is what the thread does inside and outside. waits sleeps for 10 ms inside, as for a
network or a disk, and sleeps outside; brief computes for 1 ms inside, and sleeps outside; long computes
for 20 ms inside, and sleeps outside; busy computes for 1 ms inside, and computes outside.

The forking thread holds the GIL while it forks. A holder that waits has released the GIL, so children
hang at the rate of SHARE. A holder that computes has the GIL, and the fork waits, at most until the
switch interval, 5 ms, is over. brief is outside by then, and no child hangs. long is interrupted inside
if it has more than 5 ms to go. busy is interrupted wherever it is. Free-threaded, the rate is SHARE for all.
beyond_interval_share is the time with 5 ms to go: brief has it too, if the system takes its processor
away. late_share is how many forks, at most, miss a holder because they wait for a processor themselves.
A child counts as hanging if acquire(blocking=False) does not get the lock: exact, for it has one thread.
"""

import os
import random
import sys
import threading
import time
import warnings

SECONDS_INSIDE = {"waits": 0.010, "brief": 0.001, "long": 0.020, "busy": 0.001}
INTERVAL = sys.getswitchinterval()
lock = threading.Lock()
is_over = False
seconds = {"inside_since": 0.0, "held": 0.0, "beyond": 0.0, "late": 0.0}


def hold_again_and_again(kind, inside, outside):
    while not is_over:
        with lock:
            seconds["inside_since"] = start = time.perf_counter()
            (time.sleep if kind == "waits" else compute)(inside)
            held = time.perf_counter() - start
            seconds["held"] += held
            seconds["beyond"] += max(0.0, held - INTERVAL)
        (compute if kind == "busy" else time.sleep)(outside)


def compute(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


def child_is_wedged():
    pid = os.fork()
    if pid == 0:
        os._exit(0 if lock.acquire(blocking=False) else 1)
    return os.waitpid(pid, 0)[1] != 0


if __name__ == "__main__":
    kind, share, forks = (sys.argv[1:] + ["waits", "0.5", "100"][len(sys.argv) - 1 :])[:3]
    inside, period, forks = SECONDS_INSIDE[kind], SECONDS_INSIDE[kind] / float(share), int(forks)
    waits_for_gil = INTERVAL if getattr(sys, "_is_gil_enabled", lambda: True)() else 0.0
    warnings.simplefilter("ignore", DeprecationWarning)  # of fork with threads, which is the point here
    holder = threading.Thread(target=hold_again_and_again, args=(kind, inside, period - inside))
    begun = time.perf_counter()
    holder.start()
    ages = []  # how long the lock had been held, for each wedged child
    for _ in range(forks):
        moment = time.perf_counter() + random.uniform(0, max(period, 0.010))
        time.sleep(max(0.0, moment - time.perf_counter()))
        now = time.perf_counter()
        seconds["late"] += max(0.0, now - moment - waits_for_gil)
        age = now - seconds["inside_since"]
        ages += [age] if child_is_wedged() else []
    is_over = True
    holder.join()
    total = time.perf_counter() - begun
    held, beyond, wedged = seconds["held"] / total, seconds["beyond"] / total, len(ages) / forks
    print("forks = %d\nheld_share = %.5f\nbeyond_interval_share = %.5f" % (forks, held, beyond))
    print("late_share = %.5f" % min(1, seconds["late"] / forks / period))
    print("wedged_share = %.5f\nwedged_within_interval = %d" % (wedged, sum(age < INTERVAL for age in ages)))
    print("wedged_minus_held = %.5f\nwedged_minus_beyond = %.5f" % (wedged - held, wedged - beyond))
