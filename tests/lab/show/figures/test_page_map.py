"""The page map, of made-up runs, and of one that was made."""

import re
import sys
from typing import Any

import pytest

from scripts.lab.errors import InvalidRequest
from scripts.lab.records.run import Run
from scripts.lab.runner import run
from scripts.lab.show.figures.page_map import page_map
from tests.lab.show.made_up import Elements, made_up

PROGRAM, CHILD = 17, 18
PAGE = 4096


def mapping(start_page: int, runs: str, name: str = "") -> dict[str, Any]:
    counts = {letter: sum(map(int, re.findall(rf"(\d+){re.escape(letter)}", runs))) for letter in "osw."}
    return {
        "start": hex(start_page * PAGE),
        "end": hex((start_page + sum(counts.values())) * PAGE),
        "name": name,
        "own": counts["o"],
        "shared": counts["s"],
        "swapped": counts["w"],
        "absent": counts["."],
        "runs": runs,
    }


def account(pid: int, uss_mib: float, faults: int | None = 10) -> dict[str, Any]:
    return {
        "pid": pid,
        "parent": PROGRAM if pid != PROGRAM else 1,
        "rss_bytes": 100 << 20,
        "pss_bytes": 50 << 20,
        "uss_bytes": int(uss_mib * (1 << 20)),
        "private_dirty_bytes": None,
        "shared_bytes": None,
        "swap_bytes": 0,
        "huge_bytes": 0,
        "minor_faults": faults,
        "major_faults": 0,
    }


def marked(**pages: dict[int, list[dict[str, Any]]]) -> Run:
    """A run with a mark for each name: process id to mappings."""
    marks = [
        {
            "name": name,
            "seconds": 0.1 * number,
            "memory": [account(pid, 1 + 60 * number, 10 + 90 * number) for pid in by_pid],
            "pages": [{"pid": pid, "mappings": mappings} for pid, mappings in by_pid.items()],
        }
        for number, (name, by_pid) in enumerate(pages.items())
    ]
    return made_up(marks=marks, pid=PROGRAM, huge_pages="madvise")


FORKED = marked(
    before={PROGRAM: [mapping(100, "512s")], CHILD: [mapping(100, "500s12o"), mapping(1000, "8s100.")]},
    after={PROGRAM: [mapping(100, "512s")], CHILD: [mapping(100, "244s268o"), mapping(1000, "8s4o96.")]},
)


def alt(shown: Any) -> str:
    texts = {picture["aria-label"] for picture in Elements(shown.html).named("svg")}
    assert len(texts) == 1, "the broad and the narrow picture say the same"
    return texts.pop() or ""


def strokes(html: str, colour: str) -> list[list[float]]:
    """The length of each stroke of a colour, picture by picture."""
    found = []
    for picture in re.findall(r"<svg .*?</svg>", html, re.DOTALL):
        ds = [d for d, style in re.findall(r'<path d="([^"]*)"[^>]*style="([^"]*)"', picture) if colour in style]
        longest = max(ds, key=len, default="")
        numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", longest)]
        found.append([numbers[at + 2] - numbers[at] for at in range(0, len(numbers), 4)])
    return found


def test_the_words_say_how_much_was_copied() -> None:
    words = alt(page_map(FORKED, "before", "after"))
    assert "Page map of process 18" in words
    assert "At 'before': 0.0 MiB its own, 2.0 MiB shared." in words
    assert "At 'after': 1.1 MiB its own, 1.0 MiB shared." in words
    # 256 of them shared before; the four that were not there before are no copies.
    assert "256 pages that had been shared became its own, 1.0 MiB." in words


def test_the_picture_has_as_much_colour_as_there_are_pages() -> None:
    shown = page_map(FORKED, "after")
    for own, there in zip(
        strokes(shown.html, "var(--lab-failed)"), strokes(shown.html, "var(--lab-shared)"), strict=True
    ):
        assert sum(own) / sum(there) == pytest.approx(272 / 524, rel=0.01)


