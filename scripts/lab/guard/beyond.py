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
    keys = _as_out_here(question["keys"], inside, family)
    found = outside.ask(family, frozenset(keys), frozenset(question["memory"]))
    holders = {keys.get(key, key): names for key, names in found.holders.items()}
    facts = {"holders": holders, "unasked": found.unasked, "unlisted": found.unlisted}
    frames.send(descriptor, {"number": question["number"], **facts})


def _as_out_here(keys: list[str], inside: int, family: set[int]) -> dict[str, str]:
    """Give for each key, as it has to be asked for out here, the key as it is inside: an epoll set's has a thread's id.

    The set of a thread that has gone is asked for in vain, and the second snapshot misses the thread.
    """
    here: dict[int, int] = {}
    if any(key.startswith("epoll:") for key in keys):
        level = len(PROC.status(inside).get(b"NSpid", b"").split()) - 1
        for pid in family:
            for tid in PROC.thread_ids(pid):
                ids = PROC.status(pid, tid).get(b"NSpid", b"").split()
                if 0 <= level < len(ids):
                    here[int(ids[level])] = tid
    found = {}
    for key in keys:
        words = key.split(":")
        if words[0] == "epoll":
            words[1] = str(here.get(int(words[1]), 0))
        found[":".join(words)] = key
    return found
