# Two living processes send the write end to each other and never keep it, so each is without it most of the time.
import array
import os
import socket
import time

TURNS = 25
reading, writing = os.pipe()
ours, theirs = socket.socketpair()
if os.fork() == 0:
    for end in (ours, theirs):
        end.close()
    os.close(writing)
    os.read(reading, 1)
    os._exit(0)
os.close(reading)


def send(end, descriptor):
    end.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [descriptor]))])
    os.close(descriptor)


def receive(end):
    _data, ancillary, _flags, _address = end.recvmsg(1, 1000)
    return array.array("i", ancillary[0][2])[0]


other = os.fork()
end = ours if other else theirs
if other:
    send(end, writing)
else:
    os.close(writing)
for _turn in range(TURNS - 1 if other else TURNS):
    taken = receive(end)
    time.sleep(0.05)
    send(end, taken)
if not other:
    os._exit(0)
taken = receive(end)
os.write(taken, b"x")
os.wait()
os.wait()
