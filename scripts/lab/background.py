"""start(): a program that goes on while the page is read, to be looked at from outside."""

from types import TracebackType

from scripts.lab.errors import LaunchError
from scripts.lab.guard.client import Conversation, GuardFailed
from scripts.lab.runner import prepared

SECONDS = 300.0
PATIENCE_SECONDS = 30.0


class Background:
    """A program that was started and goes on, behind a guard that ends it at the latest when its caller ends."""

    def __init__(self, conversation: Conversation, command: str) -> None:
        self._conversation = conversation
        self.command = command
        """As a reader would type it."""

    @property
    def pid(self) -> int:
        """Its process id, as the machine numbers it."""
        assert self._conversation.machine_pid is not None
        return self._conversation.machine_pid

    @property
    def alive(self) -> bool:
        """Has it not ended yet?"""
        return not self._conversation.over.is_set()

    def end(self) -> None:
        """End it and every process that belongs to it; nothing happens where that was done."""
        self._conversation.end()

    def __enter__(self) -> "Background":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.end()

    def __repr__(self) -> str:
        return f"$ {self.command}  # process {self.pid}" + ("" if self.alive else ", ended")


def start(demo: str, *arguments: str, python: str | None = None, seconds: float = SECONDS) -> Background:
    """Start a demo, or any Python program, and return while it runs; no deadlock is proved meanwhile.

    demo, arguments, python: as for run(). seconds: when it is ended at the latest. Raises as run() does.
    """
    program, command = prepared(demo, arguments, python=python, timeout=seconds)
    program.prove = False
    conversation = Conversation(program)
    try:
        conversation.begin()
        conversation.started.wait(PATIENCE_SECONDS)
        if conversation.over.is_set() and conversation.machine_pid is None:
            conversation.result()
    except (GuardFailed, OSError, RuntimeError) as error:
        conversation.end()
        raise LaunchError(f"{demo} could not be started: {error}") from error
    except BaseException:
        conversation.end()
        raise
    if conversation.machine_pid is None:
        conversation.end()
        raise LaunchError(f"{demo} was not started within {PATIENCE_SECONDS:g} seconds")
    return Background(conversation, command)
