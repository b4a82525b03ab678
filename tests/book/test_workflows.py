"""The workflow that looks at the next line of CPython: it can be read, and its commands are commands."""

import re
import shlex
from typing import Any

import pytest
import yaml

from scripts.__main__ import COMMANDS, _Parser
from scripts.lab.versions import STUDIED, line_after
from tests.book.small_book import ROOT

WORKFLOW = yaml.safe_load((ROOT / ".github" / "workflows" / "newest-python.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = WORKFLOW["jobs"]["diff"]["steps"]
SCRIPTS = [step["run"] for step in STEPS if "run" in step]
COMMAND = re.compile(r"python -m scripts [^|>\n]*")
MAINTAINING = (ROOT / "MAINTAINING.md").read_text(encoding="utf-8")


def commands(text: str) -> list[str]:
    """Give each call of the lab in a shell script or a page, without what a shell or Markdown puts behind it."""
    return [found.split("`")[0].strip() for found in COMMAND.findall(text)]


def test_it_changes_nothing_in_the_repository() -> None:
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert not any(re.search(r"\bgit\b|\bgh\b", script) for script in SCRIPTS)


def test_it_comes_weekly_and_can_be_asked_for() -> None:
    on = WORKFLOW[True]  # YAML 1.1 reads the word "on" as a truth value
    (at,) = on["schedule"]
    assert at["cron"].split()[2:4] == ["*", "*"] and at["cron"].split()[4].isdigit()
    assert "workflow_dispatch" in on


def test_it_takes_the_line_behind_the_newest_studied_one(capsys: pytest.CaptureFixture[str]) -> None:
    programs = re.findall(r"python -c '([^']*)'", "\n".join(SCRIPTS))
    for program in programs:
        exec(program, {})
    assert capsys.readouterr().out.split() == [STUDIED[-1], line_after(STUDIED[-1])]
    (prerelease,) = [step["with"] for step in STEPS if step.get("id") == "next"]
    assert prerelease["allow-prereleases"] is True


@pytest.mark.parametrize("command", [*commands("\n".join(SCRIPTS)), *commands(MAINTAINING)])
def test_each_command_is_one(command: str) -> None:
    name, *words = shlex.split(re.sub(r"\$\{\{.*?\}\}", "3.15", command))[3:]
    parser = _Parser(prog=name)
    COMMANDS[name].options(parser)
    assert parser.parse_known_intermixed_args(words)[1] == []


def test_what_the_steps_of_the_move_name_is_there() -> None:
    named = set(re.findall(r"`((?:chapters|scripts|tests|results|\.github)/[\w./-]+)`", MAINTAINING))
    assert len(named) > 8
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_it_can_be_found(page: str) -> None:
    assert "MAINTAINING.md" in (ROOT / page).read_text(encoding="utf-8")
