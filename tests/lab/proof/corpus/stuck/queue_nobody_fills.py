"""The last thread waits for an item; the one that put items has ended."""

# stuck: 1 thread of 1 process

import queue
import threading

items = queue.Queue()
producer = threading.Thread(target=items.put, args=("the only one",))
producer.start()
producer.join()
while True:
    items.get()
