"""What a version says, and conditions on versions, compared with the package that PEP 440 has its reference in."""

import subprocess
from itertools import product

import pytest
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import Version as PackagingVersion

from scripts.lab import interpreters, versions
from scripts.lab.catalogue import ROOT, demos
from scripts.lab.expectations import read
from scripts.lab.versions import Specifiers, Version, line_after

EVERY = [
    f"{line}.{micro}{stage}"
    for line, micro in product([*versions.STUDIED, line_after(versions.STUDIED[-1])], range(31))
    for stage in (["", "a0", "a1", "a10", "b1", "rc1", "rc2"] if micro == 0 else [""])
]
DECLARED = sorted(
    {outcome.python for demo in demos() if demo.expectations.exists() for outcome in read(demo.expectations).outcomes}
)
ORDERS = ("==", "!=", "<", "<=", ">", ">=", "~=")
NAMED = ("3.11", "3.12.0", "3.11.5", "3.12.0a0", "3.12a1", "3.15.0rc1", "3.9.30", "3.10.0.0")
MADE_UP = [f"{order}{named}" for order, named in product(ORDERS, NAMED)] + [
    *("==3.*", "==3.11.*", "!=3.11.*", "==3.11.0.*", "!=3.12.0.*", "~=3.13.8", "~=3.13", "~=3.12.0rc1"),
    *("", ",", ">=3.8,", " >= 3.10 , < 3.12 ", ">=3.11,!=3.11.7,<3.14", "==3.11,==3.12"),
]


def test_the_lines() -> None:
    assert tuple(sorted(versions.STUDIED, key=Version)) == versions.STUDIED
    assert versions.STUDIED[-len(versions.BOOK) :] == versions.BOOK
    for line, following in zip(versions.STUDIED, versions.STUDIED[1:], strict=False):
        assert Version(line).line == line
        assert line_after(line) == following
    assert Version(versions.FREE_THREADED).free_threaded
    assert Version(versions.FREE_THREADED).line in versions.STUDIED


def test_what_a_version_says() -> None:
    version = Version("3.15.0rc2t")
    assert (version.numbers, version.stage, version.free_threaded) == ((3, 15, 0), "rc2", True)
    assert (version.line, version.is_prerelease, str(version)) == ("3.15", True, "3.15.0rc2t")
    assert Version("3.13").first(3) == (3, 13, 0) and Version("3.13.1").first(2) == (3, 13)


def test_a_build_compares_as_its_release() -> None:
    assert Version("3.13.0t") == Version("3.13.0") == Version("3.13")
    assert hash(Version("3.13.0t")) == hash(Version("3.13"))
    assert not Version("3.13.0t") < Version("3.13.0") and Version("3.13.0t") < Version("3.13.1")
    assert Version("3.13.0") != "3.13.0"


def test_versions_are_ordered_as_packaging_orders_them() -> None:
    assert sorted(EVERY, key=Version) == sorted(EVERY, key=PackagingVersion)


@pytest.mark.parametrize(
    "text", ["", "3.", "3.x", "v3.8", "3.8 ", "3.13tt", "3.15.0c1", "3.8.post1", "3.8+local", "٣.٨"]
)
def test_what_is_no_version(text: str) -> None:
    with pytest.raises(ValueError, match="is no version"):
        Version(text)


def test_some_conditions_are_declared() -> None:
    assert len(DECLARED) > 10


@pytest.mark.parametrize("text", [*DECLARED, *MADE_UP])
def test_a_condition_holds_where_packaging_says_so(text: str) -> None:
    try:
        reference = SpecifierSet(text)
    except InvalidSpecifier:
        with pytest.raises(ValueError, match="is no condition"):
            Specifiers(text)
        return
    ours = Specifiers(text)
    assert bool(ours) is bool(str(reference))
    for version in EVERY:
        expected = reference.contains(PackagingVersion(version), prereleases=True)
        assert (Version(version) in ours, Version(f"{version}t") in ours) == (expected, expected), version


@pytest.mark.parametrize(
    "text", ["3.11", "latest", "=>3.11", "~=3", "===3.11", "<3.11.*", "~=3.11.*", ">=3.13t", ">=", ">=3.8;<3.9", "*"]
)
def test_what_is_no_condition(text: str) -> None:
    with pytest.raises(ValueError, match="is no condition"):
        Specifiers(text)


@pytest.mark.parametrize("interpreter", interpreters.find(), ids=lambda one: one.version)
def test_every_studied_line_can_read_it(interpreter: interpreters.Interpreter) -> None:
    """The command line asks it before it refuses an interpreter that is too old for the lab."""
    code = (
        "from scripts.lab.versions import BOOK, Specifiers, Version\n"
        "print(Version(BOOK[0]).numbers, Version('3.9') < Version('3.10'), Version('3.12') in Specifiers('>=3.11'))"
    )
    done = subprocess.run(
        [interpreter.executable, "-S", "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert (done.stdout, done.stderr) == (f"{Version(versions.BOOK[0]).numbers} True True\n", "")
