"""A run on a page: its command, the verdict, what it printed, and the evidence folded."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

from scripts.lab.show import evidence
from scripts.lab.show.displayable import command_line, styled
from scripts.lab.show.files import file_link
from scripts.lab.show.printed import clean, counted, excerpt
from scripts.lab.show.proof import proof_as_html
from scripts.lab.show.text import TRUNCATED
from scripts.lab.show.verdict import badge, circumstances, headline, outcome, shape

if TYPE_CHECKING:
    from scripts.lab.records.run import Run

_LINES_WITHOUT_SCROLLING = 30
# A page is no archive: a program with ten thousand threads is shown by its first ones.
_MOST_THREADS = 40
_MOST_SWEPT = 60
_LONGEST_CELL = 200


def as_html(run: "Run", measured: str | None = None) -> str:
    """Return a run's card, complete with its style sheet, below 200 kB.

    measured: see `verdict.circumstances`.
    """
    verdict, addition = headline(run)
    kind = outcome(run).kind
    name = escape(clean(f"{run.demo or run.command}: {verdict}{addition}"))
    return styled(
        f'<div class="lab-card" role="group" aria-label="{name}">'
        f'<div class="lab-head">{command_line(clean(run.command))}'
        f'<div class="lab-soft">{escape(circumstances(run, measured))}</div></div>'
        f'<div class="lab-verdict"><span class="lab-{kind}">{shape(kind)}<strong>{escape(verdict)}</strong>'
        f"{escape(addition)}</span>{badge(run)}</div>"
        f"{_differences(run)}{_paragraph(run.note)}{_printed(run)}"
        f'<div class="lab-foot">{_evidence(run)}{file_link(run.path)}</div></div>'
    )


def _differences(run: "Run") -> str:
    items = "".join(f"<li>{escape(_cut(clean(difference)))}</li>" for difference in run.differences)
    return f'<ul class="lab-differences">{items}</ul>' if items else ""


def _paragraph(text: str | None) -> str:
    return f'<p class="lab-note">{escape(clean(text))}</p>' if text else ""


def _printed(run: "Run") -> str:
    streams = [_stream(name, text) for name, text in (("stdout", run.stdout), ("stderr", run.stderr)) if text]
    if not streams:
        streams = ['<p class="lab-note">It printed nothing.</p>']
    return "".join(streams) + _paragraph(TRUNCATED if run.truncated else None)


def _stream(name: str, text: str) -> str:
    shown = excerpt(text)
    body = shown.joined(
        lambda gap: f'<span class="lab-gap">{gap}</span>',
        lambda line: escape(line, quote=False),
    )
    # Lines wrap; the wrapped ones count as well.
    height = len(shown) + sum(len(line) // 90 for line in shown.head + shown.tail)
    scrolls = ""
    if height > _LINES_WITHOUT_SCROLLING:
        # What scrolls must be reachable by keyboard.
        scrolls = f' class="lab-scrolls" tabindex="0" role="group" aria-label="{name}"'
    # HTML drops one newline after <pre>, so one is given for it to drop.
    return f'<div class="lab-stream"><div class="lab-label">{name}</div><pre{scrolls}>\n{body}</pre></div>'


def _evidence(run: "Run") -> str:
    return (
        f"<details><summary>evidence <span>{escape(evidence.gist(run))}</span></summary>"
        f"{threads_as_html(evidence.as_tables(run.evidence))}{proof_as_html(run)}{_swept(run)}{_paragraph(evidence.origin(run))}</details>"
    )


def threads_as_html(threads: Sequence[Mapping[str, object]]) -> str:
    """Return the threads of an evidence list as a table, with their stacks."""
    rows = "".join(_thread(thread) for thread in threads[:_MOST_THREADS])
    if not rows:
        return ""
    heads = "".join(f'<th scope="col">{title}</th>' for title in evidence.COLUMNS.values())
    more = len(threads) - _MOST_THREADS
    return (
        '<div class="lab-wide" tabindex="0" role="group" aria-label="threads">'
        f"<table><thead><tr>{heads}</tr></thead>{rows}</table></div>"
    ) + _paragraph(f"and {counted(more, 'thread')} more" if more > 0 else None)


def _thread(thread: Mapping[str, object]) -> str:
    cells = "".join(f"<td>{escape(_cut(words))}</td>" for words in evidence.cells(thread).values())
    frames = evidence.stack_as_html(thread.get("stack"))
    row = f'<tr><td colspan="{len(evidence.COLUMNS)}"><pre>\n{frames}</pre></td></tr>'
    return f"<tbody><tr>{cells}</tr>{row if frames else ''}</tbody>"


def _swept(run: "Run") -> str:
    lines = evidence.swept(run)
    items = "".join(f"<li>{escape(_cut(line))}</li>" for line in lines[:_MOST_SWEPT])
    if len(lines) > _MOST_SWEPT:
        items += f"<li>and {len(lines) - _MOST_SWEPT:,} more</li>"
    return f'<div class="lab-label">swept</div><ul>{items}</ul>' if items else ""


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_CELL else text[:_LONGEST_CELL] + " ⋯"
