"""The argument by which a program was called deadlocked, or why it could not be; for a card and for a terminal."""

from typing import TYPE_CHECKING, NamedTuple

from scripts.lab.show.printed import clean

if TYPE_CHECKING:
    from scripts.lab.records.evidence import Proof

_LONGEST = 300


class ShownCondition(NamedTuple):
    """A condition: whether it holds, its name, and what was seen."""

    holds: bool
    name: str
    seen: str

    @property
    def mark(self) -> str:
        """A tick, or a cross."""
        return "✓" if self.holds else "✗"


class ShownProof(NamedTuple):
    """What a proof says, and proof.html is given."""

    outcome: str
    conditions: list[ShownCondition]
    assumes: list[str]


def in_words(proof: "Proof | None") -> ShownProof | None:
    """Return what came of a proof, its conditions, and what it assumes; None where none was tried."""
    if proof is None:
        return None
    conditions = [
        ShownCondition(one.holds, _line(one.name).replace("-", " "), _line(one.seen)) for one in proof.conditions
    ]
    assumes = [_line(one) for one in proof.assumes]
    if proof.holds:
        outcome = f"Proved, in {1000 * proof.seconds:.1f} ms: no thread of this program can ever go on."
        return ShownProof(outcome, conditions, assumes)
    if proof.grade == "part":
        outcome = (
            f"Proved, in {1000 * proof.seconds:.1f} ms, of the stuck processes as if they were a program by "
            f"themselves. Not of the whole program: {_line(proof.why_not or '')}."
        )
        return ShownProof(outcome, conditions, assumes)
    # Of a proof that failed no reader asks what it takes for granted.
    return ShownProof(f"Not proved: {_line(proof.why_not or 'no reason was given')}.", conditions, [])


def assuming(proof: "Proof | None") -> str:
    """Return what a verdict that was proved rests on, to stand beside it; empty where nothing was proved."""
    shown = in_words(proof)
    if shown is None or not shown.assumes:
        return ""
    return "assuming that " + "; that ".join(shown.assumes)


def as_text(proof: "Proof | None") -> str:
    """Return a proof as lines; empty where none was tried."""
    shown = in_words(proof)
    if shown is None:
        return ""
    lines = [shown.outcome]
    lines += [f"  {one.mark} {one.name} · {one.seen}" for one in shown.conditions]
    lines += [f"  assuming that {words}" for words in shown.assumes]
    return "\n".join(lines)


def _line(text: str) -> str:
    words = " ".join(clean(text).split())
    return words if len(words) <= _LONGEST else words[:_LONGEST] + " ⋯"
