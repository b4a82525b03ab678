"""Questions from inside a PID namespace about the processes outside it.

A guard that is process 1 of a namespace sees the processes of the run and no others. Its keeper, which stayed outside,
can say whether another process has a pipe, a file or a piece of shared memory of the run.
"""

from __future__ import annotations

import select

from scripts.lab.guard import frames
from scripts.lab.linux.proc import PROC

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from scripts.lab.proof.outside import Answer

PATIENCE_SECONDS = 2.0


class Keeper:
    """Inside: the keeper of this namespace, which can be asked about outside processes."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._asked = 0

    def ask(self, keys: frozenset[str], memory: frozenset[str]) -> Answer:
        """Which objects outside processes hold; as `proof.outside.ask`.

        Raises OSError where the keeper does not answer in time: then nothing is known of outside processes.
        """
        from scripts.lab.proof.outside import Answer

        self._asked += 1
        frames.send(self._descriptor, {"number": self._asked, "keys": sorted(keys), "memory": sorted(memory)})
        poll = select.poll()
        poll.register(self._descriptor, select.POLLIN)
        while poll.poll(PATIENCE_SECONDS * 1000):
            message = frames.receive(self._descriptor)
            if message is None:
                break
            if message["number"] == self._asked:  # and not a late answer to an earlier question
                return Answer(message["holders"], message["unasked"], message["unlisted"])
        raise OSError("the keeper of the namespace does not answer")


def answer(descriptor: int, inside: int) -> None:
    """Outside: answer one question; inside: process 1 of the namespace, as it is numbered out here.

    Raises OSError where the guard has closed its end.
    """
    from scripts.lab.proof import outside

    question = frames.receive(descriptor)
    if question is None:
        raise OSError("the guard asks no more")
    family = {inside} | {process.pid for process in PROC.descendants(inside)}
    found = outside.ask(family, frozenset(question["keys"]), frozenset(question["memory"]))
    facts = {"holders": found.holders, "unasked": found.unasked, "unlisted": found.unlisted}
    frames.send(descriptor, {"number": question["number"], **facts})
