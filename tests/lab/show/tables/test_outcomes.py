"""How many runs ended: the strip of versions, the grid of runs, and signs alone."""

from scripts.lab.show.tables.outcomes import across, grid, signs
from scripts.lab.show.verdict import Outcome
from tests.lab.show.made_up import TRACEBACK, Elements, made_up

DEAD = {"stdout": "", "measurements": {"child_exit_code": -11}}
REFUSED = {"exit_code": 1, "stdout": "", "stderr": TRACEBACK}


def test_versions_stand_in_their_order_with_the_absent_and_the_recorded() -> None:
    shown = across(
        [
            made_up(python="3.13.0t", pid=5, **REFUSED),
            made_up(python="3.13.0", pid=4, **REFUSED),
            made_up(python="3.9.18", pid=3, **DEAD),
        ],
        absent=["3.8"],
        recorded=[made_up(python="3.10.13", pid=2, recorded="another machine", **DEAD)],
    )
    assert shown.text.split("\n\n")[0] == (
        "3.8      ○ not here\n"
        "3.9.18   ✖ child: SIGSEGV\n"
        "3.10.13  ✖ child: SIGSEGV (recorded)\n"
        "3.13.0   ◆ RuntimeError\n"
        "3.13.0t  ◆ RuntimeError"
    )
    for text in (shown.text, Elements(shown.html).text):
        # The legend says once what each sign means, and the fold has each run's command and process id.
        assert text.count("exit code 0, and its child was killed by SIGSEGV") == 1
        assert "not on this machine" in text
        assert "3.10.13: recorded 2026-03-01 on another machine, not run here" in text
        for process in (3, 4, 5):
            assert f"process {process} ·" in text
        assert "process 2 ·" not in text  # the number stands for one of another time


def test_a_table_has_a_run_in_every_cell() -> None:
    methods = ("fork", "spawn")
    cells = {
        ("fork", "fork"): made_up(pid=1, command="python x.py fork fork"),
        ("fork", "spawn"): made_up(pid=2, command="python x.py fork spawn", **DEAD),
        ("spawn", "spawn"): made_up(pid=3, command="python x.py spawn spawn"),
        ("spawn", "fork"): None,
    }
    shown = grid(methods, methods, cells, "made in", "used in")
    assert shown.text.split("\n\n")[0] == (
        "made in \\ used in  fork        spawn\n"
        "fork               ● exited 0  ✖ child: SIGSEGV\n"
        "spawn              ○ not run   ● exited 0"
    )
    page = Elements(shown.html)
    assert page.open == []
    assert {given["scope"] for given in page.named("th")} == {"col", "row", "colgroup"}
    for text in (shown.text, page.text):
        for method in methods:
            assert f"python x.py {method} spawn" in text
        assert "made in fork, used in spawn" in text
        assert "process 2 ·" in text
    # A keyboard opens a fold by itself; the table scrolls where it must, and is reached too.
    assert page.named("summary")
    assert page.having("lab-wide")[0]["tabindex"] == "0"


def test_many_recorded_runs_are_counted_and_marked_and_few_are_named() -> None:
    columns = [f"task {number}" for number in range(6)]

    def shown(recorded: int) -> str:
        runs = [made_up(recorded="another machine" if number < recorded else None) for number in range(6)]
        cells = {("row", column): run for column, run in zip(columns, runs, strict=True)}
        return grid(["row"], columns, cells, "worker", "given").text

    assert "5 of 6 runs, on tinted ground (*): recorded 2026-03-01 on another machine, not run here" in shown(5)
    assert shown(5).count("● exited 0 *") == 5
    assert "worker row, given task 0: recorded 2026-03-01 on another machine" in shown(1)
    assert "All: recorded" in shown(6)


def test_signs_stand_alone_and_are_explained_once() -> None:
    shown = signs(
        {
            "puts in __del__": [made_up(python="3.13.0", pid=2, **DEAD), made_up(python="3.9.18", pid=1, **DEAD)],
            "appends in __del__": [made_up(python="3.9.18", pid=3), made_up(python="3.13.0", pid=4, expected=False)],
        },
        absent=["3.8"],
    )
    assert shown.text.split("\n\n")[0] == (
        "the program         3.8  3.9.18  3.13.0\n"
        "puts in __del__     ○    ✖       ✖\n"
        "appends in __del__  ○    ●       ●!"
    )
    page = Elements(shown.html)
    assert page.open == []
    assert page.text.count("exit code 0, and its child was killed by SIGSEGV") == 1
    # A reader who hears the table hears the word in each cell; and what went otherwise says so.
    assert page.text.count("child: SIGSEGV") == 3
    assert page.text.count("NOT as expected") == 1
    for process in (1, 2, 3, 4):
        assert f"process {process} ·" in page.text and f"process {process} ·" in shown.text


def test_a_run_that_went_otherwise_stands_out_in_its_cell() -> None:
    odd = made_up(expected=False)
    for shown in (across([odd]), grid(["a"], ["b"], {("a", "b"): odd}, "row", "column")):
        assert Elements(shown.html).having("lab-expected-false")
        assert "NOT as expected" in shown.text.split("\n\n")[0]


def test_a_caught_disaster_is_named_in_the_table() -> None:
    known = {"raised": Outcome("failed", "RuntimeError", "start() raised it")}
    assert "◆ RuntimeError" in across([made_up(stdout="start() raised\n")], known=known).text


def test_nothing_hostile_gets_through() -> None:
    bad = "<script>alert(1)</script>"
    shown = grid([bad], [bad], {(bad, bad): made_up(command=bad, python=bad)}, bad, bad)
    assert not Elements(shown.html).named("script")
    assert not Elements(across([made_up(command=bad, python=bad)], absent=[bad]).html).named("script")
