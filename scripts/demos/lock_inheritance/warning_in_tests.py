"""A forked Process in a program with threads: which ways of running Python show the warning of 3.12?

The program starts itself four times. Each time a thread is alive while a Process is started with fork.
Plain python does not show the warning, because its filters show a DeprecationWarning only if __main__
caused it, and this one names a line of multiprocessing. python -X dev, python -W always and
python -m unittest show it, each once.

Linux. Before 3.12 there is no warning: gh-100228.
"""

import multiprocessing
import os
import subprocess
import sys
import threading
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
START = "import warning_in_tests; warning_in_tests.start_child()"


def start_child():
    may_end = threading.Event()
    threading.Thread(target=may_end.wait).start()
    child = multiprocessing.get_context("fork").Process(target=os.getpid)
    child.start()
    child.join()
    may_end.set()


class TestOfChild(unittest.TestCase):
    def test_child(self):
        start_child()


if __name__ == "__main__":
    text = "none"
    for name, options in [
        ("python", ["-c", START]),
        ("python_x_dev", ["-X", "dev", "-c", START]),
        ("python_w_always", ["-W", "always", "-c", START]),
        ("python_m_unittest", ["-m", "unittest", "warning_in_tests"]),
    ]:
        done = subprocess.run([sys.executable, *options], stderr=subprocess.PIPE, universal_newlines=True, cwd=HERE)
        warned = [line for line in done.stderr.splitlines() if "multi-threaded" in line]
        print(f"shown_by_{name} =", len(warned))
        text = warned[0].partition("Warning: ")[2] if warned else text
    print("text:", text)
