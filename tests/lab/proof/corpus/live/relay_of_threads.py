"""One thread after another starts its successor and ends; the first waits for an event that the last one sets."""

# busy: 1

import threading
import time

done = threading.Event()
end = time.monotonic() + 1


def run():
    if time.monotonic() < end:
        threading.Thread(target=run).start()
    else:
        done.set()


run()
done.wait()
