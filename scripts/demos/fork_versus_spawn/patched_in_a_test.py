"""A test that fails on 3.14 and not before: it patches a function, and the child calls the real one.

    patched_in_a_test.py [METHOD]        fork, spawn, forkserver; without it, the default of this Python

A forked child has the patched module. A child of spawn or forkserver runs the module itself, without the
patch. Here the test fails; a real function could have sent a mail from the child. What a fixture sets up is
lost in the same way: a database in memory, a setting, a clock.

On Linux the default is fork up to CPython 3.13 and forkserver from 3.14 on (gh-84559).
"""

import multiprocessing
import sys
import unittest
from unittest import mock


def price():
    return 20


def work(connection):
    connection.send(price())


class Test(unittest.TestCase):
    def test_a_child_sends_the_price(self):
        context = multiprocessing.get_context(*sys.argv[1:])
        mine, theirs = context.Pipe()
        with mock.patch(__name__ + ".price", return_value=1):
            child = context.Process(target=work, args=(theirs,))
            child.start()
            child.join()
        self.assertEqual(mine.recv(), 1)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
