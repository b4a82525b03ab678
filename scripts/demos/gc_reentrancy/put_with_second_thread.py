"""The loop that calls only put(), beside a second thread: it hangs on CPython 3.8 to 3.12.

    put_with_second_thread.py [BLOCKS]        how many blocks the second thread compresses; default: 20,000

This is put_only with a second thread that never touches the queue. The second thread makes 5000 tuples and compresses
some bytes, all in one C call. Making the tuples exceeds the collector's threshold. Compressing releases
the GIL, so the main thread goes on, often in the middle of a put() that holds the mutex.

CPython 3.12 keeps the request for a collection in the interpreter. The main thread finds it at its next call inside
put() and collects there; the __del__ of a Connection puts into the same queue and waits for the mutex that its
own thread holds. On 3.9 to 3.11 the stack of the hang shows __exit__() of the Condition, which packs its arguments
into a tuple: with one thread that tuple has not started the collector in a million rounds, beside the second
thread it does. Since 3.13 the request belongs to the thread whose allocation exceeded the threshold, and the main
thread hardly ever collects in put(): one run on 3.14.8 did, and hung in __exit__(); dozens of others did not.

On 3.8 to 3.12 it hangs within some thousand blocks (3.8 hangs with one thread as well, see put_only).
"""

import itertools
import queue
import random
import sys
import threading
import zlib

BLOCKS = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
events = queue.Queue()
block = bytes(50_000)
compressed = 0


class Connection:
    def __init__(self):
        self.itself = self
        self.parts = [[] for _ in range(random.randrange(3))]

    def __del__(self):
        events.put("a connection is gone")


def make_and_compress():
    global compressed
    for _ in range(BLOCKS):
        list(itertools.chain(zip(range(5000)), map(zlib.compress, [block])))
        compressed += 1


thread = threading.Thread(target=make_and_compress)
sys.setswitchinterval(0.0001)  # seconds; with the usual 0.005 it takes longer
thread.start()
while compressed < BLOCKS:
    events = queue.Queue()
    for _ in range(1000):
        Connection()
        events.put("a round is over")
thread.join()
print("blocks_compressed =", compressed)
