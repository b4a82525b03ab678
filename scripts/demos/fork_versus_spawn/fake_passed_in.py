"""The test passes the fake to the child as an argument, so it passes under every start method.

    fake_passed_in.py [METHOD]        fork, spawn, forkserver; without it, the default of this Python

The same test as patched_in_a_test. What the worker depends on is an argument whose default is the real
function. The fake is a function of a module, because that can be pickled; a Mock cannot. The same on every
version.
"""

import multiprocessing
import sys
import unittest


def price():
    return 20


def fake_price():
    return 1


def work(connection, price=price):
    connection.send(price())


class Test(unittest.TestCase):
    def test_a_child_sends_the_price(self):
        context = multiprocessing.get_context(*sys.argv[1:])
        mine, theirs = context.Pipe()
        child = context.Process(target=work, args=(theirs, fake_price))
        child.start()
        child.join()
        self.assertEqual(mine.recv(), 1)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
