"""Three threads wait for an event that none of them sets."""

# stuck: 3 threads of 1 process

import threading

event = threading.Event()
for _ in range(2):
    threading.Thread(target=event.wait).start()
event.wait()
