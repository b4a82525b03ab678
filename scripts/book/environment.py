"""Run a command in an environment that holds exactly what constraints.txt says; make it first if need be.

    python3 scripts/book/environment.py [--own] [--with REQUIREMENTS]... COMMAND [ARGUMENT...]

The default interpreter's environment is .venv; with --own it is .venv-VERSION-DIGEST, the digest taken from
the interpreter's path, so that no two interpreters share one. A stamp, written last, says what an environment
was made from. One without a stamp or with another stamp (other pins, an updated interpreter, a moved folder) is
made again from nothing.

What worked keeps working, whatever fails and whatever is killed:

- A new environment is made beside the old one, in .venv.new, and takes its place when it is finished.
- Packages are added in place, which changes none of those that are there, because constraints.txt pins them all.
  First a list of the files that are there is written into the environment. If pip does not finish, then
  this process, or the next one that finds the list, removes every other file.
- If the packages cannot be reached, the command runs in the old environment, and a line says what is old in it.

Standard library only, and readable by old versions of Python, which are to get as far as the line that
refuses them.
"""

import argparse
import contextlib
import errno
import hashlib
import importlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from installer import NO_SPACE, TEMPORARY, Hindrance, Refusal, clean_environment, explain, follow, install, say

ROOT = Path(__file__).resolve().parents[2]
OLDEST = (3, 11)

STAMP = "made-from.json"
FILES_BEFORE = "before-adding.json"
PART = "being-written.part"


def main(arguments):
    """Make the environment, then become the command; gives an exit status only where that fails."""
    parser = argparse.ArgumentParser(description="Run a command in the book's environment.", allow_abbrev=False)
    parser.add_argument("--own", action="store_true", help="not .venv, but an environment of this interpreter's own")
    parser.add_argument("--with", dest="more", action="append", default=[], metavar="REQUIREMENTS")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args(arguments)
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, interrupt)
    hindrance = None
    kept = ""
    try:
        check_interpreter()
        # Only now: the module asks for a system with flock, and check_interpreter has the better words for
        # one without.
        import lock

        folder = ROOT / (own_name() if options.own else ".venv")
        wanted = ["requirements.txt", *options.more]
        lock_file = folder.with_name(folder.name + ".lock")
        while True:
            # Inherited by the command: no other make may renew the environment under it.
            in_use = lock.hold(lock_file, shared=True)
            if is_ready(folder, wanted):
                break
            if hindrance is not None and can_serve(folder, wanted):
                outdated = ", ".join(changes(folder, wanted))
                complain(f"{hindrance} Going on with {folder.name} as it was, although {outdated} changed since.")
                break
            os.close(in_use)
            if hindrance is not None:
                raise hindrance
            making = lock.hold(lock_file)
            if read_stamp(folder) is not None:
                kept = f"{folder.name} stays as it was."
            try:
                make(folder, wanted, making)
            except Hindrance as error:
                hindrance = error
            os.close(making)
    except Refusal as refusal:
        return complain(f"{refusal} {kept}".rstrip())
    except PermissionError as error:
        return complain(f"{error.filename or ROOT} cannot be written: {error.strerror}.")
    except OSError as error:
        return complain(f"{error.filename or ROOT}: {error.strerror}.")
    except KeyboardInterrupt:
        complain(f"Interrupted; {kept or 'the next make starts the environment again.'}")
        return 130

    os.set_inheritable(in_use, True)
    binaries = folder / "bin"
    environment = clean_environment()
    environment["PATH"] = os.pathsep.join([str(binaries), environment.get("PATH", os.defpath)])
    environment["VIRTUAL_ENV"] = str(folder)
    # A kernel that the reader has registered elsewhere under the same name must not win over the
    # environment's.
    environment["JUPYTER_PREFER_ENV_PATH"] = "1"
    command = options.command or ["python"]
    program = shutil.which(command[0], path=str(binaries)) or command[0]
    os.chdir(ROOT)
    try:
        os.execvpe(program, [program, *command[1:]], environment)
    except OSError as error:
        return complain(f"{command[0]}: {error.strerror}.")


def complain(line):
    """Print the one line that says what is wrong; the exit status is 1."""
    print(line, file=sys.stderr, flush=True)
    return 1


def interrupt(number, frame):
    """End as at control-C, so that what is half made is removed."""
    raise KeyboardInterrupt


