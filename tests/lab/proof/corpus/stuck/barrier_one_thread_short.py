"""Two threads wait at a barrier for three."""

# stuck: 2 threads of 1 process

import threading

barrier = threading.Barrier(3)
threading.Thread(target=barrier.wait).start()
barrier.wait()
