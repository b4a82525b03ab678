"""What runs in a learner's processes, on every interpreter that may run the book."""

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from scripts.lab import interpreters
from scripts.lab.exercises.trial import INJECTED, Schedule

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the checker asks the kernel which process reports")

COUNTS = """\
import threading
count = 0
begun = threading.Barrier(2)
def add():
    global count
    begun.wait()
    for _ in range(50):
        count += 1
threads = [threading.Thread(target=add) for _ in range(2)]
for one in threads: one.start()
for one in threads: one.join()
print(count)
"""


@pytest.mark.parametrize(
    "python", [one for one in interpreters.find() if one.version_info[:2] >= (3, 11)], ids=lambda one: one.version
)
def test_pauses_fall_between_the_instructions_of_a_line(python: interpreters.Interpreter, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(COUNTS)
    steps = {"file": str(program), **asdict(Schedule("pause", 1, one_in=2))}
    variables = {**os.environ, "EXERCISE_SCHEDULE": json.dumps(steps), "PYTHONPATH": str(INJECTED)}
    done = subprocess.run([python.executable, str(program)], env=variables, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 100
