"""Writes a great deal to standard output: mostly blocked by a full pipe, until somebody outside has read on."""

# busy: 1

import os
import time

block = bytes(1 << 20)
end = time.monotonic() + 1
for _ in range(200):
    if time.monotonic() < end:
        os.write(1, block)
