"""What was seen from outside, in words."""

from typing import Any

import pytest

from scripts.lab.records.evidence import Frame, Owner, Wait
from scripts.lab.show import evidence

LIBRARY = "/usr/lib/python3.11/"


def waiting(kind: str, what: str, held_by: list[int], **facts: Any) -> Wait:
    return Wait(**{"kind": kind, "what": what, "key": "key", "held_by": held_by, "unlimited": True} | facts)


@pytest.mark.parametrize(
    ("waits_for", "words"),
    [
        (
            waiting("lock", "private lock at 0x7f12a4000b60", [7], private=True),
            "private lock at 0x7f12a4000b60; only its own process could release it",
        ),
        (
            waiting("lock", "private lock at 0x7f12a4000b60", [7], private=True, copied_from=4),
            "private lock at 0x7f12a4000b60; in memory copied from process 4",
        ),
        (
            waiting(
                "lock",
                "private lock at 0x7f12a4000b60",
                [7],
                private=True,
                owner=Owner(
                    pid=7, tid=9, thread="writer", how="body", function="hold", file="/home/reader/x.py", line=3
                ),
            ),
            "private lock at 0x7f12a4000b60; only its own process could release it; "
            "likely held by thread writer, in hold (x.py:3), inside `with`",
        ),
        (
            waiting(
                "lock",
                "private lock at 0x7f12a4000b60",
                [7],
                private=True,
                copied_from=4,
                owner=Owner(pid=4, tid=5, thread="writer", how="record"),
            ),
            "private lock at 0x7f12a4000b60; in memory copied from process 4; "
            "likely held by thread writer of process 4, as the RLock records",
        ),
        (
            waiting(
                "lock",
                "private lock at 0x7f12a4000b60",
                [7],
                private=True,
                owner=Owner(pid=7, tid=None, thread=None, how="record"),
            ),
            "private lock at 0x7f12a4000b60; only its own process could release it; "
            "the RLock records an owner that does not run in its process",
        ),
        (
            waiting("lock", "shared lock at 0x7fd1c2a4e000", [1, 2, 3], private=False),
            "shared lock at 0x7fd1c2a4e000; could be ended by processes 1, 2 and 3",
        ),
        (
            waiting("pipe", "pipe 5 to have room", [9]),
            "pipe 5 to have room; the other end is held by process 9",
        ),
        (waiting("child", "child 9 to end", [9]), "child 9 to end"),
        (
            waiting("pipe", "pipe 5 to have something to read", list(range(1, 31))),
            "pipe 5 to have something to read; the other end is held by processes 1, 2, 3, 4, 5, 6, 7, 8 and 22 more",
        ),
        (
            waiting("pipe", "pipe 5 to have room", [], outside=["the lab's guard"], unlimited=False),
            "pipe 5 to have room; or from outside by the lab's guard; it has a time limit",
        ),
        (
            waiting(
                "any-of",
                "epoll set 3",
                [],
                parts=[waiting("child", "child 8 to end", [8]), waiting("child", "child 9 to end", [9])],
            ),
            "epoll set 3 (child 8 to end, child 9 to end); could be ended by processes 8 and 9",
        ),
        (
            waiting("other", "a device", [], unlimited=None, why_open="nobody knows it"),
            "a device; whether it has a time limit is not known; no proof: nobody knows it",
        ),
    ],
)
def test_it_is_said_what_is_waited_for_and_which_process_holds_it(waits_for: Wait, words: str) -> None:
    assert evidence.wait(waits_for) == words


def test_frames_are_lines() -> None:
    frames = [
        Frame(function="Handler.acquire", file=LIBRARY + "logging/__init__.py", line=917),
        Frame(function="Logger.info", file=LIBRARY + "logging/__init__.py", line=1489),
        Frame(function="work", file="/home/reader/program.py", line=12),
        Frame(function="main", file="/home/reader/program.py"),
    ]
    assert evidence.stack(frames).splitlines() == [
        "Handler.acquire (logging/__init__.py:917)",
        "Logger.info (logging/__init__.py:1489)",
        "work (program.py:12)",
        "main (program.py)",
    ]
    assert evidence.stack(None) == ""


@pytest.mark.parametrize(
    ("path", "short"),
    [
        ("/home/r/.pyenv/versions/3.13.0/lib/python3.13/queue.py", "queue.py"),
        ("/opt/python/lib/python3.13t/asyncio/queues.py", "asyncio/queues.py"),
        ("/usr/lib/python3/dist-packages/numpy/core/x.py", "numpy/core/x.py"),
        ("<string>", "<string>"),
        ("<frozen runpy>", "<frozen runpy>"),
        ("", "?"),
    ],
)
def test_a_path_is_as_short_as_it_can_be(path: str, short: str) -> None:
    assert evidence.place(Frame(function="f", file=path, line=1)) == f"{short}:1"


@pytest.mark.parametrize(
    ("path", "of_the_library"),
    [
        (LIBRARY + "logging/__init__.py", True),
        (LIBRARY + "multiprocessing/process.py", True),
        ("<frozen runpy>", True),
        ("/usr/lib/python3/dist-packages/numpy/core/x.py", False),
        ("/home/reader/program.py", False),
        ("<string>", False),
    ],
)
def test_the_library_is_told_from_the_program(path: str, of_the_library: bool) -> None:
    assert evidence.of_the_library(Frame(function="f", file=path)) is of_the_library
