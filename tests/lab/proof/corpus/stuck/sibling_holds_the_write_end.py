"""A reader waits for the end of a pipe whose write end its younger sibling inherited; that one waits for the reader."""

# stuck: 3 threads of 3 processes

import os

reading, writing = os.pipe()
answer_reading, answer_writing = os.pipe()
reader = os.fork()
if reader == 0:
    os.close(writing)
    os.read(reading, 1)
    os._exit(0)
os.close(reading)
os.close(answer_writing)
if os.fork() == 0:
    os.read(answer_reading, 1)
    os._exit(0)
os.close(writing)
os.waitpid(reader, 0)
