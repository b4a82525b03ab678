"""While a book is built, paths begin in the book or in a library; else they are left as they are."""

from pathlib import Path

import pytest

from scripts.lab.catalogue import ROOT
from scripts.lab.show.cards.run import as_html
from scripts.lab.show.paths import relative
from scripts.lab.show.printed import excerpt
from tests.lab.show.made_up import Elements, made_up

HOME = Path.home()
SHOWN = {
    f'  File "{ROOT}/scripts/demos/a_hazard/a_demo.py", line 3, in use': (
        '  File "scripts/demos/a_hazard/a_demo.py", line 3, in use'
    ),
    '  File "/root/.pyenv/versions/3.11.7/lib/python3.11/multiprocessing/process.py", line 314': (
        '  File "lib/python3.11/multiprocessing/process.py", line 314'
    ),
    "/opt/pythons/usr/lib/python3.13t/threading.py:973: A warning": "lib/python3.13t/threading.py:973: A warning",
    "/usr/lib/python3/dist-packages/numpy/core.py": "lib/python3/dist-packages/numpy/core.py",
    "['/opt/a/lib/python314.zip', '/opt/a/lib/python3.14', 7]": "['lib/python314.zip', 'lib/python3.14', 7]",
    f"{ROOT}/.venv/lib/python3.11/site-packages/gunicorn/a.py": "lib/python3.11/site-packages/gunicorn/a.py",
    f"process: {ROOT}/.venv/bin/python {ROOT}/exercises/one.py spawn": "process: python exercises/one.py spawn",
    "'/opt/pythons/usr/bin/python3.14t' -c 1": "'python3.14t' -c 1",
    f"{HOME}/notes and {HOME}": "~/notes and ~",
    f"{HOME}ed/notes": f"{HOME}ed/notes",
    # What is no path of a library or an interpreter stays.
    "https://docs.python.org/3/lib/python3.html": "https://docs.python.org/3/lib/python3.html",
    "/dev/shm/psm_1 a/b 1/2 /bin/pythonic": "/dev/shm/psm_1 a/b 1/2 /bin/pythonic",
}


@pytest.mark.parametrize("text", SHOWN)
def test_a_page_shows_no_folder_of_the_machine(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOOK_BUILD", "1")
    assert relative(text) == SHOWN[text]
    assert excerpt(f"{text}\n", most_lines=None).joined() == SHOWN[text]
    monkeypatch.delenv("BOOK_BUILD")
    assert relative(text) == text


def test_a_traceback_on_a_card(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOOK_BUILD", "1")
    traceback = f'  File "{ROOT}/exercises/one.py", line 1\n  File "/opt/a/lib/python3.9/queue.py", line 2\n'
    page = Elements(as_html(made_up(stderr=traceback)))
    assert 'File "exercises/one.py", line 1\n  File "lib/python3.9/queue.py", line 2' in page.text
