"""A pipe into which the kernel writes notices: no process has to hold its other end."""

import errno
import fcntl
import os
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from scripts.lab import diagnose
from scripts.lab.linux import copies
from scripts.lab.records.diagnosis import Diagnosis
from tests.lab.proof.test_part import started

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such pipes")
F_GETPIPE_SZ = 1032


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    ends = os.pipe()
    yield ends
    for end in ends:
        os.close(end)


def _gets_notices(end: int) -> bool | None:
    return copies.gets_notices(os.getpid(), os.getpid(), end, os.fstat(end).st_ino)


def test_an_ordinary_pipe_is_told_and_stays_as_it_is(monkeypatch: pytest.MonkeyPatch, pipe: tuple[int, int]) -> None:
    monkeypatch.setattr(copies, "_kernel_can_write_notices", lambda: True)
    size = fcntl.fcntl(pipe[0], F_GETPIPE_SZ)
    assert _gets_notices(pipe[0]) is False
    assert fcntl.fcntl(pipe[0], F_GETPIPE_SZ) == size


@pytest.mark.parametrize("number, answer", [(errno.EBUSY, True), (errno.EINVAL, False), (errno.EPERM, None)])
def test_what_the_kernel_answers(
    monkeypatch: pytest.MonkeyPatch, pipe: tuple[int, int], number: int, answer: bool | None
) -> None:
    def refuse(_descriptor: int, command: int, _size: int) -> int:
        assert command == copies.F_SETPIPE_SZ
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(copies, "_kernel_can_write_notices", lambda: True)
    monkeypatch.setattr(copies.fcntl, "fcntl", refuse)
    assert _gets_notices(pipe[0]) is answer


def test_a_real_one() -> None:
    try:
        ends = os.pipe2(copies.O_NOTIFICATION_PIPE)
    except OSError as error:
        pytest.skip(f"this kernel makes none: {os.strerror(error.errno or 0)}")
    try:
        assert _gets_notices(ends[0]) is True
    finally:
        for end in ends:
            os.close(end)


READS_ITS_OWN_PIPE = "import os\nends = os.pipe()\nos.read(ends[0], 1)\n"


@pytest.mark.parametrize("answer", [False, True, None])
def test_a_wait_for_one_is_not_proved(
    program: Callable[[str], str], monkeypatch: pytest.MonkeyPatch, answer: bool | None
) -> None:
    monkeypatch.setattr(copies, "gets_notices", lambda *_which: answer)
    with started(sys.executable, program(READS_ITS_OWN_PIPE)) as process:
        wanted = "stalled" if answer else "deadlocked"
        seen = _diagnosed(process.pid, wanted)
    assert seen.proof is not None and seen.verdict == wanted, seen.proof
    if answer:
        assert any("notices" in str(one.waits_for) for one in seen.evidence), seen.evidence
    else:
        assert any("notices" in one for one in seen.proof.assumes) is (answer is None), seen.proof.assumes


def _diagnosed(pid: int, wanted: str) -> Diagnosis:
    """Look until the verdict is the wanted one: descriptors of other programs may be on their way for a while."""
    deadline = time.monotonic() + 60
    while (seen := diagnose(pid)).verdict != wanted and time.monotonic() < deadline:
        pass
    return seen
