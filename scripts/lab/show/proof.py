"""The argument by which a run was called deadlocked, or why it could not be; for the card and for a terminal."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from scripts.lab.show.printed import clean

if TYPE_CHECKING:
    from scripts.lab.diagnosis import Diagnosis
    from scripts.lab.records.run import Run

_MARKS = {True: ("✓", "lab-good"), False: ("✗", "lab-killed")}
_LONGEST = 300


def proof_as_text(run: "Run | Diagnosis") -> str:
    """Return a run's proof as lines: what came of it, its conditions, what it assumes; empty where none was tried."""
    proof = _proof(run)
    if not proof:
        return ""
    lines = [_outcome(proof)]
    lines += [f"  {_MARKS[holds][0]} {name} · {seen}" for holds, name, seen in _conditions(proof)]
    lines += [f"  assuming that {words}" for words in _assumptions(proof)]
    return "\n".join(lines)


def proof_as_html(run: "Run | Diagnosis") -> str:
    """Return the same as HTML, for a place within a card; empty where none was tried."""
    proof = _proof(run)
    if not proof:
        return ""
    items = ""
    for holds, name, seen in _conditions(proof):
        mark, css_class = _MARKS[holds]
        items += f'<li><span class="{css_class}">{mark}</span> <b>{escape(name)}</b> {escape(seen)}</li>'
    items += "".join(f"<li>assuming that {escape(words)}</li>" for words in _assumptions(proof))
    return (
        f'<div class="lab-label">proof</div><p class="lab-note">{escape(_outcome(proof))}</p>'
        f'<ul class="lab-proof">{items}</ul>'
    )


def _proof(run: "Run | Diagnosis") -> Mapping[str, Any]:
    # A run that was recorded before there were proofs has none.
    proof = getattr(run, "proof", None)
    if proof is not None and not isinstance(proof, Mapping):
        proof = proof.to_dict()
    return proof if isinstance(proof, Mapping) else {}


def _outcome(proof: Mapping[str, Any]) -> str:
    if proof.get("holds"):
        took = proof.get("seconds")
        within = f", in {1000 * took:.1f} ms" if isinstance(took, int | float) else ""
        return f"Proved{within}: no thread of this program can ever go on."
    return f"Not proved: {_line(proof.get('why_not') or 'no reason was given')}."


def _conditions(proof: Mapping[str, Any]) -> Iterator[tuple[bool, str, str]]:
    """Give each condition: whether it holds, its name, and what was seen."""
    for condition in proof.get("conditions") or ():
        if isinstance(condition, Mapping):
            name = _line(condition.get("name")).replace("-", " ")
            yield condition.get("holds") is True, name, _line(condition.get("seen"))


def _assumptions(proof: Mapping[str, Any]) -> list[str]:
    """Return what the proof takes for granted; of one that failed nobody asks."""
    return [_line(one) for one in proof.get("assumes") or ()] if proof.get("holds") else []


def _line(value: object) -> str:
    words = " ".join(clean(str(value)).split())
    return words if len(words) <= _LONGEST else words[:_LONGEST] + " ⋯"
