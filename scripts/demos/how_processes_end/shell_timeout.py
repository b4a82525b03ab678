"""A timeout kills the shell, and not what the shell started: the tool lives on, and holds the pipe open.

    shell_timeout.py [run | communicate | group]        default: communicate

subprocess kills the process that it started. With shell=True that is the shell; the tool is the shell's child.

  communicate  what the documentation of Popen.communicate() advises: kill(), then communicate() again. It reads
               until every writer has closed the pipe, and the tool is one of them: it waits for the tool.
  run          subprocess.run(timeout=...) does not read again, and raises in time. The tool lives on.
  group        the shell gets a session of its own, and killpg() reaches the tool as well.

The tool is cat, which copies what the program writes to it until the program closes the pipe. Every version.
"""

import os
import signal
import subprocess
import sys

COMMAND = "cat; echo the shell goes on"

if __name__ == "__main__":
    way = sys.argv[1] if len(sys.argv) > 1 else "communicate"
    read_end, write_end = os.pipe()
    settings = {"shell": True, "stdin": read_end, "stdout": subprocess.PIPE}
    if way == "run":
        try:
            subprocess.run(COMMAND, timeout=0.5, **settings)
        except subprocess.TimeoutExpired as error:
            print("TimeoutExpired:", error, flush=True)
    else:
        with subprocess.Popen(COMMAND, start_new_session=way == "group", **settings) as shell:
            try:
                shell.communicate(timeout=0.5)
            except subprocess.TimeoutExpired as error:
                print("TimeoutExpired:", error, flush=True)
                os.killpg(shell.pid, signal.SIGKILL) if way == "group" else shell.kill()
                shell.communicate()
    os.close(read_end)
    try:
        os.write(write_end, b"is anybody reading?")
        print("tool_lives_on = 1")
    except BrokenPipeError:
        print("tool_lives_on = 0")
    os.close(write_end)
