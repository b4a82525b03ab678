"""Three threads wait for one that computes: it sleeps not at all, and looks at the clock only now and then."""

# busy: 1

import threading
import time

done = threading.Event()
for _ in range(3):
    threading.Thread(target=done.wait).start()
end = time.monotonic() + 1
while time.monotonic() < end:
    sum(range(100_000))
done.set()
