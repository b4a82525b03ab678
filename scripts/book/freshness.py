"""What a page's outputs come from: a page is executed again as soon as any of it has changed.

Sphinx looks at a page's own file only, so that a page would go on showing what an earlier version of a
program did. A page depends on:

- every file under scripts/, results/, exercises/ and _static/, except, for a chapter, what belongs to hazards that it
  does not speak of;
- the page itself, _config.yml, _toc.yml and constraints.txt;
- a file chapters/NAME.toml that it names;
- the interpreter that builds the book;
- every other page, and the index by symptom, if it is about the whole book.
"""

import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

DEPENDED_ON = ("scripts", "results", "exercises", "_static")
SYMPTOMS = "chapters/symptoms.toml"
SHARED = ("_config.yml", "_toc.yml", "constraints.txt")


def read_record(record: Path) -> dict[str, Any]:
    """Read what an earlier build wrote down; nothing at all where the file is missing or damaged."""
    try:
        read = json.loads(record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def of_all_pages(root: Path, sources: Mapping[str, Path], everything: dict[str, str]) -> dict[str, dict[str, str]]:
    """Give for each page what it depends on. sources: the pages' files; everything: see `digests`."""
    found = {page: depends_on(root, page, source, everything) for page, source in sources.items()}
    texts = {f"page {page}": on["the page"] for page, on in found.items()}
    for page, on in found.items():
        if is_about_the_whole_book(root, page):
            on |= {name: value for name, value in texts.items() if name != f"page {page}"}
            if (root / SYMPTOMS).is_file():
                on[SYMPTOMS] = digest(root / SYMPTOMS)
    return found


def digests(root: Path) -> dict[str, str]:
    """Take the digest of each file that any page may depend on, by its path under `root`."""
    found = {"interpreter": f"{sys.version} {sys.executable}"}
    for path in [root / name for name in SHARED if (root / name).is_file()]:
        found[path.name] = digest(path)
    for top in DEPENDED_ON:
        for path in files_under(root / top):
            found[path.relative_to(root).as_posix()] = digest(path)
    for path in sorted((root / "chapters").glob("*.toml")):
        found[path.relative_to(root).as_posix()] = digest(path)
    return found


def files_under(folder: Path) -> Iterator[Path]:
    """Give the files a person wrote: no bytecode, nothing hidden, no editor's backup."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        hidden = any(part.startswith(".") or part == "__pycache__" for part in parts)
        if path.is_file() and not hidden and not path.name.endswith(("~", ".pyc")):
            yield path


def digest(path: Path) -> str:
    """Give the SHA-256 digest of a file's bytes; "unreadable" where the file vanished or may not be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return "unreadable"


def depends_on(root: Path, page: str, source: str | Path, everything: dict[str, str]) -> dict[str, str]:
    """Choose from `everything` what `page`, in the file `source`, depends on, and add the page itself."""
    source = Path(source)
    text = source.read_text(encoding="utf-8", errors="replace") if source.is_file() else ""
    unnamed = [path for path in everything if path.startswith("chapters/") and path not in text]
    everything = {path: value for path, value in everything.items() if path not in unnamed}
    if is_about_the_whole_book(root, page):
        return {**everything, "the page": digest(source)}
    spoken_of = {hazard for hazard in hazards(root) if speaks_of(page, text, hazard)}
    others = hazards(root) - spoken_of
    chosen = {path: value for path, value in everything.items() if not belongs_to(path, others, spoken_of)}
    chosen["the page"] = digest(source)
    return chosen


def is_about_the_whole_book(root: Path, page: str) -> bool:
    """Tell whether a page is no hazard's own: it speaks of all chapters, their run times, the machine."""
    return page.rsplit("/", 1)[-1].replace("-", "_") not in hazards(root)


def hazards(root: Path) -> set[str]:
    """Name the hazards, with underscores: the folders in scripts/demos/."""
    return {path.name for path in (root / "scripts" / "demos").glob("[a-z]*") if path.is_dir()}


def speaks_of(page: str, text: str, hazard: str) -> bool:
    """Tell whether a page is a hazard's own chapter or names a demo of it, as in `some-hazard/some_demo`."""
    dashed = hazard.replace("_", "-")
    return page.rsplit("/", 1)[-1] == dashed or f"{dashed}/" in text or f"{hazard}/" in text


def belongs_to(path: str, others: set[str], spoken_of: set[str]) -> bool:
    """Tell whether a file is about hazards that the page does not speak of, going by the file's path."""
    if path.startswith("scripts/") and not path.startswith("scripts/demos/"):
        return False
    parts = {part.split(".")[0].replace("-", "_").removesuffix("_warm_up") for part in path.split("/")[1:]}
    return bool(parts & others) and not parts & spoken_of


def first_difference(before: dict[str, str] | None, now: dict[str, str]) -> str | None:
    """Say in a few words how two sets of digests differ; None if they do not."""
    if before is None:
        return "not built before"
    for path in sorted(before.keys() | now.keys()):
        if before.get(path) != now.get(path):
            return f"{path} changed"
    return None
