"""select() without a time limit on two pipes whose write ends only the waiting process holds."""

# stuck: 1 thread of 1 process

import os
import select

pipes = [os.pipe(), os.pipe()]
select.select([reading for reading, _writing in pipes], [], [])
