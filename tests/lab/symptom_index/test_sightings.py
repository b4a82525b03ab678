"""What the recorded runs say of the entries, and that the index knows every message that a demo prints."""

import re
from collections.abc import Iterator

import pytest

from scripts.lab.recordings import files
from scripts.lab.symptom_index import index, sightings
from scripts.lab.symptom_index.index import BadSymptoms, Symptom, symptoms
from scripts.lab.symptom_index.sightings import fragment, ranges, sighting
from scripts.lab.symptom_index.words import matches, plain

MADE_UP = {
    "RuntimeError: no configuration": "a module that fork-versus-spawn/preload_raises writes",
    "FileExistsError: [Errno 17] File exists: ": "a folder that fork-versus-spawn/fails_when_run_again makes twice",
    "AssertionError: 20 != 1": "the test that fork-versus-spawn/patched_in_a_test runs",
}
"""Messages of the demos' own, by their beginning, and where they come from."""
LAST_LINE = re.compile(r"(?:[a-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|BrokenProcessPool|Warning)(?::|$)")
WARNING = re.compile(r"\w+Warning: |Fatal Python error")


def messages() -> Iterator[tuple[str, str, str]]:
    """Each last line of a traceback, warning and fatal error that a recorded run printed: demo, line, whole output."""
    for demo in files.demos():
        for outcome in files.outcomes(demo):
            printed = sightings._ESCAPES.sub("", outcome.run.printed)
            for line in printed.splitlines():
                if LAST_LINE.match(line) or WARNING.search(line):
                    yield demo, line, printed


def test_every_message_of_a_recorded_run_is_in_the_index_or_made_up() -> None:
    patterns, rare = index.forms()
    unknown, made_up = {}, set()
    for demo, line, printed in messages():
        whole = plain(printed)
        allowed = [one._replace(must=()) for one in patterns if all(part.lower() in whole for part in one.must)]
        following = printed.split(line, 1)[1].split("\n")[:4]  # a message of several lines, such as that of spawn.py
        if matches("\n".join([line, *following]), allowed, rare):
            continue
        own = [beginning for beginning in MADE_UP if line.startswith(beginning)]
        made_up.update(own)
        if not own:
            unknown[line] = demo
    assert unknown == {}
    assert made_up == set(MADE_UP), "remove what no demo prints any more"


@pytest.mark.parametrize("symptom", symptoms(), ids=lambda one: one.id)
def test_a_recorded_run_shows_each_entry(symptom: Symptom) -> None:
    seen = sighting(symptom)
    if symptom.origin:
        assert not seen.seen and symptom.words
    else:
        assert seen.seen and seen.versions().startswith("seen on CPython ")
        assert bool(seen.line) is bool(symptom.prints)


def test_a_fragment_that_no_run_prints_is_refused() -> None:
    (one,) = [one for one in symptoms() if one.id == "context-already-set"]
    wrong = Symptom(**{**vars(one), "prints": ("context was never set",)})
    with pytest.raises(BadSymptoms, match="no recorded run of .* prints 'context was never set'"):
        sighting(wrong)


def test_dots_stand_for_any_words() -> None:
    assert fragment("(pid=…) is").search("This process (pid=17) is multi-threaded")
    assert not fragment("(pid=…) is").search("This process (pid=17)")


@pytest.mark.parametrize(
    ("versions", "words"),
    [
        (["3.8.1"], "3.8.1"),
        (["3.8.1", "3.9.1"], "3.8.1 and 3.9.1"),
        (["3.8.1", "3.9.1", "3.10.1"], "3.8.1 to 3.10.1"),
        (["3.8.1", "3.9.1", "3.10.1", "3.13.5t"], "3.8.1 to 3.10.1 and 3.13.5t"),
        (["3.8.1", "3.10.1", "3.13.5t"], "3.8.1, 3.10.1 and 3.13.5t"),
    ],
)
def test_versions_are_joined_to_ranges(versions: list[str], words: str) -> None:
    assert ranges(versions, ["3.8.1", "3.9.1", "3.10.1", "3.11.1", "3.13.5t"]) == words