def test_it_takes_its_colours_from_the_page() -> None:
    html = page_map(FORKED, "before", "after").html
    pictures = html[html.index("<svg") :]
    assert not re.search(r"#[0-9a-f]{6}", pictures)
    assert Elements(html).open == []


def test_what_stands_at_one_place_is_one_page() -> None:
    """Though the kernel has joined two mappings meanwhile, a third is new, and one has gone."""
    grown = marked(
        before={CHILD: [mapping(100, "10s"), mapping(110, "10s"), mapping(500, "5o")]},
        after={CHILD: [mapping(90, "10o10o10s")]},
    )
    words = alt(page_map(grown, "before", "after"))
    assert "10 pages that had been shared became its own" in words
    text = page_map(grown, "before", "after").text
    assert "          ····················█████\n" in text + "\n"
    assert "████████████████████··········" in text


def test_different_children_are_laid_side_by_side_and_not_compared() -> None:
    two = marked(one={CHILD: [mapping(1, "9s")]}, other={19: [mapping(1, "9o")]})
    words = alt(page_map(two, "one", "other"))
    assert "process 18 and process 19" in words
    assert "became its own" not in words


def test_pages_in_swap_are_named() -> None:
    words = alt(page_map(marked(out={CHILD: [mapping(1, "256w10s")]}), "out"))
    assert "At 'out': 0.0 MiB its own, 0.0 MiB shared, 1.0 MiB in swap." in words


def test_a_mapping_that_was_too_large_to_look_at_is_left_out() -> None:
    large = mapping(10_000, "5s") | {"runs": None}
    assert "0.2 MiB shared" in alt(page_map(marked(here={CHILD: [mapping(1, "50s"), large]}), "here"))


@pytest.mark.parametrize("runs", ["1o1s" * (1 << 17), "262144o", "2o5s1." * 32_768])
def test_a_gibibyte_makes_no_large_file(runs: str) -> None:
    html = page_map(
        marked(before={CHILD: [mapping(1, "262144s")]}, after={CHILD: [mapping(1, runs)]}), "before", "after"
    ).html
    assert len(html) < 150_000
    assert len(html[html.index("<svg") :]) < 120_000


@pytest.mark.parametrize(
    ("call", "complaint"),
    [
        (lambda: page_map(FORKED), "at least one of the run's marks"),
        (lambda: page_map(FORKED, "later"), "has no mark 'later'; it has 'before', 'after'"),
        (lambda: page_map(FORKED, "before", pid=19), "give pid, one of 17, 18"),
        (lambda: page_map(made_up(marks=[{"name": "m", "seconds": 0, "memory": []}]), "m"), r"run\(…, pages=True\)"),
        (
            lambda: page_map(marked(m={PROGRAM: [mapping(1, "1o")], 18: [mapping(1, "1o")], 19: []}), "m"),
            "give pid, one of 17, 18, 19",
        ),
        (lambda: page_map(marked(m={CHILD: [mapping(1, "9.")]}), "m"), "had no memory"),
    ],
)
def test_what_was_not_seen_is_not_shown(call: Any, complaint: str) -> None:
    with pytest.raises(InvalidRequest, match=complaint):
        call()


def test_names_are_words_and_no_elements() -> None:
    hostile = marked(**{"<b>$x$</b>": {CHILD: [mapping(1, "9s")]}})
    page = Elements(page_map(hostile, "<b>$x$</b>").html)
    assert page.open == []
    assert "b" not in {name for name, _ in page.elements}


@pytest.mark.skipif(sys.platform != "linux", reason="the page tables are told by /proc")
def test_the_heap_of_a_real_run() -> None:
    """What gc.freeze() keeps from being copied can be seen: by eye in the picture, here by its words."""
    done = run("copy-on-write/gc_freeze", pages=True)
    names = [f"{kind}: {when}" for kind in ("not_frozen", "frozen") for when in ("forked", "collected")]
    words = alt(page_map(done, *names))
    copied = [float(amount) for amount in re.findall(r"became its own, ([\d.]+) MiB", words)]
    assert copied == pytest.approx(
        [done.measurements["uss_growth_not_frozen_mib"], done.measurements["uss_growth_frozen_mib"]], abs=1
    )
