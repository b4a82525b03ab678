"""A run: its command, the verdict, what it printed, and the evidence, which a page folds.

A line in the card is a field of `Card`, a line of `as_text`, and a line of run.html.
"""

from collections import Counter
from dataclasses import dataclass
from textwrap import indent
from typing import TYPE_CHECKING

from scripts.lab.show.cards import processes, proof, threads
from scripts.lab.show.cards.other_versions import OtherVersions, other_versions
from scripts.lab.show.cards.symptoms import Pointer, of_run
from scripts.lab.show.files import File, file
from scripts.lab.show.paths import relative
from scripts.lab.show.printed import Excerpt, clean, counted, excerpt
from scripts.lab.show.verdict import GLYPHS, circumstances, expectation, headline, outcome
from scripts.lab.show.wait_graph.lines import graph_as_text

if TYPE_CHECKING:
    from scripts.lab.records.run import Run

_LINES_WITHOUT_SCROLLING = 30
_CHARACTERS_IN_A_LINE = 90
_MOST_LINES = 400
_MOST_SWEPT = 60

_BOUNDARIES = {
    "namespace": "in a PID namespace of its own",
    "subreaper": "under a subreaper",
    "none": "with no boundary around its processes",
}
_KINDS = {
    "process": ("process", "processes"),
    "shared-memory": ("shared memory", "shared memories"),
    "file": ("file", "files"),
}


@dataclass(frozen=True)
class Stream:
    """What a program printed on one of its streams."""

    name: str
    lines: Excerpt

    @property
    def scrolls(self) -> bool:
        """Is it too long to stand on a page as it is? Lines wrap, and the wrapped ones count as well."""
        height = sum(1 + len(line) // _CHARACTERS_IN_A_LINE for line, _ in self.lines)
        return height > _LINES_WITHOUT_SCROLLING


@dataclass(frozen=True)
class Card:
    """What a card says of a run, in the order in which it says it: all of it is clean text."""

    command: str
    circumstances: str
    kind: str
    """The kind of outcome, which has a colour, a shape and a glyph."""
    verdict: str
    addition: str
    expected: bool | None
    expectation: str
    differences: list[str]
    headline: str
    assuming: str
    """What the verdict rests on, where it was proved."""
    note: str
    memory: list[str]
    """What it held at its memory limit, and a line for each process."""
    ended: list[str]
    """A line for each process that had ended, of a program that hangs."""
    streams: list[Stream]
    as_is: bool
    """Did it print to its caller's output, so that no stream is known?"""
    remark: str
    """What is to be said of the streams as a whole."""
    gist: str
    swept: list[str]
    other_versions: OtherVersions | None
    origin: str
    file: File
    symptoms: list[Pointer]
    """The entries of the index by symptom that it matches."""


def card(run: "Run", most_lines: int | None = _MOST_LINES) -> Card:
    """Put a run into words. most_lines: of each stream; None for all of them."""
    verdict, addition = headline(run)
    printed = {"stdout": run.stdout, "stderr": run.stderr}
    return Card(
        command=relative(clean(run.command)),
        circumstances=circumstances(run),
        kind=outcome(run).kind,
        verdict=verdict,
        addition=addition,
        expected=run.expected,
        expectation=expectation(run),
        differences=[clean(difference) for difference in run.differences],
        headline=clean(run.headline or ""),
        assuming=proof.assuming(run.proof),
        note=clean(run.note or ""),
        memory=processes.at_the_memory_limit(run),
        ended=processes.ended(run),
        as_is=run.as_is,
        streams=[Stream(name, excerpt(text, most_lines)) for name, text in printed.items() if text],
        remark=_remark(run),
        gist=_gist(run),
        swept=[f"{clean(thing.kind)}: {relative(clean(thing.what))}" for thing in run.left_behind],
        other_versions=other_versions(run),
        origin=_origin(run),
        file=file(run.path),
        symptoms=of_run(run),
    )


def as_text(run: "Run", most_lines: int | None = _MOST_LINES) -> str:
    """Return a run for a terminal. most_lines: see `card`."""
    said = card(run, most_lines)
    parts = [
        f"$ {said.command}",
        said.circumstances,
        f"{GLYPHS[said.kind]} {said.verdict}{said.addition}" + (f" · {said.expectation}" if said.expectation else ""),
    ]
    parts += filter(None, [said.headline, said.assuming, said.note])
    parts += [f"  {difference}" for difference in said.differences]
    parts += [f"  {line}" for line in (*said.memory, *said.ended)]
    for stream in said.streams:
        parts += ["", f"{stream.name}:", indent(stream.lines.joined(), "  ")]
    if not said.streams and not said.as_is:
        parts += ["", "It printed nothing."]
    if said.remark:
        parts.append(said.remark)
    if run.evidence:  # a page draws it, where it is asked to
        parts += ["", "who waits for whom:", indent(graph_as_text(run.evidence, run.pid, run.stuck), "  ")]
    parts += ["", f"evidence: {said.gist}"]
    parts += [threads.as_lines(thread) for thread in run.evidence]
    if argument := proof.as_text(run.proof):
        parts.append(indent(argument, "  "))
    parts += [f"  swept {line}" for line in said.swept]
    parts += [f"  {said.origin}"]
    if said.other_versions:
        parts.append(f"on other versions, {said.other_versions.recorded}:")
        parts += [f"  {line}" for line in said.other_versions.as_lines()]
    parts.append(f"file: {said.file.name}")
    parts += [f"see: {pointer}" for pointer in said.symptoms]
    return "\n".join(parts)


def as_html(run: "Run") -> str:
    """Return a run for a page, complete with its style sheet, below 200 kB."""
    from scripts.lab.show.html import rendered  # only here: a terminal needs no templates

    return rendered(
        "cards/run.html",
        card=card(run),
        name=clean(run.demo or run.command),
        demo=run.demo,
        threads=threads.on_a_page(run.evidence),
        proof=proof.in_words(run.proof),
        most_swept=_MOST_SWEPT,
    )


def _remark(run: "Run") -> str:
    if run.as_is:
        return "It had its caller's input and output: what it printed is not kept."
    return "Truncated: it printed more than the lab keeps." if run.truncated else ""


def _gist(run: "Run") -> str:
    """Return the one line that stands on the fold: how many threads, and what was left behind."""
    parts = [counted(len(run.evidence), "thread")] if run.evidence else []
    if run.left_behind:
        kinds = Counter(clean(thing.kind) for thing in run.left_behind)
        swept_kinds = [counted(number, *_KINDS.get(kind, (kind,))) for kind, number in kinds.items()]
        parts.append("swept " + ", ".join(swept_kinds))
    else:
        parts.append("nothing left behind")
    return " · ".join(parts)


def _origin(run: "Run") -> str:
    """Return which process it was, when it was started, and what contained it."""
    if run.recorded is not None:
        return "Process ids and addresses of a recorded run are stand-ins, numbered in the order in which they appear."
    started = run.started.replace("T", " ")
    # Two numbers for one process: what it printed of itself, and what `ps` said outside its namespace.
    outside = f" ({run.machine_pid} to the machine)" if run.machine_pid not in (None, run.pid) else ""
    where = _BOUNDARIES.get(run.boundary, run.boundary)
    return clean(f"Process {run.pid}{outside}, started {started}, {where}.")
