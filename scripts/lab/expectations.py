"""What a demo declares that it does: NAME.toml beside NAME.py, and whether a run did it.

One table `[[outcome]]` for each thing that can happen: first for which versions, platform, threading and
arguments it is declared, then a verdict, and at least one thing that would be false if the demo stopped
showing its hazard. For one run at most one outcome may match. CONTRIBUTING.md shows an example.
"""

import importlib.util
import math
import re
import signal
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts.lab.catalogue import ROOT, Demo
from scripts.lab.errors import InvalidRequest
from scripts.lab.records.run import VERDICTS
from scripts.lab.versions import STUDIED, Specifiers, Version, line_after

if TYPE_CHECKING:
    from scripts.lab.records.run import Run

PLATFORMS = ("linux", "darwin")
_FLAGS = ("alone", "pages", "huge_pages")


class BadExpectations(InvalidRequest):
    """A file of expectations that cannot be meant; the text names the file, the line and what is wrong."""


@dataclass(frozen=True)
class Bounds:
    """What a measurement must be: from `at_least` to `at_most`, both included."""

    at_least: float = -math.inf
    at_most: float = math.inf

    def __str__(self) -> str:
        if self.at_least == self.at_most:
            return f"{self.at_least}"
        words = [f"at least {self.at_least}"] if self.at_least > -math.inf else []
        return " and ".join(words + ([f"at most {self.at_most}"] if self.at_most < math.inf else []))


@dataclass(frozen=True)
class ExpectedOutcome:
    """One declared outcome: first what it is declared for, then what is declared."""

    verdict: str
    python: str = ""  # a PEP 440 specifier over full versions; empty for every version
    platform: tuple[str, ...] = PLATFORMS  # values of sys.platform
    free_threaded: bool | None = None  # None for both
    arguments: tuple[str, ...] = ()
    exit_code: int | None = None
    signal: str | None = None
    prints: tuple[str, ...] = ()
    measurements: Mapping[str, Bounds] = field(default_factory=dict)
    needs: tuple[str, ...] = ()  # packages that the call with these arguments needs, beside those of the demo

    def matches(self, version: Version, free_threaded: bool, platform: str, arguments: Sequence[str]) -> bool:
        """Tell whether this outcome is declared for such a run; platform: a value of sys.platform."""
        return (
            self.arguments == tuple(arguments)
            and platform in self.platform
            and self.free_threaded in (None, free_threaded)
            and version in Specifiers(self.python)
        )


@dataclass(frozen=True)
class Expectations:
    """The whole of one file."""

    outcomes: tuple[ExpectedOutcome, ...]
    needs: tuple[str, ...] = ()
    """Packages that are themselves the subject of the demo with any arguments: see is_installed."""
    alone: bool = False  # it measures time, so no other demo runs beside it
    pages: bool = False  # its recording holds page maps
    huge_pages: bool = False  # it shows what transparent huge pages do, so the kernel may give it some

    def needed(self, arguments: Sequence[str] = ()) -> list[str]:
        """List the packages that a call with these arguments needs."""
        of_the_call = [one.needs for one in self.outcomes if one.arguments == tuple(arguments)]
        return list(dict.fromkeys(package for needs in (self.needs, *of_the_call) for package in needs))

    def missing(self, arguments: Sequence[str] = ()) -> list[str]:
        """List the packages of `needed` that the running interpreter does not have."""
        return [package for package in self.needed(arguments) if not is_installed(package)]


def is_installed(package: str) -> bool:
    """Tell whether the running interpreter has a module, or a package that is installed by this name, without one.

    package: a name, or "NAME==VERSION" for one version of what is installed by this name.
    """
    name, _, version = package.partition("==")
    if not version and importlib.util.find_spec(name) is not None:
        return True
    from importlib import metadata  # only here: most packages have a module of their name

    return any(version in ("", one.version) for one in metadata.distributions(name=name))


