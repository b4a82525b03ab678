"""Waits for a file lock that a stranger holds."""

# companions: holds_a_file_lock, holds_a_file_lock_by_a_mapping

import fcntl
import os
import sys

file = os.open(os.path.join(sys.argv[1], "file"), os.O_RDWR)
open(os.path.join(sys.argv[1], "ready"), "w").close()
fcntl.flock(file, fcntl.LOCK_EX)
