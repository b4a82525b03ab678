"""The built site: its pages are there, what they refer to is there, and nothing of it is elsewhere."""

import gzip
import json
import re
import stat
import sys
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import yaml

from scripts.lab import versions
from tests.book.pages import Page, page_names
from tests.book.small_book import ROOT

MOST_BYTES, MOST_COMPRESSED_BYTES = 1_000_000, 120_000


@pytest.mark.parametrize("name", page_names())
def test_a_page_is_there_with_one_title(site: Path, name: str) -> None:
    assert Page(site / f"{name}.html").headings.count("h1") == 1


@pytest.mark.parametrize("name", page_names())
def test_what_a_page_links_to_in_the_site_is_there(site: Path, name: str) -> None:
    page = Page(site / f"{name}.html")
    for link in page.links:
        parts = urlsplit(link)
        if parts.scheme:
            continue
        target = page.path.parent / unquote(parts.path) if parts.path else page.path
        assert target.is_file(), link
        if parts.fragment and target.suffix == ".html":
            assert unquote(parts.fragment) in Page(target).identifiers, link


def test_an_address_that_was_once_published_still_leads_somewhere(site: Path) -> None:
    addresses = Path(__file__).with_name("old_anchors.txt").read_text(encoding="utf-8").split()
    identifiers = {name: Page(site / f"{name}.html").identifiers for name in page_names()}
    lost = [one for one in addresses if one.partition("#")[2] not in identifiers[one.partition("#")[0]]]
    assert lost == []


def test_a_message_on_the_front_page_stands_on_the_page_to_which_it_leads(site: Path) -> None:
    """What a row of a table quotes in `backticks` is on that page; "…" stands for any words."""
    rows = re.findall(
        r"^\| (.*) \| \[.*\]\((\S+?)\.md\S*\) \|$", (ROOT / "intro.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    quoted = [(message, page) for cell, page in rows for message in re.findall(r"`([^`]+)`", cell)]
    assert quoted  # all others stand on the page Find your symptom, in the lines of recorded runs
    for message, page in quoted:
        # Sphinx writes typographic quotes in prose.
        text = " ".join(
            unescape(re.sub(r"<[^>]*>", "", (site / f"{page}.html").read_text(encoding="utf-8")))
            .replace("‘", "'")
            .replace("’", "'")
            .split()
        )
        assert all(part.strip() in text for part in message.split("…")), (message, page)


@pytest.mark.parametrize("name", page_names())
def test_a_page_fetches_nothing_from_elsewhere(site: Path, name: str) -> None:
    page = Page(site / f"{name}.html")
    for resource in page.resources:
        parts = urlsplit(resource)
        assert parts.scheme == "data" or not (parts.scheme or parts.netloc), resource
        assert parts.scheme == "data" or (page.path.parent / unquote(parts.path)).is_file(), resource


@pytest.mark.parametrize("name", page_names())
def test_a_page_offers_to_run_nothing_on_a_server(site: Path, name: str) -> None:
    assert "unpkg" not in (site / f"{name}.html").read_text(encoding="utf-8")


def test_no_style_sheet_fetches_anything_from_elsewhere(site: Path) -> None:
    for sheet in site.glob("**/*.css"):
        text = sheet.read_text(encoding="utf-8")
        assert not re.search(r"""(@import|url\()\s*["']?(https?:)?//""", text), sheet


@pytest.mark.parametrize("name", page_names())
def test_a_page_is_small_and_has_the_style_sheet_of_the_lab_once(site: Path, name: str) -> None:
    page = (site / f"{name}.html").read_bytes()
    assert len(page) < MOST_BYTES
    assert len(gzip.compress(page)) < MOST_COMPRESSED_BYTES
    assert page.count(b"--lab-paper: #ffffff") <= 1


@pytest.mark.parametrize("name", page_names())
def test_a_page_names_no_folder_of_the_machine_that_built_it(site: Path, name: str) -> None:
    text = unescape((site / f"{name}.html").read_text(encoding="utf-8"))
    folders = {f"{ROOT}/", f"{Path.home()}/", f"{sys.base_prefix}/", f"{sys.prefix}/"} - {"//", "/usr/"}
    found = re.findall(r"/[\w./-]+/(?:lib/python3|bin/python)[^\s\"'<]*", text)
    assert [*found, *(folder for folder in sorted(folders) if folder in text)] == []


@pytest.mark.parametrize("name", page_names())
def test_an_image_says_what_it_shows(site: Path, name: str) -> None:
    for image in Page(site / f"{name}.html").images:
        # The theme draws the book's logo with the title beside it.
        if "logo" not in image.get("class", ""):
            assert image.get("alt"), image
            # What MyST-NB puts where a cell gives its figure no words.
            assert not re.search(r"\.(png|svg|jpe?g)$", image["alt"]), image


def test_every_page_with_cells_can_be_downloaded_as_a_notebook_without_outputs(site: Path) -> None:
    for name in page_names():
        source = (ROOT / f"{name}.md").read_text(encoding="utf-8")
        if "{code-cell}" not in source:
            continue
        notebook = site / "_sources" / f"{name}.ipynb"
        assert notebook.is_file(), name
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        assert sum(cell["cell_type"] == "code" for cell in cells) == source.count("```{code-cell}")
        assert not any(cell.get("outputs") for cell in cells)
        links = Page(site / f"{name}.html").links
        assert any(link.endswith(f"_sources/{name}.ipynb") for link in links), f"{name} does not offer it"


def test_every_chapter_is_in_the_table_of_contents() -> None:
    written = {f"chapters/{path.stem}" for path in (ROOT / "chapters").glob("*.md")}
    assert written <= set(page_names())


def test_a_person_and_a_machine_start_the_same_two_commands() -> None:
    assert (ROOT / ".ci" / "run").stat().st_mode & stat.S_IXUSR
    for path in (".ci/run", "README.md"):
        text = (ROOT / path).read_text(encoding="utf-8")
        assert re.search(r"^\s*(\./)?make test$", text, re.MULTILINE), path
        assert re.search(r"^\s*(\./)?make book$", text, re.MULTILINE), path


def test_the_workflow_covers_every_supported_python() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "book.yml").read_text(encoding="utf-8"))
    matrix = workflow["jobs"]["book"]["strategy"]["matrix"]
    assert tuple(matrix["python"]) == versions.BOOK
    assert any("macos" in json.dumps(one) for one in matrix["include"])
