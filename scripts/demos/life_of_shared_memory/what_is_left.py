"""Which names stay in /dev/shm depends on how the program ended, and on what its resource tracker was told.

    what_is_left.py [ENDING]     returns, killed or all_killed; default: returns

A program makes a segment of shared memory and a Lock for spawned children, calls close() on the segment, and forgets
unlink(). On 3.13 and later it also makes a segment with track=False.

returns: it comes to its end. The tracker warns of the leaked segment and unlinks it. The Lock unlinks itself.
killed: SIGKILL. The tracker lives on until it sees that the program is gone, warns of both, and unlinks both.
all_killed: SIGKILL to the whole process group, as from a container or a service manager. The tracker is killed as well,
so everything stays until the machine restarts or a program removes it.

With track=False a segment stays in each case: no tracker knows of it. Linux, for /dev/shm; the same on every version.
"""

import multiprocessing
import os
import signal
import subprocess
import sys
from multiprocessing import shared_memory


def make_and_end(wait):
    segment = shared_memory.SharedMemory(create=True, size=4096)
    names = {"segment": segment.name}
    lock = multiprocessing.get_context("spawn").Lock()
    names["lock"] = "sem." + lock._semlock.name.strip("/")
    if sys.version_info >= (3, 13):
        untracked = shared_memory.SharedMemory(create=True, size=4096, track=False)
        names["untracked"] = untracked.name
        untracked.close()
    segment.close()
    print(" ".join("%s=%s" % pair for pair in names.items()), flush=True)
    if wait:
        signal.pause()


if __name__ == "__main__":
    ending = sys.argv[1] if len(sys.argv) > 1 else "returns"
    if ending == "owner":
        make_and_end(sys.argv[2] != "returns")
        sys.exit()
    command = [sys.executable, __file__, "owner", ending]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    owner = subprocess.Popen(command, start_new_session=True, **pipes)
    names = dict(pair.split("=") for pair in owner.stdout.readline().split())
    if ending == "killed":
        owner.kill()
    elif ending == "all_killed":
        os.killpg(owner.pid, signal.SIGKILL)
    sys.stderr.write(owner.communicate()[1])  # the tracker's end of this pipe closes when the tracker ends
    for kind, name in names.items():
        left = os.path.exists("/dev/shm/" + name)
        print("%s_left = %d" % (kind, left))
        if left:
            os.unlink("/dev/shm/" + name)
