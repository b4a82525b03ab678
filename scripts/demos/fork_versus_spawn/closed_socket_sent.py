"""A closed socket is sent to a child of spawn: ValueError, bad value(s) in fds_to_keep.

    closed_socket_sent.py METHOD            METHOD fork or spawn

Under spawn a socket, a connection or a block of shared memory reaches the child as a descriptor: start() collects
the numbers of all descriptors that the child is to keep. A closed socket has the number -1, and the list is refused.
The message names neither the object nor the argument. The same message comes where one descriptor is in the list twice,
because two objects share it.

Under forkserver the descriptor is sent over a socket, and the error is OSError: [Errno 9] Bad file descriptor. Under
fork nothing is sent: start() succeeds, and the child finds a closed socket.
"""

import multiprocessing
import socket
import sys


def serve(one):
    print("descriptor in the child:", one.fileno(), flush=True)


if __name__ == "__main__":
    client, server = socket.socketpair()
    server.close()  # somewhere in the program, before the child is started
    child = multiprocessing.get_context(sys.argv[1]).Process(target=serve, args=(server,))
    try:
        child.start()
    finally:
        client.close()
    child.join()
    print("child_exit_code =", child.exitcode)
