"""What was seen of a process that runs by itself, for a terminal and for a page."""

from html import escape
from textwrap import indent
from typing import TYPE_CHECKING

from scripts.lab.show import evidence
from scripts.lab.show.card import threads_as_html
from scripts.lab.show.displayable import command_line, styled
from scripts.lab.show.printed import clean, counted
from scripts.lab.show.proof import proof_as_html, proof_as_text
from scripts.lab.show.verdict import GLYPHS, shape
from scripts.lab.show.wait_for_words import graph_as_text

if TYPE_CHECKING:
    from scripts.lab.diagnosis import Diagnosis

_MOST_THREADS = 40
_LONGEST_COMMAND = 120
_KINDS = {"deadlocked": "deadlocked", "stalled": "waiting", "running": "good"}
_MEANS = {
    "deadlocked": "no thread of it can ever go on",
    "stalled": "nobody ran, and that it never will is not proved",
    "running": "somebody ran while it was looked at",
}


def as_text(seen: "Diagnosis") -> str:
    """Return a diagnosis as plain text: verdict, who waits for whom, stacks, the argument."""
    threads = evidence.as_tables(seen.evidence)
    parts = [
        f"process {seen.pid}: {clean(seen.command)[:_LONGEST_COMMAND]}",
        f"{GLYPHS[_KINDS[seen.verdict]]} {seen.summary}: {_MEANS[seen.verdict]}",
    ]
    if seen.evidence:
        parts += ["", "who waits for whom:", indent(graph_as_text(threads, seen.pid), "  ")]
    parts += ["", *_family(seen)]
    for thread in threads[:_MOST_THREADS]:
        parts.append("  " + " · ".join(f"{title} {words}" for title, words in evidence.cells(thread).items()))
        if channel := thread.get("wait_channel"):
            parts.append(f"      sleeps in the kernel's {clean(str(channel))}")
        if frames := evidence.stack(thread.get("stack")):
            parts.append(indent(frames, "      "))
    if len(seen.evidence) > _MOST_THREADS:
        parts.append(f"  and {counted(len(seen.evidence) - _MOST_THREADS, 'thread')} more")
    parts += [f"  {line}" for line in _without_stack(seen)]
    parts += ["", proof_as_text(seen)]
    parts += [clean(line) for line in seen.advice]
    return "\n".join(parts).rstrip()


def as_html(seen: "Diagnosis") -> str:
    """Return a diagnosis as a card for a page."""
    kind = _KINDS[seen.verdict]
    threads = evidence.as_tables(seen.evidence)
    graph = graph_as_text(threads, seen.pid) if seen.evidence else ""
    name = escape(clean(f"process {seen.pid}: {seen.summary}"))
    without = "".join(f'<p class="lab-note">{escape(line)}</p>' for line in _without_stack(seen))
    advice = "".join(f'<p class="lab-note">{escape(clean(line))}</p>' for line in seen.advice)
    drawn = f'<div class="lab-stream"><div class="lab-label">who waits for whom</div><pre>\n{escape(graph)}</pre></div>'
    return styled(
        f'<div class="lab-card" role="group" aria-label="{name}">'
        f'<div class="lab-head">{command_line(f"python -m scripts diagnose {seen.pid}")}'
        f'<div class="lab-soft">{escape(clean(seen.command))}</div></div>'
        f'<div class="lab-verdict"><span class="lab-{kind}">{shape(kind)}<strong>{escape(seen.summary)}</strong>: '
        f"{escape(_MEANS[seen.verdict])}</span></div>{drawn if graph else ''}"
        f'<div class="lab-foot"><details><summary>evidence <span>{counted(len(seen.evidence), "thread")}</span>'
        f"</summary>{threads_as_html(threads)}{without}{proof_as_html(seen)}{advice}</details></div></div>"
    )


def _without_stack(seen: "Diagnosis") -> list[str]:
    """Return a line for each reason why a process's Python stacks could not be had."""
    pids: dict[str, list[str]] = {}
    for pid, why in seen.without_stack.items():
        pids.setdefault(clean(why), []).append(pid)
    return [f"no Python stack of {evidence.processes(who)}: {why}" for why, who in pids.items()]


def _family(seen: "Diagnosis") -> list[str]:
    """Return a line for each process, where there are several."""
    if len(seen.processes) < 2:
        return []
    lines = [
        f"  process {one['pid']}, child of {one['parent']}: {clean(str(one['command']))[:_LONGEST_COMMAND]}"
        for one in seen.processes[:_MOST_THREADS]
    ]
    more = len(seen.processes) - _MOST_THREADS
    return lines + ([f"  and {counted(more, 'process', 'processes')} more"] if more > 0 else [])
