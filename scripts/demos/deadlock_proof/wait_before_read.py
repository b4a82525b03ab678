"""A program waits for a tool to end before it reads what the tool prints, and the tool prints more than a pipe holds.

pydoc prints the documentation of the built-in functions and classes, several hundred thousand
characters. A pipe holds 64 KiB on Linux. When the pipe is full, pydoc waits until the program reads,
and the program reads only when pydoc has ended. With a tool that prints little the program works, and
so it passes its tests. On every version. The documentation of subprocess warns of it under Popen.wait().
"""

import subprocess
import sys

if __name__ == "__main__":
    command = [sys.executable, "-m", "pydoc", "builtins"]
    tool = subprocess.Popen(command, stdout=subprocess.PIPE)
    tool.wait()
    text = tool.stdout.read()
    tool.stdout.close()
    print("tool_exit_code =", tool.returncode)
    print("text_bytes =", len(text))
