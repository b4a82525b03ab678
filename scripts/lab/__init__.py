"""The lab: what cells, tests and the shell call.

Names are fetched when they are first used, so that importing costs nothing. In a Jupyter kernel the import also
lets the errors of claims say what was measured.
"""

import sys

_ROOMS = {
    "run": "scripts.lab.runner",
    "Run": "scripts.lab.run_record",
    "diagnose": "scripts.lab.diagnosis",
    "start": "scripts.lab.background",
    "graph": "scripts.lab.show.graph",
    "everywhere": "scripts.lab.many_interpreters",
    "by_version": "scripts.lab.many_interpreters",
    "Senseless": "scripts.lab.errors",
    "CannotRun": "scripts.lab.errors",
    "source": "scripts.lab.show.source",
    "changes": "scripts.lab.show.source",
    "predict": "scripts.lab.show.predict",
    "recorded": "scripts.lab.results",
    "run_or_recorded": "scripts.lab.results",
    "across": "scripts.lab.show.many_runs",
    "grid": "scripts.lab.show.many_runs",
    "side_by_side": "scripts.lab.show.many_runs",
    "below_each_other": "scripts.lab.show.many_runs",
    "Outcome": "scripts.lab.show.verdict",
    "timeline": "scripts.lab.show.timeline",
    "Event": "scripts.lab.show.timeline",
    "page_map": "scripts.lab.show.page_map",
    "memory_use": "scripts.lab.show.memory_use",
    "distributions": "scripts.lab.show.plots",
    "curves": "scripts.lab.show.plots",
    "bars": "scripts.lab.show.plots",
    "figure": "scripts.lab.show.figure",
    "shares": "scripts.lab.show.shares",
    "machine": "scripts.lab.show.machine",
    "not_shown": "scripts.lab.show.machine",
    "as_text": "scripts.lab.show.text",
    "stretched": "scripts.lab.limits",
    "rate_is": "scripts.lab.chance",
    "rate_is_at_least": "scripts.lab.chance",
    "rate_is_at_most": "scripts.lab.chance",
}

__all__ = sorted(_ROOMS)


def __getattr__(name: str) -> object:
    if name in _ROOMS:
        from importlib import import_module

        return getattr(import_module(_ROOMS[name]), name)
    raise AttributeError(f"the lab has no {name!r}; it has {', '.join(__all__)}")


if "IPython" in sys.modules:
    from scripts.lab import claims

    claims.install()
