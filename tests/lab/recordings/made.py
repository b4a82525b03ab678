"""Runs that were made up, put into files as the recorder puts them."""

from scripts.lab import catalogue, expectations
from scripts.lab.interpreters import Interpreter
from scripts.lab.recorder.merging import merged
from scripts.lab.recorder.work import Job
from scripts.lab.recordings import files
from scripts.lab.records.recording import RecordedInterpreter
from scripts.lab.records.run import Run


def recordings_of(*runs: Run) -> None:
    """Record made-up runs in the folder that files.RESULTS names."""
    for run in runs:
        with files.alone():
            known = files.interpreters()
            known[run.python] = RecordedInterpreter(
                version=run.python,
                build="main, GCC 12",
                c_library="glibc 2.36",
                kernel="Linux 6.1.5-x",
                machine="x86_64, 2 processors, 24 GiB",
                date="2026-03-01",
            )
            files.write_interpreters(known)
            assert run.demo is not None
            files.write_outcomes(run.demo, merged(files.outcomes(run.demo), job_of(run), run, run.python))


def job_of(run: Run) -> Job:
    demo = catalogue.find(str(run.demo))
    interpreter = Interpreter(run.executable, run.python, (3, 10, 13, "final", 0), False, "cpython")
    return Job(demo, expectations.read(demo.expectations), tuple(run.arguments), interpreter)
