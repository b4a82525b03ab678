"""Two threads hold a lock each and wait for the other's; the first thread waits for both of them to end."""

# stuck: 3 threads of 1 process

import threading

first, second = threading.Lock(), threading.Lock()
both_hold_one = threading.Barrier(2)


def take(one, other):
    with one:
        both_hold_one.wait()
        with other:
            pass


threads = [threading.Thread(target=take, args=pair) for pair in [(first, second), (second, first)]]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
