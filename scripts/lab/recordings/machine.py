"""An interpreter and its machine as a recording names them."""

import json
import os
import platform
import subprocess
from datetime import date

from scripts.lab import limits
from scripts.lab.errors import LaunchError
from scripts.lab.interpreters import Interpreter
from scripts.lab.records.recording import RecordedInterpreter

_QUESTION = (
    "import json, platform; "
    "print(json.dumps([', '.join([*platform.python_build(), platform.python_compiler()]), "
    "' '.join(platform.libc_ver()).strip()]))"
)
_ANSWER_SECONDS = 60.0


def described(interpreter: Interpreter) -> RecordedInterpreter:
    """Ask an interpreter how it was built. Raises LaunchError where it does not answer."""
    try:
        answer = subprocess.run(
            [interpreter.executable, "-I", "-S", "-c", _QUESTION],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_ANSWER_SECONDS,
            check=True,
        )
        build, c_library = json.loads(answer.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise LaunchError(f"{interpreter.executable} does not say how it was built: {error}") from None
    system = os.uname()
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    processors = limits.processors()
    return RecordedInterpreter(
        version=interpreter.version,
        build=build,
        c_library=c_library,
        kernel=f"{platform.system()} {system.release}",
        machine=f"{system.machine}, {processors} processor{'s' * (processors != 1)}, {memory:.0f} GiB",
        date=date.today().isoformat(),
    )
