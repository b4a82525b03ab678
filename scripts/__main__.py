"""The command line: python -m scripts COMMAND …

A command is one entry of COMMANDS: the options it takes and the function that carries it out. Whatever makes
no sense is answered by one line on standard error and exit status 2; see `scripts.lab.errors.InvalidRequest`.
"""

# So that an interpreter which is too old gets as far as the line that says so.
from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import sys
from typing import Any, Callable, NamedTuple, NoReturn  # noqa: UP035 - as above

from scripts.lab import unusable
from scripts.lab.errors import InvalidRequest, LaunchError

INTERRUPTED = 130


class Command(NamedTuple):
    """One word of the command line."""

    usage: str
    summary: str
    options: Callable[[argparse.ArgumentParser], None]
    obey: Callable[[argparse.Namespace], int]
    """Does what is asked and returns the exit status; what it needs beyond this file it imports itself."""
    for_program: bool = False
    """Whether words behind "--" mean something: `obey` finds them as `given.arguments`."""


def main(words: list[str] | None = None) -> int:
    """Carry out one command and return the exit status; words: what stands after "python -m scripts"."""
    try:
        unusable.refuse()
        return _obey(sys.argv[1:] if words is None else words)
    except (InvalidRequest, LaunchError) as error:
        return _complain(str(error))
    except ModuleNotFoundError as error:
        if (error.name or "scripts").partition(".")[0] == "scripts":
            raise
        return _complain(
            f"the package {error.name} is not installed for {sys.executable}: use the interpreter that "
            '"make book" puts into .venv, or pip install -r requirements.txt -c constraints.txt'
        )
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # ^C held down: this is about to end anyway
        return INTERRUPTED


def _obey(words: list[str]) -> int:
    names = ", ".join(COMMANDS)
    if not words:
        raise InvalidRequest(f"no command: give one of {names}, or --help")
    name, *rest = words
    if name in ("-h", "--help"):
        return _say(_overview())
    if name not in COMMANDS:
        raise InvalidRequest(f"there is no command {name!r}; the commands are {names}")
    command = COMMANDS[name]
    parser = _Parser(
        prog=f"python -m scripts {name}",
        usage=f"%(prog)s {command.usage}",
        description=command.summary,
        allow_abbrev=False,
    )
    command.options(parser)
    options, module, arguments = _split(rest, command.for_program)
    try:
        given, surplus = parser.parse_known_intermixed_args(options)
    except SystemExit:  # after --help; an error has raised InvalidRequest
        return 0
    given.module, given.arguments = module, arguments
    if surplus or (given.arguments and not command.for_program):
        wrong = (surplus or given.arguments)[0]
        raise InvalidRequest(f"{name} does not take {wrong!r}; it goes: {name} {command.usage}")
    return command.obey(given)


def _split(words: list[str], for_program: bool) -> tuple[list[str], str | None, list[str]]:
    """Split the words into those of the command, the module behind -m, and those that the program is given.

    Done here, because argparse would let words behind "--" fill an empty place before it.
    """
    for place, word in enumerate(words):
        if word == "--":
            return words[:place], None, words[place + 1 :]
        if for_program and word.startswith("-m"):
            module, *arguments = [word[2:]] * (word != "-m") + words[place + 1 :] or [""]
            return words[:place], module, arguments
    return words, None, []


class _Parser(argparse.ArgumentParser):
    """An ArgumentParser whose error is one line."""

    def error(self, message: str) -> NoReturn:
        usage = self.format_usage().partition("scripts ")[2]
        raise InvalidRequest(f"{message.removeprefix('argument ')}; it goes: {usage}")

    def print_help(self, file: Any = None) -> None:
        _say(self.format_help().rstrip())


def _overview() -> str:
    width = max(len(name) for name in COMMANDS)
    lines = [f"  {name:{width}}  {command.summary}" for name, command in COMMANDS.items()]
    return "\n".join(
        ["usage: python -m scripts COMMAND [OPTION …]", "", *lines, "", "COMMAND --help describes one command."]
    )


def _say(text: str) -> int:
    """Print the answer. It is no error if the reading process ends early (| head)."""
    if sys.stdout is not None:
        try:
            # A terminal that lacks a character gets its number instead of a traceback.
            sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
            print(text, flush=True)
        except OSError as error:
            # At its end Python flushes what is left once more: into nothing.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            if not isinstance(error, BrokenPipeError):
                raise InvalidRequest(f"the answer cannot be written ({error.strerror})") from None
    return 0


