"""The interpreters: the one that runs the book, and those on which the demos are studied."""

from scripts.lab import interpreters, unusable
from scripts.lab.doctor.report import Check
from scripts.lab.versions import BOOK, FREE_THREADED, STUDIED, Version


def python() -> Check:
    """Can the book be built with the interpreter that runs this?"""
    here = interpreters.running()
    is_cpython = here.implementation == "cpython"
    return Check(
        "Python of the book",
        # The book's own packages need the GIL.
        is_cpython and Version(here.version).line in BOOK and not here.free_threaded,
        f"{'CPython' if is_cpython else here.implementation} {here.version}, {here.executable}",
        f"The lab and the book are tested with CPython {BOOK[0]} to {BOOK[-1]}.",
        unusable.remedy(),
    )


def studied_interpreters(found: list[interpreters.Interpreter]) -> list[Check]:
    """Which of the studied versions are here? What is not, the pages show as recorded elsewhere."""
    why = "Pages run their key demo on it, live; without it they show what was recorded."
    checks = []
    for request in (*STUDIED, FREE_THREADED):
        if request == FREE_THREADED:
            name, here = "free-threaded", [one for one in found if one.free_threaded]
        else:
            name = request
            here = [one for one in found if Version(one.version).line == request and not one.free_threaded]
        what = "; ".join(f"{one.version}, {one.executable}" for one in here) or "not here"
        remedy = f"pyenv install {request}, uv python install {request}, or a path in LAB_PYTHONS."
        checks.append(Check(f"CPython {name}", bool(here), what, why, remedy, needed=False))
    return checks


def listed_interpreters() -> list[Check]:
    """Is everything that LAB_PYTHONS names an interpreter? Otherwise it would be passed over in silence."""
    return [
        Check(path, False, answer.reason, "LAB_PYTHONS names it.", "Correct or unset LAB_PYTHONS.", needed=False)
        for path, answer in interpreters.probe(interpreters.listed()).items()
        if isinstance(answer, interpreters.Refusal)
    ]
