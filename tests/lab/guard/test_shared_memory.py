"""Whose an entry of a /dev/shm is that the run shares with the machine."""

import os
import sys
import uuid

import pytest

from scripts.lab.guard.shared_memory import DIRECTORY, CommonSharedMemory
from tests.lab.linux.test_proc import without_its_first_thread

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not os.access(DIRECTORY, os.W_OK), reason=f"needs a {DIRECTORY} to write to"
)

OPENED = "file = open({path!r}, 'w+b')"
MAPPED = """
with open({path!r}, "w+b") as file:
    file.truncate(mmap.PAGESIZE)
    libc = ctypes.CDLL(None)
    libc.mmap.restype = ctypes.c_void_p
    libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
    # The mmap module would keep a descriptor of the file.
    libc.mmap(None, mmap.PAGESIZE, mmap.PROT_READ, mmap.MAP_SHARED, file.fileno(), 0)
"""


@pytest.mark.parametrize("how", [OPENED, MAPPED], ids=["opened", "mapped"])
def test_a_living_holder_without_its_first_thread_protects_its_segment(how: str) -> None:
    path = f"{DIRECTORY}/lab-test-{uuid.uuid4().hex}"
    memory = CommonSharedMemory()
    try:
        with without_its_first_thread(how.format(path=path)) as (pid, _thread, _inode):
            memory.note_held([pid])
            assert path not in memory.unclaimed(), "the run was not seen to hold it"
            assert path not in memory.remove(), "removed under a process that uses it"
            assert os.path.exists(path)
        assert path in memory.remove(), "no process holds it any more"
        assert not os.path.exists(path)
    finally:
        if os.path.exists(path):
            os.unlink(path)
        if memory.descriptor is not None:
            os.close(memory.descriptor)
