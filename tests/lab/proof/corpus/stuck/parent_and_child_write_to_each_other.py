"""Parent and child each write more than a pipe holds, before either reads."""

# stuck: 2 threads of 2 processes

import os

to_child, to_parent = os.pipe(), os.pipe()
if os.fork() == 0:
    os.write(to_parent[1], bytes(1 << 20))
    os.read(to_child[0], 1 << 20)
    os._exit(0)
os.write(to_child[1], bytes(1 << 20))
os.read(to_parent[0], 1 << 20)
