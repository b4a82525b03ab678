"""The lab: what cells, tests and the shell call.

Names are fetched when they are first used, so that importing costs nothing. In IPython the first use also tells it how
what the lab gives is to look, and the import lets the errors of claims say what was measured.
"""

import sys

_ROOMS = {
    "run": "scripts.lab.runner",
    "Run": "scripts.lab.records.run",
    "diagnose": "scripts.lab.diagnosis",
    "start": "scripts.lab.background",
    "graph": "scripts.lab.show.wait_graph.drawing",
    "everywhere": "scripts.lab.many_interpreters",
    "by_version": "scripts.lab.many_interpreters",
    "InvalidRequest": "scripts.lab.errors",
    "LaunchError": "scripts.lab.errors",
    "source": "scripts.lab.show.cards.source",
    "changes": "scripts.lab.show.cards.source",
    "symptoms": "scripts.lab.show.cards.symptoms",
    "exercise": "scripts.lab.exercises.checking",
    "hints": "scripts.lab.exercises.answering",
    "predict": "scripts.lab.show.cards.predict",
    "recorded": "scripts.lab.recordings.lookup",
    "recorded_runs": "scripts.lab.recordings.lookup",
    "run_or_recorded": "scripts.lab.results",
    "across": "scripts.lab.show.tables.outcomes",
    "strip": "scripts.lab.show.tables.strip",
    "grid": "scripts.lab.show.tables.outcomes",
    "side_by_side": "scripts.lab.show.tables.answers",
    "below_each_other": "scripts.lab.show.tables.answers",
    "Outcome": "scripts.lab.show.verdict",
    "timeline": "scripts.lab.show.figures.timeline",
    "Event": "scripts.lab.show.figures.timeline",
    "page_map": "scripts.lab.show.figures.page_map",
    "memory_use": "scripts.lab.show.tables.memory_use",
    "distributions": "scripts.lab.show.figures.distributions",
    "curves": "scripts.lab.show.figures.curves",
    "bars": "scripts.lab.show.figures.bars",
    "shares": "scripts.lab.show.figures.shares",
    "decisions": "scripts.lab.show.figures.decisions",
    "Decision": "scripts.lab.show.figures.decisions",
    "version_map": "scripts.lab.show.figures.versions",
    "version_tables": "scripts.lab.show.tables.versions",
    "version_changes": "scripts.lab.show.version_changes",
    "version_fears": "scripts.lab.show.fears",
    "shipped_pythons": "scripts.lab.show.fears",
    "verdict_sheet": "scripts.lab.show.tables.sheet",
    "timetable": "scripts.lab.show.teaching",
    "lesson_plans": "scripts.lab.show.teaching",
    "learner_needs": "scripts.lab.show.tables.needs",
    "Version": "scripts.lab.versions",
    "version": "scripts.lab.pages",
    "is_from": "scripts.lab.pages",
    "main_is_preloaded": "scripts.lab.pages",
    "frames": "scripts.lab.pages",
    "place": "scripts.lab.pages",
    "has_incremental_collector": "scripts.lab.pages",
    "on_each": "scripts.lab.pages",
    "amounts": "scripts.lab.pages",
    "origin": "scripts.lab.pages",
    "proves": "scripts.lab.pages",
    "machine": "scripts.lab.this_machine",
    "not_shown": "scripts.lab.this_machine",
    "as_text": "scripts.lab.show.cards.run",
    "stretched": "scripts.lab.limits",
    "rate_is": "scripts.lab.chance",
    "rate_is_at_least": "scripts.lab.chance",
    "rate_is_at_most": "scripts.lab.chance",
}

__all__ = sorted(_ROOMS)


def __getattr__(name: str) -> object:
    if name in _ROOMS:
        from importlib import import_module

        from scripts.lab.show.registration import register

        register()
        return getattr(import_module(_ROOMS[name]), name)
    raise AttributeError(f"the lab has no {name!r}; it has {', '.join(__all__)}")


if "IPython" in sys.modules:
    from scripts.lab import claims

    claims.install()
