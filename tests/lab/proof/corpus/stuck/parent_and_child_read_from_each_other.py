"""Parent and child each wait for the other to write first."""

# stuck: 2 threads of 2 processes

import os

to_child, to_parent = os.pipe(), os.pipe()
if os.fork() == 0:
    os.close(to_child[1])
    os.close(to_parent[0])
    os.read(to_child[0], 1)
    os._exit(0)
os.close(to_child[0])
os.close(to_parent[1])
os.read(to_parent[0], 1)
