"""What changes for nothing from one run to the next is not recorded."""

import pytest

from scripts.lab.catalogue import ROOT
from scripts.lab.recordings.stable import stable
from tests.lab.show.made_up import THREAD, made_up


def test_ids_become_stand_ins_everywhere_and_numbers_stay() -> None:
    run = stable(
        made_up(
            pid=4711,
            machine_pid=99,
            stdout="I am 4711, and 14711 is no id, nor is 4711.5\ncount = 4711\n",
            evidence=[THREAD],
            deadlocked_threads=[[4711, 4712]],
            suspected_threads=[[4711, 4712]],
            headline="Process 4711 waits.",
            measurements={"count": 4711},
        )
    )
    assert (run.pid, run.machine_pid) == (1001, None)
    assert run.stdout.startswith("I am 1001, and 14711 is no id, nor is 4711.5\n")
    (thread,) = run.evidence
    assert [thread.pid, thread.tid] == run.deadlocked_threads[0] == run.suspected_threads[0]
    assert run.headline == "Process 1001 waits."
    assert run.measurements == {"count": 4711}
    assert (thread.stack or [])[0].line == 3


@pytest.mark.parametrize(
    ("said", "recorded"),
    [
        ("at 0x7f12a4000b60 and 0x7f12a4000b70, 0x7f12a4000b60 again", "at 0x1000 and 0x2000, 0x1000 again"),
        ("7f96ca2b6000-7f96ca2b7000 rw-s", "0x1000-0x2000 rw-s"),
        ("0xff is no address", "0xff is no address"),
        ("/dev/shm/sem.TW59Aq (deleted) and sem.TW59Aq", "/dev/shm/sem.1 (deleted) and sem.1"),
        ("psm_1a2b3c4d, then mp-x_y1z2w3, then tmpab12cd34", "psm_1, then mp-2, then tmp3"),
        ('File "/home/me/.pyenv/versions/3.8.18/lib/python3.8/queue.py"', 'File "lib/python3.8/queue.py"'),
        ('File "/usr/lib/python3.11/queue.py"', 'File "lib/python3.11/queue.py"'),
        (f'File "{ROOT}/scripts/demos/x.py"', 'File "scripts/demos/x.py"'),
        ("/usr/bin/python3.10 -c pass", "python3.10 -c pass"),
        ("/opt/other/bin/python3.12 -c pass", "python3.12 -c pass"),
        ("main(3, **{'sys_path': ['/a/lib/python3.8', '/b/li", "main(3, **{'sys_path': [..."),
        ("main(3, **{'sys_path': ['/a', '/b'], 'x': 1})", "main(3, **{'sys_path': [...], 'x': 1})"),
        ("2026 lines in 10 s", "2026 lines in 10 s"),
    ],
)
def test_addresses_random_names_and_paths(said: str, recorded: str) -> None:
    assert stable(made_up(stderr=said)).stderr == recorded


def test_twice_is_once() -> None:
    once = stable(made_up(pid=4711, stderr="4711 at 0x7f12a4000b60 in sem.TW59Aq", evidence=[THREAD]))
    assert stable(once) == once
