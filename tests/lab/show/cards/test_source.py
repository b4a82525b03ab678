"""A program from its file: whole, a part of it, and what changed."""

from pathlib import Path

import pytest

from scripts.lab.errors import InvalidRequest
from scripts.lab.show.cards.source import changes, source
from tests.lab.show.made_up import DEMO, Elements

PROGRAM = '''"""What it does: </pre><script>.

    usage: program.py

Why, in
two lines.
"""

import functools


@functools.cache
def add(a, b):
    """Not folded."""
    return a + b  # <b>


class Thing:
    def speak(self):
        print("hm")
'''


@pytest.fixture
def program(tmp_path: Path) -> str:
    path = tmp_path / "program.py"
    path.write_text(PROGRAM)
    return str(path)


def test_the_whole_program_with_its_docstring_folded(program: str) -> None:
    shown = source(program)
    assert shown.text.endswith(PROGRAM.rstrip("\n"))
    page = Elements(shown.html)
    assert page.open == []
    assert not page.named("script")
    (fold,) = page.having("lab-docstring")
    assert "open" not in fold
    # A paragraph fills the line; what is indented keeps its own.
    assert "Why, in\ntwo lines." in page.text
    assert len(page.named("p")) == 2
    before, after = page.text.split("import functools")
    assert "What it does" in before
    assert '"""' not in before
    assert "Not folded." in after
    assert "return a + b  # <b>" in after


def test_a_part_comes_with_its_decorators_and_without_indentation(program: str) -> None:
    body = source(program, part="add").text.split("\n\n", 1)[1]
    assert body.startswith("@functools.cache\ndef add(a, b):")
    assert body.endswith("# <b>")
    assert source(program, part="Thing.speak").text.endswith('\n\ndef speak(self):\n    print("hm")')


def test_a_missing_part_is_an_error_that_names_the_others(program: str) -> None:
    with pytest.raises(InvalidRequest, match=r"there is no 'minus' in .*; it has add, Thing"):
        source(program, part="minus")


def test_a_demo_is_found_by_its_name() -> None:
    shown = source(DEMO)
    assert shown.text.startswith("scripts/demos/context_mismatch/fork_event_spawn_process.py\n")
    (button,) = Elements(shown.html).having("lab-copy")
    assert button["data-copy"] == "python scripts/demos/context_mismatch/fork_event_spawn_process.py"
    with pytest.raises(InvalidRequest):
        source("context-mismatch/nothing_of_the_kind")


def test_changes_are_what_went_and_what_came(tmp_path: Path) -> None:
    body = "import os\n\n\ndef main():\n    first()\n    second({})\n    third()\n    fourth()\n    fifth()\n"
    (tmp_path / "a.py").write_text('"""One."""\n\n' + body.format('"fork"'))
    (tmp_path / "b.py").write_text('"""Another,\n\nlonger.\n"""\n\n' + body.format('"spawn"'))
    shown = changes(str(tmp_path / "a.py"), str(tmp_path / "b.py"))
    assert shown.text.split("\n\n", 1)[1].split("\n") == [
        "  def main():",
        "      first()",
        '−     second("fork")',
        '+     second("spawn")',
        "      third()",
        "      fourth()",
    ]
    page = Elements(shown.html)
    assert page.open == []
    assert (len(page.named("del")), len(page.named("ins"))) == (1, 1)
    assert "longer" not in page.text


def test_the_same_program_has_no_changes(program: str) -> None:
    assert "The two programs are the same." in changes(program, program).text


def test_what_is_no_python_is_shown_all_the_same_or_refused(tmp_path: Path) -> None:
    newer = tmp_path / "newer.py"
    newer.write_text("this is no python\n")
    assert "this is no python" in source(str(newer)).text
    with pytest.raises(InvalidRequest, match="is not valid Python here"):
        source(str(newer), part="main")
    (tmp_path / "latin.py").write_bytes(b"x = '\xe9'\n")
    with pytest.raises(InvalidRequest, match="is no Python source that can be read"):
        source(str(tmp_path / "latin.py"))
