"""Timetables: which pages a teacher takes, in which order; the minutes come from the pages.

They stand in chapters/timetables.toml, whose first lines explain the fields.
"""

import tomllib
from typing import Any, NamedTuple

from scripts.lab.catalogue import ROOT
from scripts.lab.errors import InvalidRequest
from scripts.lab.teaching.lessons import lesson

FILE = ROOT / "chapters" / "timetables.toml"


class Entry(NamedTuple):
    """One line of a timetable."""

    start: str
    """The time of day, "09:30"."""
    minutes: int
    words: str
    page: str
    """The page that it takes, or whose exercise it is; empty for a break or a talk."""
    counts: bool
    """False for what the timetable's minutes do not count, as lunch."""


class Timetable(NamedTuple):
    """A plan for one day."""

    name: str
    minutes: int
    """Which it promises; the test and the page compare it with the sum."""
    entries: list[Entry]

    @property
    def total(self) -> int:
        """The sum of the minutes that count."""
        return sum(entry.minutes for entry in self.entries if entry.counts)

    @property
    def end(self) -> str:
        """The time of day at which it ends."""
        last = self.entries[-1]
        return _time(_minute(last.start) + last.minutes)


def timetables() -> dict[str, Timetable]:
    """Give the timetables by their names. Raises InvalidRequest for one that names no page or does not add up."""
    found = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {one["name"]: _timetable(one) for one in found["timetable"]}


def _timetable(said: dict[str, Any]) -> Timetable:
    now, entries = _minute(said["start"]), []
    for one in said["entries"]:
        entry = _entry(one, _time(now))
        entries.append(entry)
        now += entry.minutes
    made = Timetable(said["name"], said["minutes"], entries)
    if made.total != made.minutes:
        raise InvalidRequest(f"{made.name} promises {made.minutes} minutes, and its entries take {made.total}")
    return made


def _entry(said: dict[str, Any], start: str) -> Entry:
    if "page" in said:
        taken = lesson(said["page"])
        return Entry(start, taken.minutes, taken.title, taken.page, True)
    if "exercise" in said:
        taken = lesson(said["exercise"])
        if not taken.exercise_minutes:
            raise InvalidRequest(f"{taken.page} has no exercise outside its minutes")
        return Entry(start, taken.exercise_minutes, f"Exercise of {taken.title}", taken.page, True)
    return Entry(start, said["minutes"], said["what"], "", said.get("counts", True))


def _minute(time: str) -> int:
    hours, minutes = time.split(":")
    return int(hours) * 60 + int(minutes)


def _time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
