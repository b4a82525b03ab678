"""A program reads what a tool prints while the tool runs, and waits for the tool's end afterwards.

communicate() reads until the tool has closed its end of the pipe, and then calls wait(). It reads
standard error at the same time if that is a pipe too, and closes both. On every version.
"""

import subprocess
import sys

if __name__ == "__main__":
    command = [sys.executable, "-m", "pydoc", "builtins"]
    tool = subprocess.Popen(command, stdout=subprocess.PIPE)
    text, _ = tool.communicate()
    print("tool_exit_code =", tool.returncode)
    print("text_bytes =", len(text))
