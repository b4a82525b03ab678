"""The files of results/: HAZARD/NAME.json for each demo, and interpreters.json.

    {"schema": 2, "demo": "hazard/name", "outcomes": [a RecordedOutcome, ...]}
    {"schema": 2, "interpreters": {"3.11.7": a RecordedInterpreter, ...}}

A file is replaced as a whole, so an interrupted recording leaves the old one or the new one. What a reader could put
in again is left out: fields that have their default, and those of a Run that follow from the rest.
"""

import fcntl
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from scripts.lab import catalogue
from scripts.lab.catalogue import ROOT
from scripts.lab.errors import InvalidRequest
from scripts.lab.records.record import BadRecord, Record
from scripts.lab.records.recording import RecordedInterpreter, RecordedOutcome

RESULTS = ROOT / "results"
SCHEMA = 2
_INTERPRETERS = "interpreters.json"
_WIDTH = 120
_DIGITS = 12
_FOLLOWS = ("arguments", "expected", "differences", "recorded", "started", "measurements", "demo", "path", "as_is")
"""Fields of a Run that follow from what stands around it, or that are the same in every recorded run."""


class BadResults(InvalidRequest):
    """A file in results/ that cannot be used; the text is one line that names the file and what is wrong."""


def demos() -> dict[str, Path]:
    """Give the file of each demo that has one, whether the demo still exists or not, by the demo's name."""
    return {f"{file.parent.name}/{file.stem}": file for file in sorted(RESULTS.glob("*/*.json"))}


def outcomes(demo: str) -> list[RecordedOutcome]:
    """Give the recorded outcomes of a demo, "hazard/name"; none where it has no file. Raises BadResults."""
    file = RESULTS / f"{demo}.json"
    return list(_outcomes(demo, file, _state(file)))


def _state(file: Path) -> tuple[int, ...]:
    try:
        status = file.stat()
    except OSError:
        return ()
    return status.st_ino, status.st_mtime_ns, status.st_size


@lru_cache(maxsize=512)
def _outcomes(demo: str, file: Path, _state: tuple[int, ...]) -> tuple[RecordedOutcome, ...]:
    """Read a demo's file, once for each state of it."""
    whole = _read(file, {"demo": demo, "outcomes": []})
    if whole.get("demo") != demo:
        raise BadResults(f"{shown(file)} is of the demo {whole.get('demo')!r}")
    with _named(file):
        return tuple(_outcome(demo, one) for one in whole["outcomes"])


def interpreters() -> dict[str, RecordedInterpreter]:
    """Give the interpreters on which demos were recorded, by their name in the files. Raises BadResults."""
    file = RESULTS / _INTERPRETERS
    return dict(_recorded_interpreters(file, _state(file)))


@lru_cache(maxsize=8)
def _recorded_interpreters(file: Path, _state: tuple[int, ...]) -> dict[str, RecordedInterpreter]:
    whole = _read(file, {"interpreters": {}})
    with _named(file):
        return {name: RecordedInterpreter.from_dict(one) for name, one in whole["interpreters"].items()}


def refuse_unusable() -> None:
    """Read every file. Raises BadResults for one that is damaged, has another schema, or is of no demo of today."""
    there = {one.name for one in catalogue.demos()}
    known = interpreters()
    for demo, file in demos().items():
        if demo not in there:
            raise BadResults(f"{shown(file)} is of a demo that is gone: remove it, or bring {demo} back")
        for outcome in outcomes(demo):
            if unknown := [name for name in outcome.interpreters if name not in known]:
                raise BadResults(f"{shown(file)} names the interpreter {unknown[0]!r}, which {_INTERPRETERS} does not")


def write_outcomes(demo: str, found: list[RecordedOutcome]) -> None:
    """Write a demo's file in place of the one that is there; with no outcomes, remove it."""
    file = RESULTS / f"{demo}.json"
    if found:
        _write(file, as_written(demo, found))
    else:
        file.unlink(missing_ok=True)


def as_written(demo: str, found: list[RecordedOutcome]) -> str:
    """Give the text of a demo's file."""
    return _laid_out({"schema": SCHEMA, "demo": demo, "outcomes": [_facts(one) for one in found]}, 0) + "\n"


def write_interpreters(found: dict[str, RecordedInterpreter]) -> None:
    """Write results/interpreters.json."""
    whole = {"schema": SCHEMA, "interpreters": {name: one.to_dict() for name, one in found.items()}}
    _write(RESULTS / _INTERPRETERS, _laid_out(whole, 0) + "\n")