def declared(
    demo: Demo, python_version: str, free_threaded: bool, platform: str, arguments: Sequence[str] = ()
) -> ExpectedOutcome | None:
    """Give the outcome that the demo's file declares for such a run; None where it declares none.

    python_version: the full version, "3.13.0" or "3.13.0t"; platform: a value of sys.platform.
    Raises BadExpectations where the file is faulty, a second matching outcome included.
    """
    if not demo.expectations.exists():
        return None
    version = Version(python_version)
    matching = {
        number: outcome
        for number, outcome in enumerate(read(demo.expectations).outcomes, start=1)
        if outcome.matches(version, free_threaded, platform, arguments)
    }
    if len(matching) > 1:
        raise BadExpectations(
            f"{_shown(demo.expectations)}: outcomes {' and '.join(map(str, matching))} both match CPython "
            f"{python_version} on {platform} with arguments {list(arguments)}: at most one may"
        )
    return next(iter(matching.values()), None)


def judge(run: "Run", outcome: ExpectedOutcome) -> list[str]:
    """Say in words where the run differs from the outcome; an empty list means that it went as declared."""
    differences = []
    if run.verdict != outcome.verdict:
        differences.append(f"the verdict is {run.verdict}, declared is {outcome.verdict}")
    elif run.exit_code != outcome.exit_code:
        differences.append(f"the exit code is {run.exit_code}, declared is {outcome.exit_code}")
    elif run.signal != outcome.signal:
        differences.append(f"the signal is {run.signal}, declared is {outcome.signal}")
    lines = run.stdout.splitlines() + run.stderr.splitlines()
    for fragment in outcome.prints:
        if not any(fragment in line for line in lines):
            differences.append(f"no printed line contains {fragment!r}")
    for name, bounds in outcome.measurements.items():
        value = run.measurements.get(name)
        if value is None:
            differences.append(f"{name} was not measured")
        elif not bounds.at_least <= value <= bounds.at_most:
            differences.append(f"{name} is {value}, declared is {bounds}")
    return differences


def read(path: Path) -> Expectations:
    """Read a file of expectations; raises BadExpectations, one line, for anything that cannot be meant.

    PEP 440 holds: "<3.12" and ">=3.12" both leave out 3.12's own prereleases, "<3.12.0a0" and ">=3.12.0a0"
    together leave out none.
    """
    place = _shown(path)
    try:
        text = path.read_text(encoding="utf-8")
        table = tomllib.loads(text)
        _only(table, ("outcome", "needs", *_FLAGS))
        needs, flags = _needs(table), {name: _flag(table, name) for name in _FLAGS}
        entries = table.get("outcome")
        if not isinstance(entries, list) or not entries or not all(isinstance(one, dict) for one in entries):
            raise BadExpectations("declares no [[outcome]]")
        headers = re.finditer(r"^[ \t]*\[\[\s*outcome\s*\]\]", text, re.MULTILINE)
        lines = [text.count("\n", 0, header.start()) + 1 for header in headers]
        outcomes = []
        for number, entry in enumerate(entries, start=1):
            at = f":{lines[number - 1]}" if len(lines) == len(entries) else ""
            place = f"{_shown(path)}{at}: outcome {number}"
            outcomes.append(_outcome(entry))
        return Expectations(tuple(outcomes), needs, **flags)
    except tomllib.TOMLDecodeError as error:
        complaint = f"no TOML: {error}"
    except UnicodeDecodeError as error:
        complaint = f"no UTF-8: {error.reason} at byte {error.start}"
    except OSError as error:
        complaint = f"cannot be read: {error.strerror}"
    except BadExpectations as error:
        complaint = str(error)
    raise BadExpectations(f"{place}: {complaint}")


def overlaps(outcomes: Sequence[ExpectedOutcome]) -> Iterator[str]:
    """Name a run for each two outcomes that both match it; for the authors' tests, because it takes a while.

    `declared` refuses a second match for the run at hand; this finds it for every version there may be.
    """
    versions = [
        Version(f"{line}.{micro}{stage}")
        for line, micro in product([*STUDIED, line_after(STUDIED[-1])], range(31))
        for stage in (["", "a1", "b1", "rc1", "rc2"] if micro == 0 else [""])
    ]
    for (first, one), (second, other) in combinations(enumerate(outcomes, start=1), 2):
        if one.arguments == other.arguments:
            for version, free_threaded, platform in product(versions, (False, True), PLATFORMS):
                run = (version, free_threaded, platform, one.arguments)
                if one.matches(*run) and other.matches(*run):
                    kind = "t" if free_threaded else ""
                    yield f"outcomes {first} and {second} both match CPython {version}{kind} on {platform}"
                    break


