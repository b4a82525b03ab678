"""Remove what make made: the site, the environments, the tools' caches.

Standard library only: it needs no environment.
"""

import shutil
import sys
from pathlib import Path

import lock

ROOT = Path(__file__).resolve().parents[2]
MADE = ("_build", "conf.py", ".venv*", ".pytest_cache", ".mypy_cache", ".ruff_cache")


def main():
    """Remove it all, or nothing if another make is at work."""
    environments = {path.name for path in ROOT.glob(".venv*") if path.is_dir()}
    lock_files = sorted({ROOT / f"{name}.lock" for name in environments | {"_build"}} | set(ROOT.glob(".venv*.lock")))
    try:
        # Kept open until the end of this process.
        for lock_file in lock_files:
            lock.hold(lock_file, wait=False)
        found = {path for pattern in MADE for path in ROOT.glob(pattern)}
        found |= {path for top in ("scripts", "tests", "benchmarks") for path in ROOT.glob(f"{top}/**/__pycache__")}
        found |= set(ROOT.glob("**/.ipynb_checkpoints"))
        for path in sorted(found - set(lock_files)):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(str(path), ignore_errors=path.name == "__pycache__")
            elif path.is_symlink() or path.exists():
                path.unlink()
        for lock_file in lock_files:
            lock_file.unlink()
    except lock.Busy as busy:
        print(f"Another make is at work here (it holds {busy}); nothing was removed.", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename} cannot be removed: {error.strerror}.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
