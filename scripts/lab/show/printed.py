"""What a program printed, made safe to show: no escape sequences, nothing invisible, not too much."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scripts.lab.show.paths import relative

# ECMA-48 (ANSI) sequences: colours and cursor (CSI), window titles and links (OSC), device strings, and
# escapes of two bytes.
_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[PX^_][^\x1b]*\x1b\\|[ -/]*[0-Z\\^-~])")
# Control characters, the overrides that turn text around, lone surrogates and noncharacters.
_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")

_LONGEST_LINE = 2_000
_LONGEST_WORDS = 60
_MOST_LINES = 400
_MOST_BYTES = 50_000
_ESCAPED = "&<>'\""
"""What HTML writes in five characters, or four."""


def clean(text: str) -> str:
    r"""Return `text` without ANSI sequences and with every invisible or invalid character made visible.

    Newlines and tabs stay. A control character is written as in Python, `\x07`; a lone surrogate becomes
    U+FFFD.
    """
    return _ODD.sub(_visible, _ANSI.sub("", text))


def one_line(text: str | None) -> str:
    """Return a text as one clean line that is not too long; empty for None."""
    return shortened(" ".join(clean(text or "").split()))


def shortened(text: str) -> str:
    """Return a text without its middle where it is too long for one line of many."""
    half = _LONGEST_WORDS // 2
    return text if len(text) <= _LONGEST_WORDS else f"{text[:half]}⋯{text[1 - half :]}"


def _visible(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0xA0:
        return f"\\x{code:02x}"
    return "\ufffd" if 0xD800 <= code <= 0xDFFF or code >= 0xFFFE else f"\\u{code:04x}"


@dataclass(frozen=True)
class Excerpt:
    """The beginning and the end of a text, as clean lines; `left_out` counts the lines between them."""

    head: list[str]
    left_out: int
    tail: list[str]

    def joined(self) -> str:
        """Return the lines as one text."""
        return "\n".join(line for line, _ in self)

    def __iter__(self) -> Iterator[tuple[str, bool]]:
        """Give each line, and whether it is the one that stands for those that were left out."""
        yield from ((line, False) for line in self.head)
        if self.left_out:
            yield f"⋯ {counted(self.left_out, 'line')} left out here ⋯", True
        yield from ((line, False) for line in self.tail)

    def __len__(self) -> int:
        return len(self.head) + bool(self.left_out) + len(self.tail)


def excerpt(text: str, most_lines: int | None = _MOST_LINES, most_bytes: int = _MOST_BYTES) -> Excerpt:
    """Return as much of `text` as a page should carry: half from its beginning, half from its end.

    most_lines: None for all of it. most_bytes: of the escaped HTML.
    """
    rows = text.split("\n")
    if rows[-1] == "":
        rows.pop()
    if most_lines is None:
        return Excerpt([relative(clean(row.removesuffix("\r"))) for row in rows], 0, [])
    if len(rows) <= most_lines:
        most_lines = 2 * most_lines  # the head alone may then hold every line
    head = _fill(rows, most_lines // 2, most_bytes // 2)
    tail = _fill(rows[: len(head) - 1 : -1] if head else rows[::-1], most_lines // 2, most_bytes // 2)
    return Excerpt(head, len(rows) - len(head) - len(tail), tail[::-1])


def _fill(rows: list[str], most_lines: int, most_bytes: int) -> list[str]:
    """Return the first of `rows`, cut and cleaned, as far as both limits allow."""
    kept: list[str] = []
    for row in rows[:most_lines]:
        line = relative(clean(_cut(row.removesuffix("\r"))))
        most_bytes -= len(line.encode()) + 4 * sum(map(line.count, _ESCAPED)) + 1
        if most_bytes < 0:
            break
        kept.append(line)
    return kept


def _cut(row: str) -> str:
    if len(row) <= _LONGEST_LINE:
        return row
    begin, end = row[: _LONGEST_LINE * 3 // 4], row[-_LONGEST_LINE // 8 :]
    return f"{begin} ⋯ {counted(len(row) - len(begin) - len(end), 'character')} left out here ⋯ {end}"


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """Return "1 line" or "12,345 lines"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
