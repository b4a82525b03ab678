"""The first thread waits for the second to end, and the second for the first."""

# stuck: 2 threads of 1 process

import threading

second = threading.Thread(target=threading.main_thread().join)
second.start()
second.join()
