"""A run in a terminal: what its card says, in the same order."""

from textwrap import indent
from typing import TYPE_CHECKING

from scripts.lab.show import evidence
from scripts.lab.show.files import file_name
from scripts.lab.show.printed import clean, excerpt
from scripts.lab.show.proof import proof_as_text
from scripts.lab.show.verdict import GLYPHS, circumstances, expectation, headline, outcome
from scripts.lab.show.wait_for_words import graph_as_text

if TYPE_CHECKING:
    from scripts.lab.records.run import Run

TRUNCATED = "Truncated: it printed more than the lab keeps."


def as_text(run: "Run", measured: str | None = None, most_lines: int | None = 400) -> str:
    """Return a run as plain text.

    measured: see `verdict.circumstances`. most_lines: of each stream; None for all that was kept.
    """
    verdict, addition = headline(run)
    expected = expectation(run)
    parts = [
        f"$ {clean(run.command)}",
        circumstances(run, measured),
        f"{GLYPHS[outcome(run).kind]} {verdict}{addition}" + (f" · {expected}" if expected else ""),
    ]
    if run.note:
        parts.append(clean(run.note))
    parts += [f"  {clean(difference)}" for difference in run.differences]
    for name, printed in (("stdout", run.stdout), ("stderr", run.stderr)):
        if printed:
            parts += ["", f"{name}:", indent(excerpt(printed, most_lines).joined(), "  ")]
    if not run.stdout and not run.stderr:
        parts += ["", "It printed nothing."]
    if run.truncated:
        parts.append(TRUNCATED)
    if run.verdict == "deadlocked":
        parts += ["", "who waits for whom:", indent(graph_as_text(evidence.as_tables(run.evidence), run.pid), "  ")]
    parts += ["", f"evidence: {evidence.gist(run)}"]
    for thread in evidence.as_tables(run.evidence):
        parts.append("  " + " · ".join(f"{title} {words}" for title, words in evidence.cells(thread).items()))
        if frames := evidence.stack(thread.get("stack")):
            parts.append(indent(frames, "      "))
    if proof := proof_as_text(run):
        parts.append(indent(proof, "  "))
    parts += [f"  swept {line}" for line in evidence.swept(run)]
    parts += [f"  {evidence.origin(run)}", f"file: {file_name(run.path)}"]
    return "\n".join(parts)
