# The write end that a child waits for lies in a socket of its parent, which takes it out later.
import array
import os
import socket
import time

reading, writing = os.pipe()
ours, theirs = socket.socketpair()
theirs.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [writing]))])
os.close(writing)
if os.fork() == 0:
    ours.close()
    theirs.close()
    other = os.pipe()
    os.dup2(other[0], 100)
    os.read(reading, 1)
    os._exit(0)
theirs.close()
time.sleep(2.5)
_data, ancillary, _flags, _address = ours.recvmsg(1, 1000)
(taken,) = array.array("i", ancillary[0][2])
os.write(taken, b"x")
os.wait()
