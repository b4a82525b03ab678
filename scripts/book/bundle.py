"""Write one archive with which the book is built and taught without a network.

    make bundle        writes _build/between-python-processes-LINE-PLATFORM.tar.gz

It holds the sources, the packages of this interpreter and this platform in the folder wheels, and the built site.
Unpacked elsewhere, `make book` and `make notebooks` take the packages from there (`installer.bundled`).
"""

import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from scripts.book import installer

ROOT = Path(__file__).resolve().parents[2]
NAME = "between-python-processes"
REQUIREMENTS = ("requirements.txt", "requirements-notebooks.txt")
LEFT_OUT = ("_build", ".git", installer.WHEELS, "__pycache__", ".ipynb_checkpoints")
"""Of a folder without git: what make, git and Python make."""


def main() -> int:
    """Fetch the packages and write the archive."""
    site = ROOT / "_build" / "html"
    if not (site / "index.html").is_file():
        print("There is no built site: make book first.", file=sys.stderr)
        return 1
    wheels = ROOT / "_build" / installer.WHEELS
    try:
        fetch(wheels)
    except subprocess.CalledProcessError as error:
        said = (error.stdout or b"").decode(errors="replace").strip().splitlines() or ["pip says nothing"]
        print(f"The packages could not be fetched: {said[-1]}", file=sys.stderr)
        return 1
    target = ROOT / "_build" / f"{NAME}-{label(wheels)}.tar.gz"
    write(target, ROOT, wheels, site)
    print(f"The archive is written ({target.stat().st_size >> 20} MiB): {target}")
    return 0


def fetch(wheels: Path) -> None:
    """Put a wheel of each pinned package into a folder. Raises CalledProcessError."""
    shutil.rmtree(wheels, ignore_errors=True)
    wheels.mkdir(parents=True)
    constraints = ROOT / "constraints.txt"
    command = [
        sys.executable,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--no-input",
        "wheel",
        "--progress-bar",
        "off",
    ]
    # The packages that make book installs from source are built here, so that no compiler and no network is asked for.
    source = sorted(installer.FROM_SOURCE) if sys.version_info >= installer.FROM_SOURCE_SINCE else []
    command += ["--only-binary", ":all:", *(["--no-binary", ",".join(source)] if source else [])]
    command += ["--constraint", str(constraints), "--wheel-dir", str(wheels)]
    command += [word for name in REQUIREMENTS for word in ("-r", str(ROOT / name))]
    subprocess.run(
        command,
        check=True,
        cwd=ROOT,
        env=installer.clean_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    made_for = installer.made_for_this(constraints, REQUIREMENTS)
    (wheels / installer.MADE_FOR).write_text(json.dumps(made_for, indent=1) + "\n", encoding="utf-8")


def label(wheels: Path) -> str:
    """Say in a file's name for which interpreter and platform the packages are."""
    made_for = json.loads((wheels / installer.MADE_FOR).read_text(encoding="utf-8"))
    return f"python{made_for['python']}-{made_for['platform']}"


def write(target: Path, root: Path, wheels: Path, site: Path) -> None:
    """Write the archive as a whole: what is interrupted leaves none."""
    part = target.with_name(target.name + ".part")
    try:
        with tarfile.open(part, "w:gz", compresslevel=6) as archive:
            for path in sources(root):
                _add(archive, path, f"{NAME}/{path.relative_to(root).as_posix()}")
            for folder, place in ((wheels, installer.WHEELS), (site, "_build/html")):
                for path in sorted(path for path in folder.rglob("*") if path.is_file()):
                    _add(archive, path, f"{NAME}/{place}/{path.relative_to(folder).as_posix()}")
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def sources(root: Path) -> Iterator[Path]:
    """Give the files of the book: those that git knows, or, without git, all that no command has made."""
    if names := _known_to_git(root):
        yield from (root / name for name in names if (root / name).is_file())
        return
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in LEFT_OUT and not name.startswith(".venv"))
        yield from (Path(folder, name) for name in sorted(files) if not name.endswith((".pyc", ".lock", ".log")))


def _known_to_git(root: Path) -> Sequence[str]:
    if not (root / ".git").exists() or not shutil.which("git"):
        return ()
    done = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=False)
    return [os.fsdecode(name) for name in done.stdout.split(b"\0") if name] if done.returncode == 0 else ()


def _add(archive: tarfile.TarFile, path: Path, name: str) -> None:
    archive.add(path, name, recursive=False, filter=_anonymous)


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Leave out the name of the user that made the archive."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


if __name__ == "__main__":
    sys.exit(main())
