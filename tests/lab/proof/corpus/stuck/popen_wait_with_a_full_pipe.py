"""The parent waits for a child to end before it reads its output, and the child has more to say than the pipe holds."""

# stuck: 2 threads of 2 processes

import subprocess
import sys

child = subprocess.Popen([sys.executable, "-c", "print('x' * (1 << 20))"], stdout=subprocess.PIPE)
child.wait()
child.stdout.read()
