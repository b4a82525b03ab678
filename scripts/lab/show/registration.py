"""Tells IPython how a Run, a Diagnosis and the runs of many interpreters look; they do not know it themselves.

It is told by name, so that nothing is imported before there is something to show.
"""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scripts.lab.records.answer import Answer
    from scripts.lab.records.diagnosis import Diagnosis
    from scripts.lab.records.run import Run
    from scripts.lab.show.displayable import Displayable


def register() -> None:
    """Tell the IPython that this code runs in, a kernel's or a terminal's; elsewhere do nothing."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is None:
        return
    bundles = shell.display_formatter.mimebundle_formatter
    for (module, name), look in _LOOKS.items():
        bundles.for_type_by_name(module, name, _bundle(look))


def _bundle(look: "Callable[..., Displayable]") -> Callable[..., dict[str, str]]:
    return lambda shown: look(shown)._repr_mimebundle_()


def _run(done: "Run") -> "Displayable":
    from scripts.lab.show.cards.run import as_html, as_text
    from scripts.lab.show.displayable import Displayable

    return Displayable(as_html(done), as_text(done))


def _diagnosis(seen: "Diagnosis") -> "Displayable":
    from scripts.lab.show.cards.diagnosis import as_html, as_text
    from scripts.lab.show.displayable import Displayable

    return Displayable(as_html(seen), as_text(seen))


def _answer(given: "Answer") -> "Displayable":
    from scripts.lab.show.cards.exercise import answer

    return answer(given)


def _everywhere(done: Any) -> "Displayable":
    from scripts.lab.show.tables.outcomes import across

    return across(done.runs, done.absent, done.recorded, done.known)


def _by_version(done: Any) -> "Displayable":
    from scripts.lab.show.tables.outcomes import signs

    return signs(done.runs, done.absent, done.recorded, done.known)


_LOOKS: "dict[tuple[str, str], Callable[..., Displayable]]" = {
    ("scripts.lab.records.run", "Run"): _run,
    ("scripts.lab.records.diagnosis", "Diagnosis"): _diagnosis,
    ("scripts.lab.records.answer", "Answer"): _answer,
    ("scripts.lab.show.tables.outcomes", "Everywhere"): _everywhere,
    ("scripts.lab.show.tables.outcomes", "ByVersion"): _by_version,
}
"""How a class looks, by its module and name."""