def check_interpreter():
    """Raise Refusal if this interpreter cannot run the book."""
    this = f"{sys.executable} is {version()}"
    if sys.platform == "win32":
        raise Refusal("The book needs a Unix system: on Windows, use it inside WSL.")
    if sys.implementation.name != "cpython" or sys.version_info < OLDEST:
        raise Refusal(f"The book needs CPython 3.11 or later, and {this}; choose another: PYTHON=python3.13 make book")
    if not getattr(sys, "_is_gil_enabled", lambda: True)():
        raise Refusal(
            f"The book's own packages need an interpreter with the GIL, and {this}, free-threaded; "
            "choose another: PYTHON=python3.13 make book"
        )
    for module in ("venv", "ensurepip"):
        try:
            importlib.import_module(module)
        except ImportError:
            raise Refusal(
                f"{this}, without the module {module}; "
                f"on Debian or Ubuntu: apt install python3.{sys.version_info[1]}-venv"
            ) from None


def version():
    """Give the implementation and its full version, as in CPython 3.11.2."""
    name = {"cpython": "CPython", "pypy": "PyPy"}.get(sys.implementation.name, sys.implementation.name)
    return name + " " + number()


def number():
    """Give the full version alone, as in 3.11.2."""
    return ".".join(map(str, sys.version_info[:3]))


def interpreter_path():
    """Give the path of the interpreter behind any environment or link that it was called through."""
    return os.path.realpath(getattr(sys, "_base_executable", sys.executable))


def own_name():
    """Name this interpreter's own environment."""
    return f".venv-{number()}-{hashlib.sha256(os.fsencode(interpreter_path())).hexdigest()[:8]}"


