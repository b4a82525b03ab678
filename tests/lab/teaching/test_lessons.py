"""The pages as lessons: what is read from them, and that what a teacher needs stands in each."""

import re
from pathlib import Path

import pytest

from scripts.lab.catalogue import ROOT
from scripts.lab.errors import InvalidRequest
from scripts.lab.teaching import lessons as module
from scripts.lab.teaching.lessons import Question, Step, lesson, lessons

PAGE = """# A hazard

**hangs** · Linux · 20 minutes

After this page you can

- say *what* hangs;
- mend it.

You need nothing.

```{code-cell} ipython3
:tags: [remove-input]

predict(
    "What happens?",
    {
        "a": "Right. So it is.",
        "b": "Wrong. It is *not*.",
    },
)
```

:::{admonition} Instructor notes
:class: dropdown

*Ask* (5): who
hangs? *Demo* (15): run it. *Exercise* (10, outside the 20), in pairs.

*Cut*: everything.
:::
"""


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(module, "CHAPTERS", tmp_path)
    return tmp_path


def test_a_page_is_read(pages: Path) -> None:
    (pages / "hazard.md").write_text(PAGE)
    (found,) = lessons()
    assert (found.page, found.title, found.minutes, found.cut) == ("hazard", "A hazard", 20, "everything.")
    assert found.objectives == ["say *what* hangs", "mend it"]
    assert found.questions == [Question("What happens?", [("b", "It is *not*.")])]
    assert found.steps == [
        Step("Ask", 5, False, "who hangs?"),
        Step("Demo", 15, False, "run it."),
        Step("Exercise", 10, True, "in pairs."),
    ]
    assert found.exercise_minutes == 10


def test_an_objective_in_a_sentence(pages: Path) -> None:
    said = "**After this page** you can mend it. **You need to know** nothing."
    (pages / "hazard.md").write_text(f"# A\n\n**hangs** · Linux · 20 minutes\n\n{said}\n")
    assert lesson("hazard").objectives == ["mend it"]
    assert lessons() == []


def test_what_is_refused(pages: Path) -> None:
    (pages / "hazard.md").write_text("# A\n\nNothing.\n")
    with pytest.raises(InvalidRequest, match="does not say its minutes"):
        lesson("hazard")
    with pytest.raises(InvalidRequest, match="no page 'other'"):
        lesson("other")


@pytest.mark.parametrize("one", lessons(), ids=lambda one: one.page)
def test_a_page_has_what_a_teacher_needs(one: module.Lesson) -> None:
    assert one.objectives, "After this page you can …"
    assert {"Ask", "Demo"} <= {step.kind for step in one.steps}
    assert sum(step.minutes for step in one.steps if not step.outside) == one.minutes
    assert one.cut, "*Cut*: what to leave out when late"


def test_every_page_with_predictions_is_a_lesson() -> None:
    asking = {path.stem for path in (ROOT / "chapters").glob("*.md") if "\npredict(" in path.read_text()}
    assert asking <= {one.page for one in lessons()}


def test_the_front_page_says_the_same_minutes() -> None:
    text = (ROOT / "intro.md").read_text(encoding="utf-8")
    said = re.findall(r"^\| \[.*?\]\(chapters/([\w-]+)\.md\) \|.*\| (\d+) \|$", text, re.MULTILINE)
    assert len(said) > 10
    assert {page: int(number) for page, number in said} == {page: module.minutes(page) for page, _ in said}
