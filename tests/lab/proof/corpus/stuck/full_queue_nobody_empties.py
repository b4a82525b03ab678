"""put() waits for room in a full queue, and its only consumer has ended."""

# stuck: 1 thread of 1 process

import queue
import threading

items = queue.Queue(maxsize=1)
consumer = threading.Thread(target=items.get)
consumer.start()
items.put("taken")
consumer.join()
items.put("kept")
items.put("one too many")
