"""The child reads its standard input to the end, and the parent waits for the child without having closed it."""

# stuck: 2 threads of 2 processes

import subprocess
import sys

child = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
child.stdin.write(b"all there is")
child.stdin.flush()
child.wait()
