"""The files of results/: each is of a demo as it is now, went as declared, and names no folder of a machine."""

import json
import os
import re

import pytest

from scripts.lab import catalogue, expectations
from scripts.lab.recorder.check import check
from scripts.lab.recordings import files
from scripts.lab.recordings.lookup import as_on, versions
from scripts.lab.show.cards.run import as_html
from scripts.lab.versions import STUDIED, Version
from tests.conftest import SEED
from tests.demos.rotation import in_continuous_integration
from tests.lab.show.made_up import Elements

MOST_BYTES = 3_000_000

every_recorded_demo = pytest.mark.parametrize("demo", files.demos())


def test_all_of_it_is_of_the_demos_of_today() -> None:
    complaints = check(sample=0)
    assert not [line for line in complaints if "not recorded" not in line], "\n".join(complaints)


def test_a_sample_of_runs_goes_as_it_was_recorded() -> None:
    sample = 40 if in_continuous_integration(os.environ) else 8
    complaints = [line for line in check(sample=sample, seed=int(os.environ[SEED])) if "not recorded" not in line]
    assert complaints == [], "\n".join(complaints)


def test_every_demo_is_recorded() -> None:
    assert [one.name for one in catalogue.demos()] == list(files.demos())


def test_every_line_was_recorded_and_a_free_threaded_build() -> None:
    assert [line for line in STUDIED if line not in {Version(one).line for one in versions()}] == []
    assert any(Version(one).free_threaded for one in versions())


def test_it_stays_small() -> None:
    assert sum(file.stat().st_size for file in files.RESULTS.glob("**/*.json")) < MOST_BYTES


@every_recorded_demo
def test_it_went_as_is_declared_today(demo: str) -> None:
    found = catalogue.find(demo)
    for outcome in files.outcomes(demo):
        for name in outcome.interpreters:
            run = as_on(demo, outcome, name)
            declared = expectations.declared(
                found, run.python, Version(run.python).free_threaded, "linux", outcome.arguments
            )
            assert declared is not None, f"{demo} {outcome.arguments}: nothing is declared for {name}"
            assert expectations.judge(run, declared) == [], f"{demo} {outcome.arguments} on {name}"


@every_recorded_demo
def test_nothing_of_it_tells_how_the_machine_is_laid_out(demo: str) -> None:
    text = (files.RESULTS / f"{demo}.json").read_text(encoding="utf-8")
    assert re.findall(r"[^\s\"']*(?:/home/|/root/|/opt/|/usr/(?!bin/false)|/Users/)[^\s\"']*", text) == []


@every_recorded_demo
def test_each_interpreter_gave_one_outcome_and_the_file_is_as_it_would_be_written(demo: str) -> None:
    outcomes = files.outcomes(demo)
    given = [(*one.arguments, "on", name) for one in outcomes for name in one.interpreters]
    assert len(given) == len(set(given)) > 0
    file = files.RESULTS / f"{demo}.json"
    assert json.loads(file.read_text(encoding="utf-8")) == json.loads(files.as_written(demo, outcomes))
    assert set(files.interpreters()) >= {name for one in outcomes for name in one.interpreters}


def test_a_recorded_run_says_where_and_when_it_was() -> None:
    (outcome, *_) = files.outcomes("context-mismatch/one_context")
    name = next(iter(outcome.interpreters))
    run, where = as_on("context-mismatch/one_context", outcome, name), files.interpreters()[name]
    text = Elements(as_html(run)).text
    assert f"recorded {where.date} on {where.place}" in text
    assert "measured in this build" not in text and "live" not in text
    assert "stand-ins" in text
