"""What the build adds to pages: the foot, the links to the glossary, and the list of sources."""

import re
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from scripts.book import glossary_links, site_footer, site_only, sources
from tests.book.small_book import ROOT, SmallBook

GLOSSARY = """# Glossary

## Fork

What copies a process.

## GIL

A lock.

## Main guard

A line.

## Page

A piece of memory.

(sources)=
## Sources

% only on the site: {cited-sources}
"""
PROSE = """Two forks, a fork, the GIL, a gil, `fork`, [a fork](https://example.org/fork "About forks") and a page.

## Fork

Below the main
guard stands [the manual](https://man7.org/linux/man-pages/man2/fork.2.html)."""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> SmallBook:
    book = SmallBook(tmp_path_factory.mktemp("book"))
    book.write("chapters/glossary.md", GLOSSARY)
    book.write_chapter("first", "print('first')", prose=PROSE)
    book.write_chapter("second", "print('a fork')", prose="[A fork](glossary.md#fork), and then a fork. queue.py")
    book.list_chapters("first", "second")
    book.write("_toc.yml", (book.root / "_toc.yml").read_text() + "\n  - file: chapters/glossary\n")
    config = (book.root / "_config.yml").read_text(encoding="utf-8")
    # Only so much of the issues as nothing cites.
    book.write("_config.yml", config.replace('book_repository: ""', "book_repository: https://example.org/a/book/"))
    book.write("chapters/cpython-issues.toml", "")
    done = book.build("-W")
    assert done.exit_code == 0, done.text
    return book


def terms_of(page: str) -> list[tuple[str, str]]:
    found = re.findall(r'<a class="term[^>]*href="([^"]*)"><span[^>]*>([^<]*)<', page)
    return [(" ".join(words.split()), target) for target, words in found]


def test_the_first_use_of_a_term_is_linked_and_no_other_one(book: SmallBook) -> None:
    assert terms_of(book.page("first")) == [
        ("forks", "glossary.html#fork"),
        ("GIL", "glossary.html#gil"),
        ("main guard", "glossary.html#main-guard"),
    ]
    # Linked by hand before, and in the output of a cell.
    assert terms_of(book.page("second")) == []
    assert terms_of((book.root / "_build/html/chapters/glossary.html").read_text()) == []


def test_a_term_that_is_linked_by_hand_alone_is_in_the_glossary() -> None:
    titles = re.findall(r"^## (.+)$", (ROOT / "chapters/glossary.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert glossary_links.BY_HAND.keys() <= {title.lower() for title in titles}
    assert "Sources" in titles and "Sources" not in glossary_links.terms(ROOT)


def test_the_sources_are_listed_with_the_pages_that_cite_them(book: SmallBook) -> None:
    page = (book.root / "_build/html/chapters/glossary.html").read_text(encoding="utf-8")
    text = re.sub(r"<[^>]*>", "", page[page.index('id="sources"') :])
    assert "fork(2): The first hazard" in text
    assert "About forks: The first hazard" in text
    assert "queue.py" not in page


def test_sources_have_the_names_of_their_kind() -> None:
    assert sources.name("https://github.com/a/b/pull/7") == "a/b, pull request 7"
    assert sources.name("https://peps.python.org/pep-0683/") == "PEP 683"
    assert sources.name("https://www.example.org/one/") == "example.org/one"
    assert sources.kind("https://docs.python.org/3/") == "Python's documentation"
    assert sources.kind("https://example.org/") == "Articles and other documentation"


def test_the_foot_leads_to_the_address_that_is_configured(book: SmallBook) -> None:
    page = book.page("first")
    assert "Version: unreleased." in page
    assert 'href="https://example.org/a/book/issues/new?title=chapters%2Ffirst-hazard' in page
    assert 'href="https://example.org/a/book/edit/main/chapters/first-hazard.md"' in page


def test_without_an_address_there_are_no_links() -> None:
    config: Any = SimpleNamespace(book_repository="", book_branch="main", book_version="1", book_commit="")
    assert site_footer.links(config, "intro", "intro.md") == {}
    assert yaml.safe_load((ROOT / "_config.yml").read_text())["sphinx"]["config"]["book_repository"] == ""


def test_the_commit_is_the_books_own(tmp_path: Path) -> None:
    def git(*words: str) -> str:
        name = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
        return subprocess.run(
            ["git", "-C", str(tmp_path), *name, *words], check=True, capture_output=True, text=True
        ).stdout

    assert site_footer.commit(tmp_path) == ""
    git("init", "-q")
    (tmp_path / "book").mkdir()
    (tmp_path / "page.md").write_text("as it was")
    git("add", "page.md")
    git("commit", "-qm", "Begin")
    assert site_footer.commit(tmp_path) == git("rev-parse", "--short=12", "HEAD").strip()
    assert site_footer.commit(tmp_path / "book") == ""
    (tmp_path / "page.md").write_text("as it is now")
    assert site_footer.commit(tmp_path).endswith(" with changes")


def test_the_version_that_is_cited_is_the_newest_in_the_changelog() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= cited.keys()
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest and newest[1].lower() == cited["version"]
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    assert cited["title"] == config["title"]
    holder = re.search(r"^Copyright \(c\) \d+, (.+)$", (ROOT / "LICENSE").read_text(), re.MULTILINE)
    assert holder and [one["name"] for one in cited["authors"]] == [holder[1]] == [config["author"]]


def test_a_comment_becomes_a_directive_and_moves_no_line() -> None:
    text = "# A title\n\n% only on the site: {nb-exec-table}\n\nA sentence, and % only on the site: {no}.\n% another\n"
    found = site_only.with_directives(text)
    assert found.splitlines()[2:4] == ["```{nb-exec-table}", "```"]
    assert found.replace("```{nb-exec-table}\n```\n", "% only on the site: {nb-exec-table}\n\n") == text


@pytest.mark.parametrize("page", sorted(ROOT.glob("chapters/*.md")), ids=lambda page: page.stem)
def test_jupyterlab_knows_every_directive_of_a_page(page: Path) -> None:
    directives = re.findall(r"^(?:`{3,}|:{3,})\{([a-z-]+)\}", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(directives) <= {"admonition", "code-cell"}, "see scripts/book/site_only.py"
