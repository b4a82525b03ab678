"""Runs that were made up: what cards, tables and figures are to show, without starting anything."""

from html.parser import HTMLParser
from typing import Any

from scripts.lab.records.run import Run

DEMO = "context-mismatch/fork_event_spawn_process"
PATH = "scripts/demos/context_mismatch/fork_event_spawn_process.py"

THREAD = {
    "pid": 4711,
    "tid": 4712,
    "state": "S",
    "call": "futex",
    "waits_for": {"kind": "lock", "what": "a lock", "unlimited": True, "key": "lock", "private": True},
    "stack": [{"function": "main", "file": "x.py", "line": 3}],
}
TRACEBACK = (
    "Traceback (most recent call last):\n"
    '  File "x.py", line 3, in <module>\n'
    "RuntimeError: A SemLock created in a fork context is being shared\n"
    "when serializing multiprocessing.context.SpawnProcess object\n"
)


def made_up(**facts: Any) -> Run:
    """Give a Run of a program that exited with 0, but for `facts`; records among them may stand as dictionaries."""
    usual: dict[str, Any] = {
        "demo": DEMO,
        "path": PATH,
        "arguments": [],
        "command": f"python {PATH}",
        "verdict": "exited",
        "exit_code": 0,
        "signal": None,
        "expected": True,
        "differences": [],
        "python": "3.10.13",
        "executable": "/usr/bin/python3.10",
        "seconds": 0.2134,
        "sweep_seconds": 0.002,
        "started": "2026-03-01T10:11:12+01:00",
        "stdout": "event is set: False\n",
        "stderr": "",
        "truncated": False,
        "measurements": {},
        "marks": [],
        "evidence": [],
        "left_behind": [],
        "pid": 17,
        "machine_pid": 17,
        "boundary": "subreaper",
    }
    return Run.from_dict(Run(**usual | facts).to_dict())


class Elements(HTMLParser):
    """What a browser makes of some HTML: its elements, and its text without the style sheet."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attributes)))
        if tag not in ("wbr", "input", "path", "circle", "rect", "use"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data

    def having(self, css_class: str) -> list[dict[str, str | None]]:
        """Give the attributes of each element of a class."""
        return [given for _, given in self.elements if css_class in (given.get("class") or "").split()]

    def named(self, tag: str) -> list[dict[str, str | None]]:
        """Give the attributes of each element of a kind."""
        return [given for name, given in self.elements if name == tag]
