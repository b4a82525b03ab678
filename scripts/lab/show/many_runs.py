"""Many runs at once: a program on several interpreters, a table with a run in every cell, or what each run said."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from scripts.lab.errors import Senseless
from scripts.lab.show.displayable import Displayable, styled
from scripts.lab.show.evidence import NONE
from scripts.lab.show.files import breakable
from scripts.lab.show.printed import clean, counted
from scripts.lab.show.verdict import (
    GLYPHS,
    Outcome,
    badge,
    circumstances,
    expectation,
    outcome,
    recording,
    shape,
)

if TYPE_CHECKING:
    from scripts.lab.records.run import Run

_SPACE = re.compile(r"(?<!_)_(?!_)")
"""The underscore that stands for a space in the name of a measurement; those of `__main__` do not."""
_SAID = re.compile(r"^([^:=\n]+?)(?:: | = )(.*)$")
_ABSENT = Outcome("absent", "not here", "not on this machine")
_NOT_RUN = Outcome("absent", "not run", "not run in this build")


@dataclass(frozen=True)
class _Cell:
    """One place of a table: a run, or why there is none. measured: see `verdict.circumstances`."""

    label: str
    outcome: Outcome
    run: "Run | None" = None
    measured: str | None = None

    def html(self) -> str:
        """Return the outcome's shape, colour and word, and whether it is another one than declared."""
        surprise = badge(self.run) if self.run and self.run.expected is False else ""
        return _sign(self.outcome) + surprise

    def text(self) -> str:
        """Return the same for a terminal."""
        surprise = " " + expectation(self.run) if self.run and self.run.expected is False else ""
        return f"{GLYPHS[self.outcome.kind]} {self.outcome.word}{surprise}"

    def sign(self) -> str:
        """Return as little as there can be for a terminal: the glyph, and a mark where it is not as declared."""
        return GLYPHS[self.outcome.kind] + ("!" if self.run and self.run.expected is False else "")


def across(
    runs: Iterable["Run"],
    absent: Iterable[str] = (),
    recorded: Iterable["Run"] = (),
    known: Mapping[str, Outcome] | None = None,
) -> Displayable:
    """Return a strip of the same program's runs, by version; commands and process ids in a fold below it.

    absent: versions that this machine does not have ("3.8"). recorded: runs of another time or place, which
    are shown with their date. known: see `verdict.outcome`.
    """
    cells = [_Cell(run.python, outcome(run, known), run) for run in runs]
    cells += [_Cell(run.python, outcome(run, known), run, recording(run)) for run in recorded]
    cells += [_Cell(version, _ABSENT) for version in absent]
    cells.sort(key=lambda cell: _order(cell.label))
    items, lines = "", []
    width = max((len(cell.label) for cell in cells), default=0)
    for cell in cells:
        when = f'<span class="lab-when">{escape(cell.measured)}</span>' if cell.measured else ""
        items += f'<li><span class="lab-version">{escape(cell.label)}</span>{cell.html()}{when}</li>'
        date = f" ({cell.measured})" if cell.measured else ""
        lines.append(f"{cell.label.ljust(width)}  {cell.text()}{date}")
    return _card(
        '<div class="lab-card" role="group" aria-label="the same program, by version of CPython">'
        f'<ul class="lab-strip">{items}</ul>',
        "\n".join(lines),
        cells,
    )


def grid(
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Mapping[tuple[str, str], "Run | None"],
    row_title: str,
    column_title: str,
    known: Mapping[str, Outcome] | None = None,
) -> Displayable:
    """Return a table of runs, each with its outcome; commands and process ids in a fold below it.

    cells: by (row, column); None, or no entry, for what was not run. known: see `verdict.outcome`.
    """
    table = []
    for row in rows:
        line = []
        for column in columns:
            run = cells.get((row, column))
            found = outcome(run, known) if run else _NOT_RUN
            line.append(_Cell(f"{row_title} {row}, {column_title} {column}", found, run))
        table.append(line)

    heads = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = ""
    for row, line in zip(rows, table, strict=True):
        places = "".join(f"<td>{cell.html()}</td>" for cell in line)
        body += f'<tr><th scope="row">{escape(row)}</th>{places}</tr>'
    html = (
        '<div class="lab-card"><div class="lab-wide" tabindex="0" role="group" '
        f'aria-label="{escape(row_title)}, {escape(column_title)}"><table class="lab-grid"><thead>'
        f'<tr><td></td><th scope="colgroup" colspan="{len(columns)}">{escape(column_title)}</th></tr>'
        f'<tr><th scope="col">{escape(row_title)}</th>{heads}</tr></thead><tbody>{body}</tbody></table></div>'
    )
    words = [[row, *(cell.text() for cell in line)] for row, line in zip(rows, table, strict=True)]
    text = _aligned([[f"{row_title} \\ {column_title}", *columns], *words])
    return _card(html, text, [cell for line in table for cell in line])


