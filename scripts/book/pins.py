"""Choose the version of every package into constraints.txt, for all supported Pythons and systems at once."""

import argparse
import subprocess
import sys
from pathlib import Path

from scripts.lab.versions import BOOK

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Let uv choose. Versions that are in constraints.txt already stay, unless --upgrade is given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--upgrade", action="store_true", help="take the newest of everything")
    options = parser.parse_args()
    files = sorted(path.name for path in ROOT.glob("requirements*.txt"))
    command = [str(Path(sys.executable).with_name("uv")), "pip", "compile", "--quiet", "--universal"]
    # Which index this machine asks is private, so its address is not written down.
    command += ["--python-version", BOOK[0], "--no-emit-index-url", "--no-emit-find-links"]
    command += ["--custom-compile-command", "make lock", "--output-file", "constraints.txt"]
    command += ["--upgrade"] if options.upgrade else []
    return subprocess.run([*command, *files], cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main())
