"""The lines of CPython that the book speaks of, and what a version says: "3.11.2", "3.13.0t", "3.15.0rc1".

The conditions on versions that the files of expectations hold are a part of PEP 440, written down here because the
text commands use nothing beyond the standard library. CPython 3.8 can read this file: the command line asks it
whether the running interpreter is too old.
"""

from __future__ import annotations

import operator
import re
from functools import total_ordering

STUDIED = ("3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14", "3.15")
"""The lines on which the programs under study run, oldest first."""

BOOK = STUDIED[STUDIED.index("3.11") :]
"""The lines with which the lab and the book themselves are built and tested."""

FREE_THREADED = "3.14t"
"""The build without a GIL that a reader should install: 3.14 is the first line that supports it (PEP 779)."""

_NUMBERS = r"\d+(?:\.\d+)*"
_STAGE = r"(?:a|b|rc)\d+"
_VERSION = re.compile(rf"({_NUMBERS})({_STAGE})?(t?)", re.ASCII)
_CONDITION = re.compile(rf"\s*(~=|==|!=|<=|>=|<|>)\s*(?:({_NUMBERS})\.\*|({_NUMBERS}(?:{_STAGE})?))\s*", re.ASCII)
_STAGES = {"a": 0, "b": 1, "rc": 2}
_RELEASED = (3, 0)
_ORDERS = {"==": operator.eq, "!=": operator.ne, "<=": operator.le, ">=": operator.ge, ">": operator.gt}


@total_ordering
class Version:
    """A version of CPython; ordered by release, with prereleases before their release.

    The build with and the build without a GIL of one release are equal, so compare `free_threaded` where it matters.
    """

    __slots__ = ("_key", "_text", "free_threaded", "numbers", "stage")

    def __init__(self, text: str) -> None:
        """text: "3.13.0", "3.13.0t", "3.15.0rc1", "3.13". Raises ValueError for anything else."""
        match = _VERSION.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is no version: give one such as 3.8, 3.11.2 or 3.13.0t")
        self._text = text
        self.numbers = tuple(int(number) for number in match[1].split("."))
        self.stage = match[2] or ""  # "a1", "b1" or "rc1" of a prerelease
        self.free_threaded = match[3] == "t"
        stage = _RELEASED
        if self.stage:
            letters = self.stage.rstrip("0123456789")
            stage = (_STAGES[letters], int(self.stage[len(letters) :]))
        self._key: tuple[tuple[int, ...], tuple[int, int]] = (_without_zeros(self.numbers), stage)

    @property
    def line(self) -> str:
        """The line that it belongs to: "3.13"."""
        return ".".join(map(str, self.first(2)))

    @property
    def is_prerelease(self) -> bool:
        """Whether it came out before its release, as "3.15.0rc1" does."""
        return bool(self.stage)

    def first(self, count: int) -> tuple[int, ...]:
        """Give the first `count` numbers, with zeros for those that are not named."""
        return (self.numbers + (0,) * count)[:count]

    def is_prerelease_of(self, other: Version) -> bool:
        """Tell whether this is a prerelease of the release `other`."""
        return self.is_prerelease and not other.is_prerelease and self._key[0] == other._key[0]

    def __eq__(self, other: object) -> bool:
        return self._key == other._key if isinstance(other, Version) else NotImplemented

    def __lt__(self, other: Version) -> bool:
        return self._key < other._key if isinstance(other, Version) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key)

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return f"Version({self._text!r})"


class Specifiers:
    """Conditions on a version, joined by commas: ">=3.12,<3.13", "~=3.13.8", "==3.11.*". Ask with `in`.

    They mean what PEP 440 says, prereleases admitted: "<3.12" and ">=3.12" both leave out 3.12's own prereleases.
    """

    __slots__ = ("_conditions",)

    def __init__(self, text: str) -> None:
        """text: empty for every version. Raises ValueError for what is no such condition."""
        self._conditions = [_condition(part) for part in text.split(",") if part.strip()]

    def __bool__(self) -> bool:
        return bool(self._conditions)

    def __contains__(self, version: Version) -> bool:
        return all(_holds(version, *condition) for condition in self._conditions)


def line_after(line: str) -> str:
    """Give the line that follows one: "3.16" for "3.15"."""
    major, minor = Version(line).first(2)
    return f"{major}.{minor + 1}"


def _condition(text: str) -> tuple[str, Version]:
    match = _CONDITION.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no condition on a version, such as >=3.11.5")
    order, line, version = match.groups()
    if line is not None:
        if order not in ("==", "!="):
            raise ValueError(f"{text!r} is no condition: .* goes with == and != alone")
        return order + "*", Version(line)
    if order == "~=" and "." not in version:
        raise ValueError(f"{text!r} is no condition: ~= takes at least two numbers")
    return order, Version(version)


def _holds(version: Version, order: str, named: Version) -> bool:
    if order == "<":
        return version < named and not version.is_prerelease_of(named)
    if order == "~=":
        return version >= named and _starts_with(version, named.numbers[:-1])
    if order.endswith("*"):
        return _starts_with(version, named.numbers) is (order == "==*")
    return bool(_ORDERS[order](version, named))


def _starts_with(version: Version, numbers: tuple[int, ...]) -> bool:
    return version.first(len(numbers)) == numbers


def _without_zeros(numbers: tuple[int, ...]) -> tuple[int, ...]:
    """Drop the zeros at the end, because 3.12 and 3.12.0 are one release."""
    end = len(numbers)
    while end > 1 and not numbers[end - 1]:
        end -= 1
    return numbers[:end]
