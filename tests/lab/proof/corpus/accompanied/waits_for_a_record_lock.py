"""Waits for a record lock that a stranger holds."""

# companions: holds_a_record_lock

import fcntl
import os
import sys

file = os.open(os.path.join(sys.argv[1], "file"), os.O_RDWR)
open(os.path.join(sys.argv[1], "ready"), "w").close()
fcntl.lockf(file, fcntl.LOCK_EX)
