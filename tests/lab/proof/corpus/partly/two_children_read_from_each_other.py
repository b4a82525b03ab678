# stuck: 2 threads of 2 processes
import os
import time

first, second = os.pipe(), os.pipe()
if os.fork() == 0:
    os.close(first[1])
    os.close(second[0])
    os.read(first[0], 1)
if os.fork() == 0:
    os.close(second[1])
    os.close(first[0])
    os.read(second[0], 1)
for end in (*first, *second):
    os.close(end)
while True:
    time.sleep(0.1)
