"""Two processes pass a byte to and fro: at nearly every moment both seem to be asleep in read(), and both go on."""

# busy: 2

import os
import time

to_child, to_parent = os.pipe(), os.pipe()
child = os.fork()
if child == 0:
    os.close(to_child[1])
    while os.read(to_child[0], 1):
        os.write(to_parent[1], b"x")
    os._exit(0)
os.close(to_child[0])
end = time.monotonic() + 1
while time.monotonic() < end:
    os.write(to_child[1], b"x")
    os.read(to_parent[0], 1)
os.close(to_child[1])
os.waitpid(child, 0)
