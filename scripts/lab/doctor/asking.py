"""A few lines of Python, run in a process of their own, where they can hurt nothing."""

import subprocess
import sys


def printed_by(code: str, *arguments: str, isolated: bool = True, seconds: float = 60) -> str:
    """Run a few lines in a process of its own and give what they print; nothing where that takes too long."""
    options = ["-I", "-S"] if isolated else ["-P"]
    try:
        return subprocess.run(
            [sys.executable, *options, "-c", code, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
            encoding="utf-8",
            errors="replace",
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""
