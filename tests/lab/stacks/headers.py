"""What the headers of an interpreter say, printed by a program that is compiled with them."""

import shutil
import subprocess
from pathlib import Path

import pytest

from scripts.lab.interpreters import Interpreter

SOURCES = Path(__file__).parent


def printed(interpreter: Interpreter, source: str, folder: Path) -> list[list[str]]:
    """Compile a source of this folder into another, run it, and give the words of each line that it prints.

    Skips the test where there is no compiler, or the interpreter has brought no headers.
    """
    question = "import sysconfig; print(sysconfig.get_path('include'))"
    include = Path(subprocess.check_output([interpreter.executable, "-c", question], text=True).strip())
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or not (include / "internal").is_dir():
        pytest.skip(f"no compiler, or no headers in {include}")
    printer = folder / "printer"
    folders = [f"-I{include}", f"-I{include / 'internal'}"]
    if include.is_relative_to("/usr/include"):
        folders.append("-I/usr/include")  # where Debian has pyconfig.h
    subprocess.run([compiler, "-w", *folders, "-o", printer, SOURCES / source], check=True)
    return [line.split() for line in subprocess.check_output([printer], text=True).splitlines()]
