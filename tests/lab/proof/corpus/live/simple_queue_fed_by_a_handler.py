"""The main thread waits for an item of a SimpleQueue, into which its handler for SIGHUP puts one."""

# ends: never

import queue
import signal

commands = queue.SimpleQueue()
signal.signal(signal.SIGHUP, lambda *_: commands.put("read the settings again"))
with commands.get() as _command:
    pass