@contextmanager
def alone() -> Iterator[None]:
    """Keep other processes from changing the files meanwhile; the kernel ends this with its holder."""
    try:
        RESULTS.mkdir(parents=True, exist_ok=True)
        folder = os.open(RESULTS, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise BadResults(f"{shown(RESULTS)} cannot be used: {error.strerror}") from None
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        for unfinished in RESULTS.glob("**/.unfinished-*"):  # of a recording that was killed while it wrote
            unfinished.unlink(missing_ok=True)
        yield
    finally:
        os.close(folder)


def digest(path: Path) -> str:
    """Give the first digits of a file's SHA-256 digest; nothing, "", where it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()[:_DIGITS]
    except OSError:
        return ""


def _outcome(demo: str, facts: dict[str, Any]) -> RecordedOutcome:
    if not isinstance(facts, dict) or not isinstance(facts.get("run"), dict):
        raise BadRecord(f"an outcome is a table with a run, not {facts!r:.60}")
    run = facts["run"]
    made = {
        **{field: _EMPTY[field] for field in _EMPTY if field not in run},
        **run,
        "demo": demo,
        "path": str(ROOT / "scripts" / "demos" / (demo.replace("-", "_") + ".py")),
        "arguments": facts.get("arguments"),
        "stdout": "\n".join(run.get("stdout", [])),
        "stderr": "\n".join(run.get("stderr", [])),
        "measurements": {
            name: of.get(run.get("python"), next(iter(of.values())))[0]
            for name, of in facts.get("measurements", {}).items()
        },
    }
    return RecordedOutcome.from_dict({**facts, "run": made})


_EMPTY: dict[str, Any] = {
    "exit_code": None,
    "signal": None,
    "truncated": False,
    "marks": [],
    "evidence": [],
    "left_behind": [],
    "expected": True,
    "differences": [],
    "started": "",
    "sweep_seconds": 0.0,
    "machine_pid": None,
}


def _facts(outcome: RecordedOutcome) -> dict[str, Any]:
    facts = outcome.to_dict()
    run = _without_defaults(outcome.run)
    for field, usual in _EMPTY.items():
        if run.get(field) == usual:
            run.pop(field, None)
    for field in _FOLLOWS:
        run.pop(field, None)
    for stream in ("stdout", "stderr"):
        text = run.pop(stream)
        if text:
            run[stream] = text.split("\n")
    facts["run"] = run
    return {key: value for key, value in facts.items() if key != "measurements" or value}


def _without_defaults(value: Any) -> Any:
    if isinstance(value, Record):
        fields = type(value).fields
        found = {field: getattr(value, field) for field in fields}
        return {field: _without_defaults(one) for field, one in found.items() if one != fields[field]}
    if isinstance(value, (list, tuple)):
        return [_without_defaults(one) for one in value]
    if isinstance(value, dict):
        return {key: _without_defaults(one) for key, one in value.items()}
    return value


def _read(file: Path, empty: dict[str, Any]) -> dict[str, Any]:
    try:
        whole = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return empty
    except (ValueError, OSError) as error:
        raise BadResults(f"{shown(file)} cannot be read: {error}; git checkout brings it back") from None
    found = whole.get("schema") if isinstance(whole, dict) else None
    if found != SCHEMA:
        raise BadResults(f"{shown(file)} follows schema {found!r}, and this lab reads schema {SCHEMA}")
    if wrong := [key for key in empty if not isinstance(whole.get(key), type(empty[key]))]:
        raise BadResults(f"{shown(file)} has no {wrong[0]}")
    return whole


@contextmanager
def _named(file: Path) -> Iterator[None]:
    """Name the file in the error of a record that cannot be made of it."""
    try:
        yield
    except (BadRecord, KeyError, TypeError, AttributeError, IndexError) as error:
        raise BadResults(f"{shown(file)} holds no recordings: {error}") from None


def _write(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=".unfinished-", dir=file.parent)
        try:
            with open(descriptor, "w", encoding="utf-8") as unfinished:
                unfinished.write(text)
                unfinished.flush()
                os.fchmod(unfinished.fileno(), 0o644)
            os.replace(name, file)
        except BaseException:
            with suppress(OSError):
                os.unlink(name)
            raise
    except OSError as error:
        raise BadResults(f"{shown(file)} cannot be written: {error.strerror}") from None


def _laid_out(value: Any, depth: int) -> str:
    """Give JSON in which a list or a table stands on one line where it fits."""
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, (list, dict)) or not value or len(line) + depth <= _WIDTH and depth:
        return line
    pad = "\n" + " " * (depth + 1)
    if isinstance(value, list):
        parts = [_laid_out(one, depth + 1) for one in value]
        return "[" + pad + f",{pad}".join(parts) + "\n" + " " * depth + "]"
    parts = [f"{json.dumps(key, ensure_ascii=False)}: {_laid_out(one, depth + 1)}" for key, one in value.items()]
    return "{" + pad + f",{pad}".join(parts) + "\n" + " " * depth + "}"


def shown(file: Path) -> str:
    """Give the path of a file as a message names it."""
    return file.relative_to(ROOT).as_posix() if file.is_relative_to(ROOT) else str(file)