def digest(path):
    """Give the SHA-256 digest of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def stamp_for(folder, wanted):
    """Say what an environment in `folder` with the packages of the files `wanted` is made from."""
    return {
        "folder": str(folder),
        "interpreter": interpreter_path(),
        "version": sys.version,
        "constraints.txt": digest(ROOT / "constraints.txt"),
        "requirements": {name: digest(ROOT / name) for name in wanted},
    }


def read_stamp(folder):
    """Give an environment's stamp; None if it has none that can be read."""
    try:
        stamp = json.loads((folder / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return stamp if isinstance(stamp, dict) and isinstance(stamp.get("requirements"), dict) else None


def changes(folder, wanted):
    """Name what an environment with a stamp was made from and what is different now.

    Of the files of requirements, only those in `wanted` are compared, and only if they were installed.
    """
    stamp = read_stamp(folder)
    now = stamp_for(folder, [name for name in wanted if name in stamp["requirements"]])
    changed = [part for part in now if part != "requirements" and stamp.get(part) != now[part]]
    return changed + [name for name, its in now["requirements"].items() if stamp["requirements"][name] != its]


def is_current(folder, wanted):
    """Tell whether an environment can be kept, perhaps with more packages added to it."""
    return read_stamp(folder) is not None and (folder / "bin" / "python").exists() and not changes(folder, wanted)


def has_all(folder, wanted):
    """Tell whether an environment with a stamp has the packages of all the files `wanted`, and no half-added ones."""
    return set(wanted) <= set(read_stamp(folder)["requirements"]) and not (folder / FILES_BEFORE).exists()


def is_ready(folder, wanted):
    """Tell whether an environment is current and has the packages of all the files `wanted`."""
    return is_current(folder, wanted) and has_all(folder, wanted)


def can_serve(folder, wanted):
    """Tell whether an environment, even an outdated one, works and has some version of all packages in `wanted`."""
    if read_stamp(folder) is None or not has_all(folder, wanted) or "folder" in changes(folder, wanted):
        return False
    # pip is found only if the interpreter starts and still looks into the environment's own folder of packages.
    command = [str(folder / "bin" / "python"), "-m", "pip", "--version"]
    try:
        return subprocess.run(command, env=clean_environment(), capture_output=True).returncode == 0
    except OSError:
        return False


def why(folder, wanted):
    """Say why an environment is made from nothing."""
    if not folder.exists():
        return "the first time; a minute or two"
    if read_stamp(folder) is None:
        return "the one that is there was never finished, or not made by make"
    if not (folder / "bin" / "python").exists():
        return "the interpreter of the one that is there is gone"
    return f"{', '.join(changes(folder, wanted))} changed"


def make(folder, wanted, lock_descriptor):
    """Make the environment, or add to it what is missing.

    Raises Refusal (a Hindrance if the packages cannot be had at the moment), and whatever interrupts it. Then
    the environment is as it was before.
    """
    repair(folder)
    if is_ready(folder, wanted):
        return
    log_file = folder.with_name(folder.name + ".log")
    started = time.monotonic()
    try:
        with open(log_file, "w", encoding="utf-8") as log:
            if is_current(folder, wanted):
                add(folder, wanted, log, lock_descriptor)
            else:
                renew(folder, wanted, log, lock_descriptor)
    except subprocess.CalledProcessError:
        raise explain(log_file, version()) from None
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise Hindrance(NO_SPACE) from None
        raise
    log_file.unlink()
    say(f"{folder.name} is ready after {time.monotonic() - started:.0f} s")


def repair(folder):
    """Put right what a killed make left: an environment not yet in its place, packages half added."""
    old = folder.with_name(folder.name + ".old")
    if os.path.lexists(old) and not os.path.lexists(folder):
        old.rename(folder)
    remove(old)
    remove(folder.with_name(folder.name + ".new"))
    remove(folder.with_name(folder.name + TEMPORARY))
    take_back(folder)


def renew(folder, wanted, log, lock_descriptor):
    """Make an environment from nothing beside the one that is there, which it replaces when it is finished."""
    say(f"Making {folder.name} with {version()}, {interpreter_path()}: {why(folder, wanted)}")
    new = folder.with_name(folder.name + ".new")
    old = folder.with_name(folder.name + ".old")
    try:
        follow([sys.executable, "-m", "venv", "--prompt", folder.name, str(new)], log, lock_descriptor)
        install(new, *pins(wanted), log, lock_descriptor)
        prepare_to_move(new, folder)
        write_whole(new / STAMP, stamp_for(folder, wanted))
    except BaseException:
        remove(new)
        raise
    # A kill between the two is what repair() looks for.
    if os.path.lexists(folder):
        folder.rename(old)
    new.rename(folder)
    remove(old)


def prepare_to_move(new, folder):
    """Let the scripts of the environment `new` name the folder where it will be.

    Those in bin are all that installing wheels leaves with a path in it.
    """
    before, after = (b"/" + os.fsencode(path.name) for path in (new, folder))
    for script in (new / "bin").iterdir():
        if not script.is_symlink():
            content = script.read_bytes()
            if before in content:
                script.write_bytes(content.replace(before, after))


def add(folder, wanted, log, lock_descriptor):
    """Install more packages into an environment."""
    installed = read_stamp(folder)["requirements"]
    say(f"Adding {', '.join(sorted(set(wanted) - set(installed)))} to {folder.name}")
    wanted = sorted({*wanted, *(name for name in installed if (ROOT / name).exists())})
    try:
        write_whole(folder / FILES_BEFORE, sorted(paths_in(folder)))
        install(folder, *pins(wanted), log, lock_descriptor)
        # In this order: a kill between the two leaves packages that the next addition finds installed.
        (folder / FILES_BEFORE).unlink()
        write_whole(folder / STAMP, stamp_for(folder, wanted))
    except BaseException:
        take_back(folder)
        raise


def take_back(folder):
    """Remove what an addition that did not finish has installed so far."""
    list_file = folder / FILES_BEFORE
    if not list_file.exists():
        return
    before = set(json.loads(list_file.read_text(encoding="utf-8")))
    now = paths_in(folder)
    if before - now:
        # The installer was replacing a package, which can only be one that was changed by hand.
        (folder / STAMP).unlink(missing_ok=True)
    # What a folder holds comes before the folder.
    for path in sorted(now - before, reverse=True):
        path = folder / path
        if path.is_dir() and not path.is_symlink():
            # With the bytecode that paths_in leaves out.
            remove_tree(path)
        else:
            path.unlink(missing_ok=True)
    list_file.unlink()


def paths_in(folder):
    """Give the paths, relative to it, of all that an installer has put into an environment.

    Bytecode is left out, which comes and goes.
    """
    paths = set()
    for where, folders, files in os.walk(str(folder)):
        folders[:] = [name for name in folders if name != "__pycache__"]
        paths.update(os.path.relpath(os.path.join(where, name), str(folder)) for name in folders + files)
    return paths - {STAMP, FILES_BEFORE, PART}


def pins(wanted):
    """Give the paths of the constraints and of the files `wanted`."""
    return ROOT / "constraints.txt", [ROOT / name for name in wanted]


def write_whole(path, content):
    """Write a JSON file that is either whole or not there."""
    new = path.with_name(PART)
    try:
        new.write_text(json.dumps(content, indent=1), encoding="utf-8")
        new.replace(path)
    finally:
        # Where the disk is full, an empty file would be left.
        new.unlink(missing_ok=True)


def remove(folder):
    """Remove an environment, the stamp first, so that an interruption leaves nothing that looks whole."""
    if folder.is_symlink():
        folder.unlink()
    if folder.exists():
        stamp = folder / STAMP
        if stamp.exists():
            stamp.unlink()
        remove_tree(folder)


def remove_tree(folder):
    """Remove a folder with all that is in it, also what an installer that is ending removes at the same moment."""
    while os.path.lexists(folder):
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(str(folder))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
