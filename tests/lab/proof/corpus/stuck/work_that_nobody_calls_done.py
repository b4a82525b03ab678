"""Queue.join() waits for a task_done() that the worker left out."""

# stuck: 1 thread of 1 process

import queue
import threading

items = queue.Queue()
threading.Thread(target=items.get).start()
items.put("work")
items.join()
