"""Does a pasted text mean a symptom? Its words decide; numbers, addresses, quoted names and paths do not.

The site's search has the same rule, in _static/symptoms.js: what is changed here is changed there as well.

1. The text is read line by line, and also with each line joined to the next, and to the next two, because a message
   may have been wrapped. A long line is also read in pieces of 12 and of 40 words that overlap by half, because a
   search field makes one line of a whole traceback.
2. A pattern is one form of a symptom's message. It matches a line where the line has at least four fifths of the
   pattern's words, and the words that both have are at least half of the line's, or two and more than a fifth.
3. It also matches where only a part of the message was pasted: at least nine tenths of the line's words are the
   pattern's, and five of them, or one that is rare. A rare word stands in the patterns of no other symptom, has five
   letters or more, and is not the name of an error or a warning.
4. What a symptom says that must be there, must be there: anywhere in the text, as it stands, in any case.
5. Of two matches the one with more words in common comes first, then the one whose pattern and line are more alike.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
_QUOTES = str.maketrans("‘’“”", "''\"\"")
_LEFT_OUT = re.compile(
    r"0x[0-9a-f]+"
    r"|(?<![\w])'[^'\n]{0,200}'(?![\w])"
    r'|"[^"\n]{0,200}"'
    r"|[\w.~+-]{0,60}/[\w.~+/-]{0,200}",
    re.ASCII,
)
_WORD = re.compile(r"[a-z_](?:[\w']*\w)?|(?<![\w])-\d+", re.ASCII)
_ENOUGH_OF_PATTERN, _ENOUGH_OF_LINE, _LEAST_OF_LINE, _ALL_OF_LINE = 0.8, 0.5, 0.2, 0.9
_RARE_LETTERS, _MANY = 5, 5
_JOINED = 3
_PIECES = (12, 40)
_MOST_LINES, _MOST_CHARACTERS = 20_000, 8_000


class Pattern(NamedTuple):
    """One form of a symptom's message."""

    symptom: str
    words: frozenset[str]
    must: tuple[str, ...] = ()


def words(line: str) -> list[str]:
    """Give the words of one line that count, in their order; of a very long line those of its end."""
    return _WORD.findall(_LEFT_OUT.sub(" ", plain(line[-_MOST_CHARACTERS:])))


def plain(text: str) -> str:
    """Give a text in small letters, with straight quotation marks and without colours."""
    return _ESCAPES.sub("", text).translate(_QUOTES).lower()


def rare_words(patterns: Sequence[Pattern]) -> frozenset[str]:
    """Give the words by which a part of a message is recognised."""
    by_symptom: dict[str, set[str]] = {}
    for pattern in patterns:
        by_symptom.setdefault(pattern.symptom, set()).update(pattern.words)
    counts = Counter(word for found in by_symptom.values() for word in found)
    return frozenset(
        word
        for word, count in counts.items()
        if count == 1 and len(word) >= _RARE_LETTERS and not word.endswith(("error", "warning"))
    )


def matches(text: str, patterns: Sequence[Pattern], rare: frozenset[str]) -> list[str]:
    """Give the symptoms that a text means, best first."""
    whole = plain(text)
    allowed = [pattern for pattern in patterns if all(part.lower() in whole for part in pattern.must)]
    places: dict[str, list[int]] = {}
    for place, pattern in enumerate(allowed):
        for word in pattern.words:
            places.setdefault(word, []).append(place)
    best: dict[str, tuple[int, float]] = {}
    for line in _lines(text):
        for pattern, both in _alike(line, allowed, places):
            if _is_match(pattern, line, both, rare):
                rank = both, 2 * both / (len(pattern.words) + len(line))
                best[pattern.symptom] = max(best.get(pattern.symptom, rank), rank)
    order = {pattern.symptom: place for place, pattern in reversed(list(enumerate(patterns)))}
    return sorted(best, key=lambda one: (-best[one][0], -best[one][1], order[one]))


def _alike(
    line: frozenset[str], patterns: Sequence[Pattern], places: Mapping[str, list[int]]
) -> Iterable[tuple[Pattern, int]]:
    """Give the patterns that have a word of the line, with the number of words that both have."""
    shared = Counter(place for word in line for place in places.get(word, ()))
    return [(patterns[place], both) for place, both in shared.items()]


def _is_match(pattern: Pattern, line: frozenset[str], both: int, rare: frozenset[str]) -> bool:
    of_line = both / len(line)
    if both >= _ENOUGH_OF_PATTERN * len(pattern.words) and (
        of_line >= _ENOUGH_OF_LINE or (both >= 2 and of_line > _LEAST_OF_LINE)
    ):
        return True
    return of_line >= _ALL_OF_LINE and (both >= _MANY or bool(line & pattern.words & rare))


def _lines(text: str) -> set[frozenset[str]]:
    """Give the words of each line, of a few lines joined, and of pieces of a long one; the end of a very long text."""
    lines = [found for line in text.splitlines()[-_MOST_LINES:] if (found := words(line))]
    sets = [frozenset(line) for line in lines]
    joined = {
        frozenset().union(*sets[place : place + size])
        for size in range(1, _JOINED + 1)
        for place in range(len(sets) - size + 1)
    }
    pieces = {
        frozenset(line[start : start + size])
        for line in lines
        for size in _PIECES
        if len(line) > size
        for start in range(0, len(line) - size // 2, size // 2)
    }
    return joined | pieces