def _complain(complaint: str) -> int:
    """Print one line, whatever the complaint quotes, and return the exit status that goes with it."""
    if sys.stderr is not None:
        with contextlib.suppress(OSError):
            print("scripts:", " ".join(complaint.split()), file=sys.stderr)
    return 2


def _locals_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--locals", action="store_true", help="read the local variables of each frame as well")


def _json_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help='print one JSON object, with "schema": 1')


def _list(given: argparse.Namespace) -> int:
    from scripts.lab.catalogue import demos

    found = demos()
    if given.json:
        entries = [{"demo": one.name, "chapter": one.chapter, "summary": one.summary} for one in found]
        return _say(json.dumps({"schema": 1, "demos": entries}, indent=2))
    width = max((len(one.name) for one in found), default=0)
    return _say("\n".join(f"{one.name:{width}}  {one.summary}".rstrip() for one in found))


def _run_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "programs",
        metavar="DEMO|FILE",
        nargs="*",
        help='a demo\'s name, as "list" prints it, or the path of any Python program; '
        "what stands behind -- is handed to it. In its place -m MODULE, as the last option: every word behind MODULE "
        "is handed to the module",
    )
    parser.add_argument("--python", metavar="PYTHON", help="the interpreter: a version (3.8, 3.11.2, 3.13t) or a path")
    parser.add_argument(
        "--timeout",
        metavar="SECONDS",
        help="end the program after this time; the default is 30 seconds",
    )
    parser.add_argument("--no-timeout", action="store_true", help="set no time limit; ^C ends the program")
    parser.add_argument(
        "--stop-when-stuck",
        action="store_true",
        help="end the program as soon as a part of it is proved to be deadlocked",
    )
    parser.add_argument(
        "--as-is",
        action="store_true",
        help="give the program this terminal (input, output and error) and the whole environment, except TMPDIR; "
        "what it prints is then not kept",
    )
    _locals_option(parser)
    parser.add_argument(
        "--memory",
        metavar="MIB",
        help="end the program when all its processes together hold more than this",
    )
    parser.add_argument("--full", action="store_true", help="use the full data size, not one that fits any laptop")
    parser.add_argument(
        "--pages",
        action="store_true",
        help="at each mark, record which pages of memory each process has for itself; printed with --json",
    )
    _json_option(parser)


def _run(given: argparse.Namespace) -> int:
    programs = given.programs + ([] if given.module is None else [f"-m {given.module}"])
    if len(programs) != 1:
        wrong = f"and {programs[1]!r} is one too many" if programs else "and none is given"
        raise InvalidRequest(
            f"run takes one DEMO, FILE or -m MODULE, {wrong}; its own arguments stand behind -- or behind MODULE"
        )
    if given.no_timeout and given.timeout is not None:
        raise InvalidRequest("--timeout and --no-timeout contradict each other: give one of them")
    from scripts.lab.runner import run

    # Numbers go on as text: run() says itself what is no limit.
    limits = {"timeout": None} if given.no_timeout else {} if given.timeout is None else {"timeout": given.timeout}
    done = run(
        *given.programs,
        *given.arguments,
        module=given.module,
        python=given.python,
        memory=given.memory,
        full=given.full,
        pages=given.pages,
        stop_when_stuck=given.stop_when_stuck,
        locals=given.locals,
        as_is=given.as_is,
        **limits,
    )
    if given.json:
        _say(json.dumps(done.to_json(), indent=2))
    else:
        from scripts.lab.show.cards.run import as_text

        _say(as_text(done))
    well = (done.verdict, done.exit_code) == ("exited", 0) if done.expected is None else done.expected
    return 0 if well else 1


def _diagnose_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pids", metavar="PID", nargs="*", help="the process's id, as ps or pgrep prints it")
    _locals_option(parser)
    _json_option(parser)


def _diagnose(given: argparse.Namespace) -> int:
    if len(given.pids) != 1:
        wrong = f"and {given.pids[1]!r} is one too many" if given.pids else "and none is given"
        raise InvalidRequest(f"diagnose takes one PID, {wrong}; ps and pgrep print them")
    from scripts.lab.diagnosis import diagnose

    seen = diagnose(given.pids[0], locals=given.locals)
    if given.json:
        return _say(json.dumps(seen.to_json(), indent=2))
    from scripts.lab.show.cards.diagnosis import as_text

    return _say(as_text(seen))


def _explain_options(parser: argparse.ArgumentParser) -> None:
    words = "a message, or a part of it; where none is given, a text on standard input, such as a whole traceback"
    parser.add_argument("message", metavar="MESSAGE", nargs="*", help=words)
    _json_option(parser)


