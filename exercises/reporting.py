"""report(): how the program of an exercise tells a result, so that the checker sees which process tells it."""

import json
import os
import socket


def report(name, value=None):
    """Tell the checker a result, and go on when it has looked at this process. Without a checker, print the result.

    name: a word that the exercise gives. value: what JSON can hold.
    """
    address = os.environ.get("EXERCISE_REPORTS")
    if address is None:
        print(f"{name} = {value}", flush=True)
        return
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect("\0" + address)  # a name of Linux, and no file
        connection.sendall(json.dumps([name, value]).encode() + b"\n")
        connection.recv(1)
