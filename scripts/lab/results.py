"""Recorded runs: what a demo did at another time, and where that was.

A file results/HAZARD/NAME.json holds runs of the demo hazard/name, each as run() gave it, with the machine it ran on
and the digest of the program's text. `python -m scripts.book.keep` writes them. A page shows one, labelled with its
date and place, where it cannot make the run itself: where a package is missing, the system is another one, or the
run takes longer or more memory than a page may. A program that was changed since has no recorded run any more.
"""

import contextlib
import hashlib
import json
import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.lab import catalogue, expectations, limits
from scripts.lab.catalogue import ROOT, Demo
from scripts.lab.errors import InvalidRequest, LaunchError
from scripts.lab.records.run import SCHEMA, Run, check_schema
from scripts.lab.runner import run
from scripts.lab.show.printed import counted
from scripts.lab.versions import Version

RESULTS = ROOT / "results"


@dataclass(frozen=True)
class Recording:
    """One run in a file: its demo, the digest that the program's text had, and the run, which says where it was."""

    demo: str
    source: str
    run: Run

    @property
    def stale(self) -> bool:
        """Has the program been changed since, or is it gone?"""
        return self.source != digest(self.demo)


def recorded(demo: str, *arguments: str, python: str | None = None) -> Run:
    """Give the recorded run of a demo with these arguments; it shows itself with its date and place.

    python: the version it ran on, "3.13.0" or "3.13"; by default the one that was recorded last. Raises LaunchError
    where there is none, or the program has been changed since.
    """
    words = [str(one) for one in arguments]
    found = [
        one
        for one in recordings(catalogue.find(demo))
        if one.run.arguments == words and (python is None or _is_version(one.run.python, python))
    ]
    command = " ".join([demo, *words])
    if not found:
        raise LaunchError(f"no run of {command} is kept{f' for CPython {python}' if python else ''}")
    if found[-1].stale:
        raise LaunchError(
            f"{command} has been changed since its run was kept: python -m scripts.book.keep makes it anew"
        )
    return found[-1].run


def run_or_recorded(demo: str, *arguments: str, **options: Any) -> Run:
    """Run a demo where this machine can; else give its recorded run. arguments, options: as for `runner.run`.

    It can where the packages that the demo needs are installed, something is declared for this system, and there is
    memory enough. Raises as run() does, and LaunchError where neither can be had.
    """
    if why_not(demo) is not None:
        return recorded(demo, *arguments)
    done = run(demo, *arguments, **options)
    if done.verdict == "memory-limit" and done.demo is not None:
        with contextlib.suppress(LaunchError):
            return recorded(demo, *arguments)
    return done


def why_not(demo: str) -> str | None:
    """Say why this machine and interpreter cannot run a demo, in words that end a sentence; None where they can."""
    found = catalogue.locate(demo)[1]
    if found is None or not found.expectations.exists():
        return None  # a program of the reader's own, or one of which nothing is known
    declared = expectations.read(found.expectations)
    if missing := declared.missing():
        return f"{' and '.join(missing)} is not installed here"
    if not any(sys.platform in outcome.platform for outcome in declared.outcomes):
        return f"{sys.platform} does not show what it needs"
    return None


def keep(done: Run) -> Path:
    """Write a run of a demo down, in place of one with the same arguments on the same version; return the file.

    Raises InvalidRequest for a run that did not go as declared, or whose output has a path of this machine in it.
    """
    if done.demo is None or done.recorded is not None:
        raise InvalidRequest("only a run of a demo that was just made can be kept")
    if done.expected is not True:
        raise InvalidRequest(
            f"{done.command} did not go as declared: {'; '.join(done.differences) or 'nothing is declared'}"
        )
    facts = done.to_dict()
    facts["path"] = Path(done.path).relative_to(ROOT).as_posix()
    facts["executable"] = Path(done.executable).name
    del facts["recorded"]
    for mark in facts["marks"]:
        for mapping in [one for process in mark["pages"] or [] for one in process["mappings"]]:
            mapping["name"] = Path(mapping["name"]).name  # of a library; where it lies is this machine's affair
    held = facts["memory"]["processes"] if facts["memory"] else []
    for process in facts["processes"] + held:
        command = process["command"].replace(done.executable, facts["executable"])
        process["command"] = command.replace(f"{ROOT}/", "")
    if str(ROOT) in json.dumps(facts):
        raise InvalidRequest(f"the output of {done.command} has a path of this machine in it")
    others = [
        entry
        for entry in _entries(_file(done.demo))
        if (entry["run"]["arguments"], entry["run"]["python"]) != (done.arguments, done.python)
    ]
    entry = {"machine": machine(), "source": digest(done.demo), "run": facts}
    file = _file(done.demo)
    file.parent.mkdir(parents=True, exist_ok=True)
    whole = {"schema": SCHEMA, "demo": done.demo, "kept": [*others, entry]}
    file.write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")
    return file


def recordings(demo: Demo) -> list[Recording]:
    """List the recorded runs of a demo, the latest last; none where there is no file."""
    found = []
    for entry in _entries(_file(demo.name)):
        facts = {**entry["run"], "path": str(ROOT / entry["run"]["path"]), "recorded": entry["machine"]}
        found.append(Recording(demo.name, entry["source"], Run.from_dict(facts)))
    return sorted(found, key=lambda one: one.run.started)


def everything() -> Iterator[tuple[str, Path]]:
    """Give the name of each demo that has recorded runs, whether it still exists or not, and their file."""
    for file in sorted(RESULTS.glob("*/*.json")):
        yield f"{file.parent.name}/{file.stem}", file


def judged_again(one: Recording) -> Run:
    """Judge a recorded run by what its demo declares today."""
    words = one.run.arguments
    outcome = expectations.declared(
        catalogue.find(one.demo), one.run.python, Version(one.run.python).free_threaded, "linux", words
    )
    if outcome is None:
        return one.run.replace(expected=None)
    differences = expectations.judge(one.run, outcome)
    return one.run.replace(expected=not differences, differences=differences)


def digest(demo: str) -> str:
    """Give the SHA-256 digest of a demo's text; nothing, "", where there is no such demo."""
    try:
        return hashlib.sha256(catalogue.find(demo).path.read_bytes()).hexdigest()
    except (InvalidRequest, OSError):
        return ""


def machine() -> str:
    """Say in a few words what this machine is: "Linux 6.1, x86_64, 2 processors, 24 GiB"."""
    system = os.uname()
    release = ".".join(system.release.split("-")[0].split(".")[:2])
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    processors = counted(limits.processors(), "processor")
    return f"{platform.system()} {release}, {system.machine}, {processors}, {memory:.0f} GiB"


def _file(demo: str) -> Path:
    return RESULTS / f"{demo}.json"


def _entries(file: Path) -> list[dict[str, Any]]:
    if not file.is_file():
        return []
    whole = json.loads(file.read_text(encoding="utf-8"))
    check_schema(whole)
    entries: list[dict[str, Any]] = whole["kept"]
    return entries


def _is_version(version: str, wanted: str) -> bool:
    return version == wanted or (version.startswith(f"{wanted}.") and version.endswith("t") == wanted.endswith("t"))
