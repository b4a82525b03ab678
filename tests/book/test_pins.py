"""What is installed is what constraints.txt says, no more and no less pinned."""

import re
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.book import test_environment
from tests.book.small_book import ROOT

# Comes with the environment itself, before anything is pinned; nothing of the book imports it.
NOT_PINNED = {"pip"}


def requirements_in(name: str) -> list[Requirement]:
    """Read the requirements of a file, without comments."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line.strip() and not line.lstrip().startswith("#")]


def pins() -> dict[str, str]:
    """Give the version of each package that constraints.txt pins for this interpreter and system."""
    found = {}
    for pin in requirements_in("constraints.txt"):
        if pin.marker is None or pin.marker.evaluate():
            found[canonicalize_name(pin.name)] = str(pin.specifier).removeprefix("==")
    return found


def installed() -> dict[str, str]:
    """Give the version of each package in this environment."""
    return {canonicalize_name(one.metadata["Name"]): one.version for one in metadata.distributions()}


def test_every_installed_package_is_pinned_to_the_version_that_is_installed() -> None:
    there = {name: version for name, version in installed().items() if name not in NOT_PINNED}
    pinned = pins()
    assert {name: pinned.get(name) for name in there} == there


def test_what_is_exempt_from_pinning_is_really_there_and_not_pinned() -> None:
    assert set(installed()) >= NOT_PINNED
    assert not set(pins()) & NOT_PINNED


def test_constraints_pin_exact_versions_only() -> None:
    for pin in requirements_in("constraints.txt"):
        assert re.fullmatch(r"==[^*,]+", str(pin.specifier)), pin


@pytest.mark.parametrize("name", sorted(path.name for path in ROOT.glob("requirements*.txt")))
def test_pins_satisfy_what_is_asked_for(name: str) -> None:
    pinned = pins()
    for wanted in requirements_in(name):
        version = pinned.get(canonicalize_name(wanted.name))
        assert version is not None, f"{wanted.name} is not pinned: make lock"
        assert wanted.specifier.contains(version), f"{wanted} is pinned to {version}: make lock"


def test_no_index_is_named() -> None:
    for path in [ROOT / "constraints.txt", *ROOT.glob("requirements*.txt")]:
        assert not re.search(r"https?:|--(extra-)?index-url|--find-links", path.read_text(encoding="utf-8")), path


def test_what_is_installed_from_source_is_looked_at_again_when_its_pin_moves() -> None:
    pinned = pins()
    for name, version in test_environment.installer.FROM_SOURCE.items():
        assert pinned[name] == version, f"does {name} {pinned[name]} still lack a wheel? See installer.py"
