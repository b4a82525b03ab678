"""No page shows new code above old output, whoever calls the build and whatever became of the last one."""

from pathlib import Path

import pytest

from scripts.book import freshness
from tests.book.small_book import SmallBook

FIRST = ["first-hazard", "intro"]
BOTH = ["first-hazard", "second-hazard", "intro"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> SmallBook:
    """A book that has been built; every test leaves it built and fresh again."""
    book = SmallBook(tmp_path_factory.mktemp("a book with ümläuts"))
    first = book.build()
    assert first.exit_code == 0, first.text
    assert first.pages == BOTH
    return book


def test_nothing_runs_again_when_nothing_changed(built: SmallBook) -> None:
    again = built.build("-W")
    assert again.exit_code == 0, again.text
    assert again.pages == []


@pytest.mark.parametrize(
    ("changed", "pages"),
    [
        ("scripts/demos/first_hazard/demo.py", FIRST),
        ("results/first-hazard/3.11.7.json", FIRST),
        ("scripts/lab/runner.py", BOTH),
    ],
)
def test_what_depends_on_a_change_runs_again(built: SmallBook, changed: str, pages: list[str]) -> None:
    built.write(changed, "print(6 * 7, 'is new')\n")
    after = built.build()
    assert after.exit_code == 0, after.text
    assert after.pages == pages
    assert "42 is new" in built.page("first")


def test_a_failed_cell_fails_every_build_until_it_is_mended(built: SmallBook) -> None:
    whole = (built.root / "chapters/first-hazard.md").read_text(encoding="utf-8")
    built.write_chapter("first", "assert 1 == 2, 'a claim that does not hold'")
    assert built.build("-W").exit_code != 0
    second = built.build()
    assert second.exit_code != 0
    assert second.pages == ["first-hazard"]
    assert "a claim that does not hold" in second.text

    built.write("chapters/first-hazard.md", whole)
    mended = built.build("-W")
    assert mended.exit_code == 0, mended.text
    assert mended.pages == ["intro"]  # what the first hazard's page showed before the fault was kept


def test_a_build_with_a_warning_is_not_up_to_date(built: SmallBook) -> None:
    whole = (built.root / "chapters/second-hazard.md").read_text(encoding="utf-8")
    built.write_chapter("second", "print('all is well')", prose="A [link](nowhere.md) to nowhere.")
    assert built.build().exit_code == 0
    again = built.build("-W", "--keep-going")
    assert again.exit_code != 0
    assert "nowhere" in again.text
    assert again.pages == []

    built.write("chapters/second-hazard.md", whole)
    mended = built.build("-W")
    assert mended.exit_code == 0, mended.text
    assert mended.pages == ["second-hazard", "intro"]


def test_a_page_that_left_the_book_leaves_the_site(built: SmallBook) -> None:
    built.write_chapter("third", "print('for a while')")
    built.list_chapters("first", "second", "third")
    assert built.build().exit_code == 0
    assert "for a while" in built.page("third")

    built.list_chapters("first", "second")
    assert built.build("-W").exit_code == 0
    assert not list((built.root / "_build" / "html").glob("**/third-hazard*"))


def test_what_no_person_wrote_counts_for_nothing(tmp_path: Path) -> None:
    for name in ("demo.py", "__pycache__/demo.cpython-311.pyc", ".demo.py.swp", "demo.py~"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    assert [path.name for path in freshness.files_under(tmp_path)] == ["demo.py"]


@pytest.mark.parametrize(
    ("path", "depends"),
    [
        ("scripts/demos/first_hazard/demo.py", True),
        ("scripts/demos/second_hazard/demo.py", False),
        ("scripts/demos/third_hazard/named.py", True),
        ("results/second-hazard.json", False),
        ("results/machine.json", True),
        ("scripts/lab/second_hazard.py", True),
    ],
)
def test_a_chapter_depends_on_its_own_hazard_and_on_those_it_names(tmp_path: Path, path: str, depends: bool) -> None:
    for hazard in ("first_hazard", "second_hazard", "third_hazard"):
        (tmp_path / "scripts" / "demos" / hazard).mkdir(parents=True)
    page = tmp_path / "first-hazard.md"
    page.write_text('run("third-hazard/named")')
    chosen = freshness.depends_on(tmp_path, "chapters/first-hazard", page, {path: "a digest"})
    assert (path in chosen) is depends


@pytest.mark.parametrize("page", ["intro", "chapters/how-this-was-built"])
def test_a_page_about_the_whole_book_depends_on_everything(tmp_path: Path, page: str) -> None:
    (tmp_path / "scripts" / "demos" / "a_hazard").mkdir(parents=True)
    everything = {"scripts/demos/a_hazard/demo.py": "a digest"}
    assert everything.items() <= freshness.depends_on(tmp_path, page, tmp_path / "x", everything).items()


def test_a_page_depends_on_a_data_file_of_the_chapters_that_it_names(tmp_path: Path) -> None:
    for name in ("named.toml", "other.toml"):
        (tmp_path / "chapters").mkdir(exist_ok=True)
        (tmp_path / "chapters" / name).write_text("")
    page = tmp_path / "chapters" / "a-page.md"
    page.write_text("What is in `chapters/named.toml`.\n")
    found = freshness.depends_on(tmp_path, "chapters/a-page", page, freshness.digests(tmp_path))
    assert "chapters/named.toml" in found and "chapters/other.toml" not in found
