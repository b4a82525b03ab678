"""Blocks in threads whose local variables are of every kind that is shown, and one that is not."""

import threading

lock = threading.Lock()
lock.acquire()


class Own:
    """A class of the program's, called like nothing that is built in."""


Lookalike = type("list", (), {})


def values(first, second=1.5, *rest, **named):
    text, long_text, other_text = "a\nb", "größe" * 20, "数"
    number, negative, large, zero = 7, -12345678901234, 1 << 400, 0
    data, yes, nothing = b"x\0", True, None
    items, pairs, members, pair = [1, 2], {"a": 1}, {1, 2, 3}, (1, 2)
    lock.acquire()
    return text, long_text, other_text, number, negative, large, zero, data, yes, nothing, items, pairs, members, pair


def captured(outer):
    inner = "inner"

    def function():
        """Hold a variable of its own, and one that it has from outside."""
        here = Own(), outer
        del here
        alike = Lookalike()
        lock.acquire()
        return inner, outer, alike

    function()


def many():
    a0 = a1 = a2 = a3 = a4 = a5 = a6 = a7 = a8 = a9 = b0 = b1 = b2 = b3 = b4 = b5 = b6 = b7 = b8 = b9 = c0 = c1 = 1
    lock.acquire()
    return a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0, c1


class Renamed(threading.Thread):
    """A thread whose attributes are in a dictionary of its own, not in one that it shares with others."""

    def __init__(self):
        super().__init__(name="changed later")
        for number in range(40):
            setattr(self, f"extra_{number}", number)
        self.name = "größer"

    def run(self):
        captured("outer")


threading.Thread(target=values, args=("a", Own()), name="数").start()
Renamed().start()
threading.Thread(target=many).start()
lock.acquire()