def _explain(given: argparse.Namespace) -> int:
    from scripts.lab import explaining

    answer, is_known = explaining.answer(explaining.asked(given.message), given.json)
    if answer:
        _say(answer)
    else:
        _complain(explaining.UNKNOWN)
    return 0 if is_known else 1


def _record_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("demos", metavar="DEMO", nargs="*", help="a demo's name; every demo where none is given")
    parser.add_argument(
        "--python",
        metavar="PYTHON",
        action="append",
        default=[],
        help="an interpreter, by version or path; may be repeated; every CPython that is found where none is given",
    )
    parser.add_argument("--again", action="store_true", help="make also the runs that are recorded already")
    parser.add_argument(
        "--check",
        action="store_true",
        help="record nothing; say what is not as recorded, and exit with 1 if anything is",
    )
    parser.add_argument("--sample", metavar="RUNS", help="with --check: make so many runs, chosen at random, or 0")
    parser.add_argument("--diff", metavar=("A", "B"), nargs=2, help="say what changes between two recorded versions")


def _record(given: argparse.Namespace) -> int:
    from scripts.lab.recorder.answering import answer

    text, status = answer(given.demos, given.python, given.again, given.check, given.sample, given.diff, _report)
    _say(text)
    return status


def _report(line: str) -> None:
    if sys.stderr is not None:
        with contextlib.suppress(OSError):
            print(line, file=sys.stderr, flush=True)


def _exercise_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "names", metavar="EXERCISE", nargs="*", help="its name, or a page's; without one, all are listed"
    )
    parser.add_argument("--hint", metavar="NUMBER", nargs="?", const="1", help="print a hint: 1, 2 or 3")
    parser.add_argument(
        "--solution", action="store_true", help="print a solution, as a patch on the exercise's program"
    )
    _json_option(parser)


def _exercise(given: argparse.Namespace) -> int:
    if len(given.names) > 1:
        raise InvalidRequest(f"exercise takes one EXERCISE, and {given.names[1]!r} is one too many")
    from scripts.lab.exercises.answering import answer

    text, status = answer(given.names[0] if given.names else None, given.hint, given.solution, given.json)
    _say(text)
    return status


def _doctor_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help="print every check, also what is good or only nice to have")
    _json_option(parser)


def _doctor(given: argparse.Namespace) -> int:
    from scripts.lab import doctor
    from scripts.lab.doctor.text import as_text

    report = doctor.examine()
    _say(json.dumps(report.to_json(), indent=2) if given.json else as_text(report, given.all))
    return 1 if report.missing else 0


COMMANDS = {
    "list": Command("[--json]", "List the demos, and what goes wrong in each.", _json_option, _list),
    "run": Command(
        "DEMO|FILE|-m MODULE [--python PYTHON] [--timeout SECONDS|--no-timeout] [--stop-when-stuck] [--memory MIB] "
        "[--full] [--pages] [--locals] [--as-is] [--json] [-- ARGUMENT …]",
        "Run a demo, or any Python program or module, contained and watched; exits 0 if it went as declared "
        "or, where nothing is declared, if it exited with 0.",
        _run_options,
        _run,
        for_program=True,
    ),
    "diagnose": Command(
        "PID [--locals] [--json]",
        "Say whether a running process can ever go on, and which thread of it waits for which. Changes nothing in it.",
        _diagnose_options,
        _diagnose,
    ),
    "explain": Command(
        "[MESSAGE …] [--json]",
        "Say what a message, a warning or a traceback means, and what to do; exits 1 where this book does not know.",
        _explain_options,
        _explain,
    ),
    "record": Command(
        "[DEMO …] [--python PYTHON …] [--again | --check [--sample RUNS] | --diff A B]",
        "Record in results/ what demos do on every CPython found; goes on where it was interrupted.",
        _record_options,
        _record,
    ),
    "exercise": Command(
        "[EXERCISE] [--hint [NUMBER] | --solution | --json]",
        "Check your answer to an exercise of the book, in exercises/; exits 0 when it passes, else 1.",
        _exercise_options,
        _exercise,
    ),
    "doctor": Command(
        "[--all] [--json]",
        "Say whether this machine is fit for the book and the workshop, and what to do next; exits 0 or 1.",
        _doctor_options,
        _doctor,
    ),
}


def _interrupt_once(_number: int, _frame: object) -> NoReturn:
    """Take the first ^C, and none after it: one that came while the first is obeyed would end this with a traceback."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt


if __name__ == "__main__":
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt_once)
    sys.exit(main())
