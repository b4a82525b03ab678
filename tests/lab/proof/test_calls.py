"""The table of system calls: no row is incomplete, no two contradict each other, and each does what it says."""

import os
from collections import Counter
from collections.abc import Iterable

import pytest

from scripts.lab.linux.process import SystemCall
from scripts.lab.proof import calls
from scripts.lab.proof.calls import ALWAYS, CALLS, ENDLESS, MACHINES, UNPROVED, Call, Limit, milliseconds, pointer
from scripts.lab.proof.waits import READERS

HERE = os.uname().machine


def problems(rows: Iterable[Call], readers: Iterable[str]) -> list[str]:
    """What is wrong with a table and with the readers of what its calls wait for."""
    found = []
    for row in rows:
        if row.limit.kind not in ("none", "always", "unproved", "pointer", "milliseconds"):
            found.append(f"{row.name}: nothing is said of its time limit")
        if row.limit.kind in ("pointer", "milliseconds"):
            if row.limit.argument not in range(6):
                found.append(f"{row.name}: a call has no argument {row.limit.argument}")
        elif row.limit.argument is not None:
            found.append(f"{row.name}: a limit of this kind is in no argument")
        if row.x86_64 is None and row.aarch64 is None:
            found.append(f"{row.name}: no machine has it")
        if (row.waits_for is None) is not (row.limit.kind == "unproved"):
            found.append(f"{row.name}: only a call of which nothing is proved waits for nothing known")
        if (row.waits_for == "clock") is not (row.limit.kind == "always"):
            found.append(f"{row.name}: a call waits for the clock if it ends by the clock, and only then")
        if row.waits_for is not None and row.waits_for not in readers:
            found.append(f"{row.name}: nothing reads what it waits for ({row.waits_for})")
    found += [
        f"{name}: two rows have this name" for name, count in Counter(one.name for one in rows).items() if count > 1
    ]
    for machine in MACHINES:
        numbers = Counter(getattr(one, machine) for one in rows if getattr(one, machine) is not None)
        found += [f"{number}: two rows have this number on {machine}" for number, count in numbers.items() if count > 1]
    unused = set(readers) - {row.waits_for for row in rows}
    return found + [f"{reader}: no call waits for it" for reader in sorted(unused)]


def test_every_row_is_complete_and_none_contradicts_another() -> None:
    assert problems(CALLS, READERS) == []


GOOD = Call("good", 1, 2, ENDLESS, "signal")


@pytest.mark.parametrize(
    "row, words",
    [
        (Call("bad", 3, 4, Limit("", None), "signal"), "nothing is said of its time limit"),
        (Call("bad", 3, 4, pointer(6), "signal"), "has no argument 6"),
        (Call("bad", 3, 4, milliseconds(-1), "signal"), "has no argument -1"),
        (Call("bad", 3, 4, Limit("always", 2), "clock"), "is in no argument"),
        (Call("bad", None, None, ENDLESS, "signal"), "no machine has it"),
        (Call("bad", 1, 4, ENDLESS, "signal"), "two rows have this number on x86_64"),
        (Call("bad", 3, 2, ENDLESS, "signal"), "two rows have this number on aarch64"),
        (Call("good", 3, 4, ENDLESS, "signal"), "two rows have this name"),
        (Call("bad", 3, 4, ENDLESS), "waits for nothing known"),
        (Call("bad", 3, 4, UNPROVED, "signal"), "waits for nothing known"),
        (Call("bad", 3, 4, ENDLESS, "clock"), "ends by the clock, and only then"),
        (Call("bad", 3, 4, ALWAYS, "signal"), "ends by the clock, and only then"),
        (Call("bad", 3, 4, ENDLESS, "weather"), "nothing reads what it waits for (weather)"),
    ],
)
def test_a_bad_row_is_refused(row: Call, words: str) -> None:
    assert problems([GOOD], ["signal"]) == []
    assert any(words in problem for problem in problems([GOOD, row], ["signal", "clock"])), words


def test_a_row_says_something_of_its_time_limit() -> None:
    with pytest.raises(TypeError):
        Call("bad", 3, 4)  # type: ignore[call-arg]


def test_a_reader_that_no_call_needs_is_refused() -> None:
    assert problems([GOOD], ["signal", "weather"]) == ["weather: no call waits for it"]


def line(name: str, *arguments: int) -> SystemCall:
    """What the kernel would say of a thread in this call."""
    [row] = [one for one in CALLS if one.name == name]
    six = [*arguments, *[0] * (6 - len(arguments))]
    return SystemCall(" ".join([str(getattr(row, HERE)), *map(hex, six), "0x7ffd00000000", "0x7f8200000000"]))


@pytest.mark.skipif(HERE not in MACHINES, reason="the numbers of this machine's calls are not known")
def test_where_the_time_limit_is() -> None:
    for row in CALLS:
        if getattr(row, HERE) is None:
            continue
        limited = f"waits with a time limit ({row.name})"
        unproved = f"is in a call of which nothing can be proved ({row.name})"
        if row.limit.kind in ("pointer", "milliseconds"):
            assert row.limit.argument is not None
            # The other arguments are of no account.
            without = [0x10] * 6
            without[row.limit.argument] = 0 if row.limit.kind == "pointer" else 0xFFFFFFFF
            assert calls.limit(line(row.name, *without)) is None
            for value in (0x7F0000000000,) if row.limit.kind == "pointer" else (0, 1, 0x7FFFFFFF):
                having = list(without)
                having[row.limit.argument] = value
                assert calls.limit(line(row.name, *having)) == limited
        else:
            expected = {"none": None, "always": limited, "unproved": unproved}[row.limit.kind]
            assert calls.limit(line(row.name, *[0] * 6)) == expected
        assert calls.name(line(row.name)) == row.name


def test_what_is_no_wait_has_words_of_its_own() -> None:
    assert calls.limit(None) == "may not be asked for its system call"
    assert calls.limit(SystemCall("running")) == "is running"
    assert calls.limit(SystemCall("-1 0x7ffd00000000 0x7f8200000000")) == "waits outside any system call"
    unknown = SystemCall("999 0x1 0x2 0x3 0x4 0x5 0x6 0x7ffd00000000 0x7f8200000000")
    assert calls.limit(unknown) == "is in a call of which nothing can be proved (system call 999)"
    assert calls.name(None) is None and calls.name(SystemCall("running")) == "running"


def test_numbers_of_an_unknown_machine() -> None:
    assert calls.numbered("riscv64") == {}
    assert calls.numbered("x86_64")[202].name == "futex"
    assert calls.numbered("aarch64")[98].name == "futex"
