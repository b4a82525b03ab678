"""A child reads a pipe to its end, which never comes: the child itself holds a copy of the write end."""

# stuck: 2 threads of 2 processes

import os

reading, writing = os.pipe()
child = os.fork()
if child == 0:
    while os.read(reading, 1):
        pass
    os._exit(0)
os.write(writing, b"all there is")
os.close(writing)
os.waitpid(child, 0)
