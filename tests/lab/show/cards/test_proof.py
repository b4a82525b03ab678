"""The argument, or why there is none."""

from scripts.lab.records.evidence import Condition, Proof
from scripts.lab.show.cards.proof import as_text
from scripts.lab.show.cards.run import as_html
from tests.lab.show.made_up import Elements, made_up

PROOF = Proof(
    holds=True,
    conditions=[
        Condition(name="complete", holds=True, seen="2 processes with 3 threads"),
        Condition(name="nothing-pending", holds=True, seen="no signal <pending>"),
    ],
    assumes=["no signal comes from outside"],
    seconds=0.0061,
)
FAILED = PROOF.replace(
    holds=False,
    why_not="process 7 sleeps",
    conditions=[Condition(name="unlimited", holds=False, seen="process 7 sleeps")],
)


def test_a_proof_is_shown_with_its_conditions_and_what_it_assumes() -> None:
    assert as_text(PROOF) == (
        "Proved, in 6.1 ms: no thread of this program can ever go on.\n"
        "  ✓ complete · 2 processes with 3 threads\n"
        "  ✓ nothing pending · no signal <pending>\n"
        "  assuming that no signal comes from outside"
    )
    page = Elements(as_html(made_up(verdict="deadlocked", proof=PROOF)))
    assert page.open == []
    assert "✓ nothing pending no signal <pending>" in page.text
    assert "assuming that no signal comes from outside" in page.text
    assert len(page.having("lab-good")) == 2


def test_a_proof_that_failed_says_why() -> None:
    assert as_text(FAILED) == "Not proved: process 7 sleeps.\n  ✗ unlimited · process 7 sleeps"
    page = Elements(as_html(made_up(verdict="stalled", proof=FAILED)))
    assert len(page.having("lab-killed")) == 1
    assert "assuming" not in page.text


def test_where_no_proof_was_tried_nothing_is_shown() -> None:
    assert as_text(None) == ""
    assert not Elements(as_html(made_up())).having("lab-proof")