def side_by_side(
    runs: Mapping[str, "Run"], title: str, rows: Mapping[str, str] | None = None, compare: bool = True
) -> Displayable:
    """Return a table of what several runs printed: a column for each run, a row for each label they share.

    runs: by the heading of its column. A run says something in lines `LABEL: TEXT` and `NAME = NUMBER`; where one
    comes twice, the last counts. title: what the rows are. rows: which labels, and how to put them; all where nothing
    is given. compare: set an answer in words that differs from the first column's in bold. Raises Senseless where no
    run says anything of the kind.
    """
    said = [dict(_answers(run)) for run in runs.values()]
    labels = rows or {label: _SPACE.sub(" ", label) for answers in said for label in answers}
    labels = {label: shown for label, shown in labels.items() if any(label in answers for answers in said)}
    if not labels:
        raise Senseless("the runs printed no line that could be put side by side: `LABEL: TEXT`, `NAME = NUMBER`")
    table = [[answers.get(label, NONE) for answers in said] for label in labels]

    heads = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in runs)
    body = ""
    for label, line in zip(labels.values(), table, strict=True):
        places = "".join(_answer(answer, differs=compare and answer != line[0]) for answer in line)
        body += f'<tr><th scope="row">{escape(label)}</th>{places}</tr>'
    html = (
        f'<div class="lab-card"><div class="lab-wide" tabindex="0" role="group" aria-label="{escape(title)}">'
        f'<table class="lab-grid lab-beside"><thead><tr><th scope="col">{escape(title)}</th>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )
    words = [[label, *line] for label, line in zip(labels.values(), table, strict=True)]
    cells = [_Cell(heading, outcome(run), run) for heading, run in runs.items()]
    fold, details = _listing(cells)
    text = f"{_aligned([[title, *runs], *words])}\n\n{details}"
    return Displayable(styled(f'{html}<div class="lab-foot">{fold}</div></div>'), text)


def below_each_other(runs: Mapping[str, "Run"], title: str, columns: Mapping[str, str]) -> Displayable:
    """Return a table of what several runs printed, as `side_by_side` does, but with a row for each run.

    runs: by the heading of its row. title: what the rows are. columns: which labels, and how to put them. A label that
    a run did not print stands as a dash. Raises Senseless where no run says anything of the kind.
    """
    said = {heading: dict(_answers(run)) for heading, run in runs.items()}
    if not any(label in answers for answers in said.values() for label in columns):
        raise Senseless(f"the runs printed none of {', '.join(columns)}")
    heads = "".join(f'<th scope="col">{escape(shown)}</th>' for shown in columns.values())
    body = ""
    for heading, answers in said.items():
        places = "".join(_answer(answers.get(label, NONE), differs=False) for label in columns)
        body += f'<tr><th scope="row">{escape(heading)}</th>{places}</tr>'
    html = (
        f'<div class="lab-card"><div class="lab-wide" tabindex="0" role="group" aria-label="{escape(title)}">'
        f'<table class="lab-grid lab-beside lab-rows"><thead><tr><th scope="col">{escape(title)}</th>{heads}</tr>'
        f"</thead><tbody>{body}</tbody></table></div>"
    )
    words = [[heading, *(answers.get(label, NONE) for label in columns)] for heading, answers in said.items()]
    fold, details = _listing([_Cell(heading, outcome(run), run) for heading, run in runs.items()])
    text = f"{_aligned([[title, *columns.values()], *words])}\n\n{details}"
    return Displayable(styled(f'{html}<div class="lab-foot">{fold}</div></div>'), text)


def _answers(run: "Run") -> Iterator[tuple[str, str]]:
    for line in clean(run.stdout).splitlines():
        if match := _SAID.match(line):
            yield match.group(1), match.group(2).strip()


def _answer(answer: str, differs: bool) -> str:
    is_number = re.fullmatch(r"-?[\d.]+", answer)
    if is_number:
        return f'<td class="lab-amount">{escape(answer)}</td>'
    return f"<td><b>{escape(answer)}</b></td>" if differs else f"<td>{escape(answer)}</td>"


def signs(
    programs: Mapping[str, Sequence["Run"]],
    absent: Iterable[str] = (),
    known: Mapping[str, Outcome] | None = None,
) -> Displayable:
    """Return a table of several programs' runs by version, each run a sign alone, which the legend explains.

    programs: the runs by what each program does, one a version. absent, known: see `across`.
    """
    versions = {run.python for runs in programs.values() for run in runs}
    columns = sorted(versions | set(absent), key=_order)
    table = []
    for words, runs in programs.items():
        cells = {run.python: _Cell(f"{words}, {run.python}", outcome(run, known), run) for run in runs}
        table.append([cells.get(version) or _Cell(f"{words}, {version}", _ABSENT) for version in columns])

    heads = "".join(f'<th scope="col"><span>{escape(version)}</span></th>' for version in columns)
    body = ""
    for words, line in zip(programs, table, strict=True):
        places = "".join(f"<td>{cell.html()}</td>" for cell in line)
        body += f'<tr><th scope="row">{escape(words)}</th>{places}</tr>'
    html = (
        '<div class="lab-card"><div class="lab-wide" tabindex="0" role="group" aria-label="program, by version of '
        'CPython"><table class="lab-grid lab-signs"><thead><tr><th scope="col">the program</th>'
        f"{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )
    glyphs = [[words, *(cell.sign() for cell in line)] for words, line in zip(programs, table, strict=True)]
    return _card(html, _aligned([["the program", *columns], *glyphs]), [cell for line in table for cell in line])


def _card(html: str, text: str, cells: Sequence[_Cell]) -> Displayable:
    """Return the beginning of a card, `html` and `text`, with what stands below every table."""
    legend, meanings = _legend(cells)
    fold, details = _listing(cells)
    return Displayable(
        styled(f'{html}{legend}<div class="lab-foot">{fold}</div></div>'),
        f"{text}\n\n{meanings}\n\n{details}",
    )


def _legend(cells: Sequence[_Cell]) -> tuple[str, str]:
    """Return what the signs mean, each once, in the order in which they come; as HTML and as text."""
    once = {(cell.outcome.kind, cell.outcome.word): cell.outcome for cell in cells}
    html = "".join(f"<li>{_sign(outcome)} {escape(outcome.says)}</li>" for outcome in once.values())
    text = [f"{GLYPHS[outcome.kind]} {outcome.word}: {outcome.says}" for outcome in once.values()]
    return f'<ul class="lab-legend">{html}</ul>', "\n".join(text)


def _listing(cells: Sequence[_Cell]) -> tuple[str, str]:
    """Return the command and process id of every run, folded; and as text."""
    items, text = "", []
    for cell in cells:
        if cell.run is None:
            continue
        facts = f"process {cell.run.pid} · {circumstances(cell.run, cell.measured)}"
        command = clean(cell.run.command)
        items += f"<li><b>{escape(cell.label)}</b> {escape(facts)}<code>{breakable(command)}</code></li>"
        text.append(f"{cell.label}: {facts}\n    $ {command}")
    summary = f"{counted(len(text), 'run')} <span>commands and process ids</span>"
    html = f'<details><summary>{summary}</summary><ul class="lab-runs">{items}</ul></details>'
    if note := _recordings(cells):
        html = f'<div class="lab-soft">{escape(note)}</div>{html}'
        text.insert(0, note)
    return html, "\n".join(text)


def _recordings(cells: Sequence[_Cell]) -> str:
    """Say which of the runs know themselves that they are of another time, and of which; nothing if none."""
    by_time: dict[str, list[str]] = {}
    for cell in cells:
        if cell.run is not None and cell.run.recorded is not None:
            by_time.setdefault(recording(cell.run), []).append(cell.label)
    ran = sum(cell.run is not None for cell in cells)
    return "; ".join(
        f"{'All' if len(labels) == ran else ', '.join(labels)}: {when}, not run here"
        for when, labels in by_time.items()
    )


def _sign(outcome: Outcome) -> str:
    """Return an outcome for a table's cell: shape, colour and word."""
    return f'<span class="lab-{outcome.kind}">{shape(outcome.kind)}<b>{escape(outcome.word)}</b></span>'


def _aligned(table: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    padded = [[cell.ljust(width) for cell, width in zip(line, widths, strict=True)] for line in table]
    return "\n".join("  ".join(line).rstrip() for line in padded)


def _order(version: str) -> tuple[list[int], bool]:
    """Sort 3.9 before 3.10, and a free-threaded build after the other one."""
    return [int(number) for number in re.findall(r"\d+", version)], version.endswith("t")
