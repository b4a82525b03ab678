"""Made-up evidence: threads and what they wait for, as the proof would give them."""

from typing import Any

from scripts.lab.records.evidence import Frame, Thread, Wait

LIBRARY = "/usr/lib/python3.11/"
OWN = "/home/reader/program.py"


def thread(pid: int, tid: int, waits_for: Wait | None, *frames: tuple[str, str, int], **facts: Any) -> Thread:
    """Give a thread; its frames come as function, file and line, the most recent call first."""
    stack = [Frame(function=function, file=file, line=line) for function, file, line in frames]
    usual: dict[str, Any] = {"state": "S", "call": "futex", "waits_for": waits_for, "stack": stack or None}
    return Thread(pid=pid, tid=tid, **usual | facts)


def wait(kind: str, what: str, key: str, held_by: list[int], **facts: Any) -> Wait:
    usual: dict[str, Any] = {"kind": kind, "what": what, "unlimited": True, "key": key, "held_by": held_by}
    return Wait(**usual | facts)


def private_lock(pid: int, address: str = "0x7f12a4000b60", **facts: Any) -> Wait:
    key = f"futex:{pid}:{address}"
    return wait("lock", f"private lock at {address}", key, [pid], private=True, address=address, **facts)


def shared_lock(held_by: list[int], **facts: Any) -> Wait:
    address = "0x7fd1c2a4e000"
    key = "futex:00:1f:77:0x0"
    return wait("lock", f"shared lock at {address}", key, held_by, private=False, address=address, **facts)


def pipe(inode: int, direction: str, held_by: list[int], **facts: Any) -> Wait:
    what = f"pipe {inode} to have " + ("room" if direction == "write" else "something to read")
    return wait("pipe", what, f"pipe:{inode}", held_by, direction=direction, descriptor=5, **facts)


def child(pid: int) -> Wait:
    return wait("child", f"child {pid} to end", f"child:{pid}", [pid])


def any_child(parent: int, children: list[int]) -> Wait:
    return wait("child", "a child to end", f"children:{parent}", children)


def file_lock(path: str, inode: int, held_by: list[int]) -> Wait:
    return wait("file-lock", f"a lock on the file {path}", f"file:8:{inode}", held_by, path=path, descriptor=4)


def clock(pid: int, tid: int) -> Wait:
    return wait("time", "the clock (clock_nanosleep)", f"time:{pid}:{tid}", [], unlimited=False)


JOIN = (
    ("Popen.poll", LIBRARY + "multiprocessing/popen_fork.py", 27),
    ("Popen.wait", LIBRARY + "multiprocessing/popen_fork.py", 43),
    ("BaseProcess.join", LIBRARY + "multiprocessing/process.py", 149),
    ("main", OWN, 31),
    ("<module>", OWN, 40),
)
# In a forked child: beyond _bootstrap stands what its parent was doing.
LOGGING = (
    ("Handler.acquire", LIBRARY + "logging/__init__.py", 917),
    ("Logger.info", LIBRARY + "logging/__init__.py", 1489),
    ("work", OWN, 12),
    ("BaseProcess.run", LIBRARY + "multiprocessing/process.py", 108),
    ("BaseProcess._bootstrap", LIBRARY + "multiprocessing/process.py", 314),
    ("Popen._launch", LIBRARY + "multiprocessing/popen_fork.py", 71),
    ("main", OWN, 30),
)
TRACKER = (("main", LIBRARY + "multiprocessing/resource_tracker.py", 227), ("<module>", "<string>", 1))

ALONE = [thread(7, 7, private_lock(7, "0xa1"), ("main", OWN, 9))]
VANISHED_OWNER = [
    thread(4241, 4241, child(4242), *JOIN, call="wait4"),
    thread(4242, 4242, private_lock(4242, copied_from=4241), *LOGGING),
    thread(4250, 4250, pipe(55, "read", [4241, 4242]), *TRACKER, call="read"),
]
HELPERS = [
    *ALONE,
    thread(8, 8, pipe(55, "read", [7]), *TRACKER, call="read"),
    thread(9, 9, pipe(56, "read", [7]), ("main", LIBRARY + "multiprocessing/forkserver.py", 218), call="read"),
    thread(10, 10, None, state="Z", call=None),
]
TWO_LOCKS = [thread(7, 8, private_lock(7, "0xa1")), thread(7, 9, private_lock(7, "0xb2"))]
FULL_PIPE = [thread(21, 21, child(22), call="wait4"), thread(22, 22, pipe(5, "write", [21]), call="write")]
SHARED = [thread(pid, pid, shared_lock([21, 22, 23]), ("add", OWN, 14)) for pid in (21, 22, 23)]
ANY_OF = [
    thread(
        21,
        21,
        wait(
            "any-of",
            "the first of 3",
            "any-of:21:21",
            [22, 23],
            parts=[pipe(5, "read", [22]), pipe(6, "read", [23]), child(23)],
        ),
        call="poll",
    ),
    thread(22, 22, pipe(7, "read", [21]), ("ask", OWN, 3), call="read"),
    thread(23, 23, pipe(8, "read", [21]), ("ask", OWN, 3), call="read"),
]
FILES = [
    thread(21, 21, file_lock("/tmp/lab-x/ledger", 1, [22]), call="flock"),
    thread(22, 22, file_lock("/tmp/lab-x/journal", 2, [21]), call="flock"),
]
HUNDRED = [
    thread(7, 7, private_lock(7, "0xa1"), ("Thread.join", LIBRARY + "threading.py", 1119), ("main", OWN, 33)),
    *(
        thread(7, tid, private_lock(7, "0xb2"), ("Queue.get", LIBRARY + "queue.py", 171), ("worker", OWN, 11))
        for tid in range(8, 107)
    ),
]
TWO_HUNDRED = [
    thread(1000, 1000, any_child(1000, list(range(1001, 1200))), *JOIN, call="wait4"),
    *(thread(pid, pid, private_lock(pid, copied_from=1000), *LOGGING) for pid in range(1001, 1200)),
]
STALLED = [
    thread(21, 21, private_lock(21, unlimited=False)),
    thread(22, 22, pipe(5, "write", [], outside=["the lab's guard"]), call="write"),
    thread(22, 30, clock(22, 30), call="clock_nanosleep"),
]


def cycle(size: int, inode: int = 900) -> list[Thread]:
    """Give `size` processes, each of which reads from the next one."""
    return [
        thread(
            100 + number,
            100 + number,
            pipe(inode + number, "read", [100 + (number + 1) % size]),
            ("_ConnectionBase.recv", LIBRARY + "multiprocessing/connection.py", 250),
            (f"pass_on_to_the_neighbour_of_{number}", OWN, 8),
            call="read",
        )
        for number in range(size)
    ]


EVERYTHING: dict[str, list[Thread]] = {
    "alone": ALONE,
    "vanished owner": VANISHED_OWNER,
    "helpers": HELPERS,
    "two locks": TWO_LOCKS,
    "full pipe": FULL_PIPE,
    "shared lock": SHARED,
    "any of": ANY_OF,
    "file locks": FILES,
    "a hundred threads": HUNDRED,
    "two hundred processes": TWO_HUNDRED,
    "stalled": STALLED,
    **{f"cycle of {size}": cycle(size) for size in range(2, 13)},
}
