"""How each kind of wait is called: on the page, in the terminal, and in the wait graph."""

from collections.abc import Callable
from dataclasses import dataclass

from scripts.lab.records.evidence import Wait
from scripts.lab.show.printed import one_line


def _what(wait: Wait) -> str:
    return one_line(wait.what)


def _number(wait: Wait) -> str:
    return one_line(wait.key.rpartition(":")[2])


def _file(wait: Wait) -> str:
    return one_line(wait.path).removesuffix(" (deleted)").rpartition("/")[2]


def _transfer(wait: Wait) -> str:
    return {"read": "something to read", "write": "room to write"}.get(wait.direction or "", "")


@dataclass(frozen=True)
class Kind:
    """The words for one kind of wait."""

    name: Callable[[Wait], str] = _what
    """What is waited for: "private lock", "pipe 55"."""
    detail: Callable[[Wait], str] = lambda wait: ""
    """What is to be read below the name; "" for nothing."""
    holder_could: str = "could end that"
    """What a process that could end the wait does, after its name."""
    holders_could: str = ""
    """The same of several processes, where it is not the same words."""
    held_by: str = "could be ended by"
    """What stands before the processes that could end the wait; "" where the name has them already."""

    def could(self, several: bool) -> str:
        """Return what a process, or several, could do."""
        return (several and self.holders_could) or self.holder_could


KINDS = {
    "lock": Kind(
        lambda wait: {True: "private lock", False: "shared lock", None: "lock"}[wait.private],
        lambda wait: one_line(wait.address),
        "could release it",
    ),
    "pipe": Kind(
        lambda wait: f"FIFO {_file(wait)}" if _file(wait) else f"pipe {_number(wait)}",
        _transfer,
        "holds its other end",
        "hold its other end",
        "the other end is held by",
    ),
    "socket": Kind(
        lambda wait: one_line(wait.what).partition(" to ")[0] if wait.local else f"socket {_number(wait)}", _transfer
    ),
    "eventfd": Kind(lambda wait: f"eventfd {_number(wait)}", _transfer, "has it open", "have it open", "open in"),
    "child": Kind(
        lambda wait: f"end of process {_number(wait)}" if wait.key.startswith("child:") else "end of a child",
        held_by="",
    ),
    "file-lock": Kind(lambda wait: "file lock", _file, "holds it", "hold it", "held by"),
    "signal": Kind(holder_could="could send it"),
    "time": Kind(lambda wait: "the clock"),
}
_OTHER = Kind()


def kind_of(wait_kind: str) -> Kind:
    """Return the words for a kind of wait; plain ones for a kind that has none of its own."""
    return KINDS.get(wait_kind, _OTHER)
