"""What was seen of a process that runs by itself, for a terminal and for a page."""

from textwrap import indent
from typing import TYPE_CHECKING

from scripts.lab.show import evidence
from scripts.lab.show.cards import proof, threads
from scripts.lab.show.cards.symptoms import of_diagnosis
from scripts.lab.show.cards.threads import MOST_THREADS
from scripts.lab.show.paths import relative
from scripts.lab.show.printed import clean, counted
from scripts.lab.show.verdict import GLYPHS
from scripts.lab.show.wait_graph.lines import graph_as_text

if TYPE_CHECKING:
    from scripts.lab.records.diagnosis import Diagnosis
    from scripts.lab.records.evidence import Proof
    from scripts.lab.records.run import Process

_LONGEST_COMMAND = 120
_KINDS = {
    "deadlocked": "deadlocked",
    "partly-deadlocked": "deadlocked",
    "idle": "good",
    "stalled": "waiting",
    "running": "good",
}
_MEANS = {
    "deadlocked": "no thread of it can ever go on",
    "partly-deadlocked": "a part of it can never go on, and the rest may",
    "idle": "every thread waits for what comes from outside, or looks at the clock, as in a server without a request",
    "stalled": "no thread of it ran, and that none ever will is not proved",
    "running": "a thread of it ran while it was looked at",
}


def as_text(seen: "Diagnosis") -> str:
    """Return a diagnosis as plain text: verdict, which thread waits for which, stacks, the argument."""
    parts = [
        f"process {seen.pid}: {_command(seen.command)}",
        f"{GLYPHS[_KINDS[seen.verdict]]} {seen.summary}: {_MEANS[seen.verdict]}",
    ]
    parts += filter(None, [clean(seen.headline or ""), proof.assuming(seen.proof)])
    if seen.evidence:
        parts += ["", "who waits for whom:", indent(graph_as_text(seen.evidence, seen.pid, seen.stuck), "  ")]
    parts += ["", *_family(seen)]
    parts += [threads.as_lines(thread) for thread in seen.evidence[:MOST_THREADS]]
    if more := threads.more(seen.evidence):
        parts.append(f"  {more}")
    parts += [f"  {line}" for line in _without_stack(seen)]
    parts += ["", proof.as_text(_shown_proof(seen))]
    parts += [clean(line) for line in seen.advice]
    parts += [f"see: {pointer}" for pointer in of_diagnosis(seen)]
    return "\n".join(parts).rstrip()


def as_html(seen: "Diagnosis") -> str:
    """Return a diagnosis as a card for a page."""
    from scripts.lab.show.html import rendered  # only here: a terminal needs no templates

    return rendered(
        "cards/diagnosis.html",
        pid=seen.pid,
        command=relative(clean(seen.command)),
        kind=_KINDS[seen.verdict],
        verdict=seen.summary,
        means=_MEANS[seen.verdict],
        headline=clean(seen.headline or ""),
        assuming=proof.assuming(seen.proof),
        graph=graph_as_text(seen.evidence, seen.pid, seen.stuck).split("\n") if seen.evidence else [],
        gist=counted(len(seen.evidence), "thread"),
        threads=threads.on_a_page(seen.evidence),
        without_stack=_without_stack(seen),
        proof=proof.in_words(_shown_proof(seen)),
        advice=[clean(line) for line in seen.advice],
        symptoms=of_diagnosis(seen),
    )


def _command(words: str) -> str:
    line = clean(words)
    return line if len(line) <= _LONGEST_COMMAND else line[:_LONGEST_COMMAND] + " ⋯"


def _shown_proof(seen: "Diagnosis") -> "Proof | None":
    """Return the proof; None of an idle program, where a proof that failed would look like a defect."""
    return None if seen.verdict == "idle" else seen.proof


def _without_stack(seen: "Diagnosis") -> list[str]:
    """Return a line for each reason why a process's Python stacks could not be had."""
    pids: dict[str, list[str]] = {}
    for pid, why in seen.without_stack.items():
        pids.setdefault(clean(why), []).append(pid)
    return [f"no Python stack of {evidence.processes(those)}: {why}" for why, those in pids.items()]


def _family(seen: "Diagnosis") -> list[str]:
    """Return a line for each process, where there are several."""
    if len(seen.processes) < 2:
        return []
    lines = [
        f"  process {one.pid}, child of {one.parent}: {_command(one.command)}{_end(one)}"
        for one in seen.processes[:MOST_THREADS]
    ]
    more = len(seen.processes) - MOST_THREADS
    return lines + ([f"  and {counted(more, 'process', 'processes')} more"] if more > 0 else [])


def _end(process: "Process") -> str:
    return f" ({clean(process.ended)}; its parent has not waited for it)" if process.ended else ""
