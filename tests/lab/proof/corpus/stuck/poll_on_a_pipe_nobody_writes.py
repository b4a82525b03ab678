"""poll() without a time limit on two pipes whose write ends only the waiting process holds."""

# stuck: 1 thread of 1 process

import os
import select

poll = select.poll()
for reading, _writing in (os.pipe(), os.pipe()):
    poll.register(reading, select.POLLIN)
poll.poll()
