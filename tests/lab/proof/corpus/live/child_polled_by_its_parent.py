"""The child waits for the end of its input, and the parent looks again and again whether the child has ended."""

import subprocess
import sys

child = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
try:
    child.wait(timeout=1.5)
except subprocess.TimeoutExpired:
    child.communicate()
assert child.returncode == 0