def _is_specifier(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(Specifiers(value))
    except ValueError:
        return False


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _is_platform(value: object) -> bool:
    platforms = value if isinstance(value, list) else [value]
    return bool(platforms) and all(one in PLATFORMS for one in platforms)


def _is_prints(value: Any) -> bool:
    return _is_texts(value) and all(one.splitlines() == [one] for one in value)


def _is_exit_code(value: object) -> bool:
    return type(value) is int and 0 <= value <= 255


# What may stand in an [[outcome]], and how to say it.
_KEYS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "python": (_is_specifier, 'no version specifier such as ">=3.11.5"'),
    "platform": (_is_platform, f"none, nor a list, of {', '.join(PLATFORMS)}"),
    "free_threaded": (lambda value: isinstance(value, bool), "neither true nor false"),
    "arguments": (_is_texts, "no list of strings"),
    "verdict": (lambda value: value in VERDICTS, f"none of {', '.join(VERDICTS)}"),
    "exit_code": (_is_exit_code, "no number from 0 to 255"),
    "signal": (lambda value: value in [*signal.Signals.__members__], "no signal's name, such as SIGSEGV"),
    "prints": (_is_prints, "no list of strings that are each part of one line"),
    "measurements": (lambda value: isinstance(value, dict), "no table"),
    "needs": (_is_texts, "no list of strings"),
}


def _only(table: Mapping[str, Any], known: Sequence[str]) -> None:
    for key in table:
        if key not in known:
            raise BadExpectations(f"unknown key {key!r}; known are {', '.join(known)}")


def _needs(table: Mapping[str, Any]) -> tuple[str, ...]:
    needs = table.get("needs", [])
    if not _is_texts(needs):
        raise BadExpectations(f"needs is {needs!r}, no list of strings")
    return tuple(needs)


def _flag(table: Mapping[str, Any], name: str) -> bool:
    flag = table.get(name, False)
    if not isinstance(flag, bool):
        raise BadExpectations(f"{name} is {flag!r}, neither true nor false")
    return flag


def _outcome(table: Mapping[str, Any]) -> ExpectedOutcome:
    _only(table, [*_KEYS])
    for key, value in table.items():
        is_good, complaint = _KEYS[key]
        if not is_good(value):
            raise BadExpectations(f"{key} is {value!r}, {complaint}")
    verdict = table.get("verdict")
    if verdict is None:
        raise BadExpectations(f"has no verdict; verdicts are {', '.join(VERDICTS)}")
    if (verdict == "exited") != ("exit_code" in table):
        raise BadExpectations('exit_code goes with verdict = "exited", and that with nothing else')
    if (verdict == "killed") != ("signal" in table):
        raise BadExpectations('signal goes with verdict = "killed", and that with nothing else')
    measurements = {name: _bounds(name, wanted) for name, wanted in table.get("measurements", {}).items()}
    if table.get("exit_code") == 0 and not table.get("prints") and not measurements:
        raise BadExpectations("states nothing that would be false if the demo stopped showing its hazard")
    platform = table.get("platform", PLATFORMS)
    return ExpectedOutcome(
        verdict=verdict,
        python=table.get("python", ""),
        platform=(platform,) if isinstance(platform, str) else tuple(platform),
        free_threaded=table.get("free_threaded"),
        arguments=tuple(table.get("arguments", ())),
        exit_code=table.get("exit_code"),
        signal=table.get("signal"),
        prints=tuple(table.get("prints", ())),
        measurements=measurements,
        needs=tuple(table.get("needs", ())),
    )


def _bounds(name: str, wanted: Any) -> Bounds:
    if not re.fullmatch("[a-z][a-z0-9_]*", name):
        raise BadExpectations(f"{name!r} is no measurement's name: small letters, digits, underscores")
    bounds = wanted if isinstance(wanted, dict) else {"at_least": wanted, "at_most": wanted}
    _only(bounds, ("at_least", "at_most"))
    if not bounds or not all(type(one) in (int, float) and math.isfinite(one) for one in bounds.values()):
        raise BadExpectations(f"{name} is {wanted!r}, neither a number nor at_least and at_most")
    found = Bounds(**bounds)
    if found.at_least > found.at_most:
        raise BadExpectations(f"{name} cannot be at least {found.at_least} and at most {found.at_most}")
    return found


def _shown(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
