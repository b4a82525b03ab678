"""Which section of which page shows a demo."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.lab import catalogue, sections
from scripts.lab.sections import Section, anchor, shows

PAGE = """# Context mismatch

```{code-cell} ipython3
# a comment above the first section
strip("context-mismatch/one_context")
```

## One `Pool`, and why

It is about `first_use.py` and `context-mismatch/reloader`.

```{code-cell} ipython3
# a comment is no heading
run(f"{BOOK}/one_context", {"in a word": "pool_initargs"})
```

```{code-cell} ipython3
:tags: [remove-cell]

HERE = {"hidden": "executor_initargs", "too": "address_taken"}
```

(two-of-them)=
<span id="pools"></span>

### 2. Two pools

`address_taken` and `executor_initargs` in words.

```{code-cell} ipython3
run("context-mismatch/executor_initargs")
```

```
run("context-mismatch/lock_as_task")
```
"""
RULES = "# Rules\n\n## All\n\n`context-mismatch/first_use`, `context-mismatch/made_at_import`\n"


@pytest.fixture
def chapters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two pages of the test's own."""
    (tmp_path / "context-mismatch.md").write_text(PAGE)
    (tmp_path / "library-rules.md").write_text(RULES)
    monkeypatch.setattr(sections, "CHAPTERS", tmp_path)


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """Nothing that was read before a test, or in it, is remembered."""
    cached = (sections.shows, sections._text, sections._lines, sections._addresses)
    for one in cached:
        one.cache_clear()
    yield
    for one in cached:
        one.cache_clear()


@pytest.mark.parametrize(
    ("name", "page", "title"),
    [
        ("one_context", "context-mismatch", "One Pool, and why"),
        ("pool_initargs", "context-mismatch", "One Pool, and why"),
        ("first_use", "context-mismatch", "One Pool, and why"),
        ("lock_as_task", "context-mismatch", "2. Two pools"),
        ("executor_initargs", "context-mismatch", "2. Two pools"),
        ("address_taken", "context-mismatch", "One Pool, and why"),
        ("made_at_import", "library-rules", "All"),
    ],
)
def test_a_demo_has_its_section(chapters: None, name: str, page: str, title: str) -> None:
    assert shows(catalogue.find(f"context-mismatch/{name}")) == Section(page, title, anchor(title))


def test_a_demo_that_no_page_shows_has_none(chapters: None) -> None:
    assert shows(catalogue.find("context-mismatch/named_semaphore")) is None


@pytest.mark.parametrize(
    ("address", "title", "target"),
    [
        ("context-mismatch.md", "Context mismatch", "context-mismatch.html"),
        ("context-mismatch.md#context-mismatch", "Context mismatch", "context-mismatch.html#context-mismatch"),
        ("context-mismatch.md#one-pool-and-why", "One Pool, and why", "context-mismatch.html#one-pool-and-why"),
        ("context-mismatch.md#2-two-pools", "2. Two pools", "context-mismatch.html#two-pools"),
        ("context-mismatch.md#two-of-them", "2. Two pools", "context-mismatch.html#two-of-them"),
        ("context-mismatch.md#pools", "2. Two pools", "context-mismatch.html#pools"),
    ],
)
def test_an_address_leads_to_a_heading(chapters: None, address: str, title: str, target: str) -> None:
    found = sections.find(address)
    assert found is not None
    assert (found.title, found.target, found.file) == (title, target, "chapters/context-mismatch.md")


@pytest.mark.parametrize(
    "address",
    [
        "context-mismatch.md#a-comment-is-no-heading",
        "context-mismatch.md#two-pools",
        "context-mismatch",
        "../chapters/context-mismatch.md",
        "no-such-page.md",
        "",
    ],
)
def test_what_is_no_address_leads_nowhere(chapters: None, address: str) -> None:
    assert sections.find(address) is None


def test_a_page_has_a_title_and_what_is_no_page_has_its_name(chapters: None) -> None:
    assert [sections.title(page) for page in ("context-mismatch", "no-page")] == ["Context mismatch", "no-page"]


def test_an_anchor_is_what_the_site_makes_of_a_heading() -> None:
    assert anchor("RuntimeError: A SemLock, and EOFError in 3.14") == "runtimeerror-a-semlock-and-eoferror-in-3-14"
    assert anchor("2. Two pools") == "two-pools"
    assert Section("a-page", "Its title", "").target == "a-page.html"
    assert Section("a-page", "One", "one").target == "a-page.html#one"


def test_the_book_shows_each_demo_somewhere() -> None:
    assert [demo.name for demo in catalogue.demos() if shows(demo) is None] == []
