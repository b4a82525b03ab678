"""A program attaches to a segment of shared memory and ends, and the segment is gone for the program that made it.

    attached_and_ended.py [READER]        usual, untracked or unregistered; default: usual

The reader is a program of its own, started by subprocess. It reads five bytes and calls close(), as it should.
But SharedMemory reports each segment, also one that it only attaches to, to the resource tracker: a helper process
that every Python program has for itself. When the reader ends, its tracker finds a segment that was never
unlinked, prints "leaked shared_memory objects", and unlinks it.

usual: the segment is gone on every version from 3.8 to 3.15.
untracked: the reader attaches with track=False. The segment stays, on 3.13 and later; before, TypeError.
unregistered: the reader takes its report back with resource_tracker.unregister(). The segment stays on every version.

Linux and macOS; Windows has no tracker. See gh-82300.
"""

import subprocess
import sys
from multiprocessing import resource_tracker, shared_memory


def read(name, how):
    options = {"track": False} if how == "untracked" else {}
    segment = shared_memory.SharedMemory(name=name, **options)
    if how == "unregistered":
        resource_tracker.unregister(segment._name, "shared_memory")
    print("the reader reads:", bytes(segment.buf[:5]).decode())
    segment.close()


if __name__ == "__main__":
    how = sys.argv[1] if len(sys.argv) > 1 else "usual"
    if len(sys.argv) > 2:
        read(sys.argv[2], how)
        sys.exit()
    segment = shared_memory.SharedMemory(create=True, size=4096)
    segment.buf[:5] = b"hello"
    # The reader's tracker has the same standard error, so this also waits for the tracker's end.
    reader = subprocess.run([sys.executable, __file__, how, segment.name], stderr=subprocess.PIPE, text=True)
    sys.stderr.write(reader.stderr)
    try:
        shared_memory.SharedMemory(name=segment.name).close()
        print("there_afterwards = 1")
    except FileNotFoundError as error:
        print("the next process gets: FileNotFoundError", error.strerror)
        print("there_afterwards = 0")
    segment.close()
    try:
        segment.unlink()
    except FileNotFoundError:
        resource_tracker.unregister(segment._name, "shared_memory")
