"""What `python -m scripts explain` asks the index by symptom, and what it answers."""

import json
import sys
from collections.abc import Sequence

from scripts.lab.errors import InvalidRequest
from scripts.lab.show.cards import symptoms
from scripts.lab.symptom_index.index import PAGE, matching

UNKNOWN = (
    "no entry of this book means that; for a process that hangs try: python -m scripts diagnose PID; "
    f"and chapters/{PAGE}.md lists every symptom"
)
_MOST_INPUT = 4 * 2**20


def asked(message: Sequence[str]) -> str:
    """Give the message, or what was piped in: of a very long text the end, where the error stands.

    Raises InvalidRequest where there is neither.
    """
    if message and " ".join(message):
        return " ".join(message)
    if sys.stdin is None or sys.stdin.isatty():
        raise InvalidRequest("explain takes a MESSAGE, or a traceback on standard input: python program.py 2>&1 | …")
    try:
        whole = sys.stdin.buffer.read()
    except OSError as error:
        raise InvalidRequest(f"standard input cannot be read ({error.strerror})") from None
    return whole[-_MOST_INPUT:].decode("utf-8", errors="replace")


def answer(text: str, as_json: bool) -> tuple[str, bool]:
    """Give the answer, empty where there is none, and whether the book knows the message. Raises BadSymptoms."""
    found = matching(text)
    if as_json:
        return json.dumps({"schema": 1, "message": text, "matches": symptoms.as_json(found)}, indent=2), bool(found)
    return symptoms.as_text(found), bool(found)
