"""The processes of one snapshot, what they hold, and what is behind it; each read when a wait asks for it."""

from __future__ import annotations

import bisect
import time

from scripts.lab.linux import descriptors, internet, sockets
from scripts.lab.linux.mappings import Mapping, may_act, paths

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from scripts.lab.linux.descriptors import Descriptor
    from scripts.lab.linux.internet import InternetSocket
    from scripts.lab.linux.sockets import UnixSocket
    from scripts.lab.proof.private_places import PrivatePlaces
    from scripts.lab.proof.snapshots import Snapshot, ThreadStatus
    from scripts.lab.records.evidence import Frame


class Program:
    """The program that a snapshot shows."""

    def __init__(self, snapshot: Snapshot, private_places: PrivatePlaces, alone: bool = True) -> None:
        self.snapshot = snapshot
        self.proc = snapshot.proc
        self.private_places = private_places
        self.alone = alone  # False for a part, whose rest has what the program had
        self.pids = sorted({pid for pid, _tid in snapshot.threads})
        self.parents = {pid: thread.parent for (pid, _tid), thread in snapshot.threads.items()} | snapshot.ended
        # Processor time for what is done once for a program, and known when it is asked for again.
        self.once_seconds = 0.0
        self._maps: dict[int, bytes] = {}
        self._mappings: dict[int, list[Mapping]] = {}
        self._paths: dict[int, set[bytes]] = {}
        self._beginnings: dict[int, tuple[bytes, bytes]] = {}
        self._sockets: dict[int, UnixSocket | None] = {}
        self._internet: dict[str, dict[int, InternetSocket]] = {}
        self._ends: dict[int, tuple[list[int], list[int]]] = {}
        self._forked_from: dict[int, int | None] = {}
        self._stacks: dict[int, dict[int, list[Frame]]] = {}
        self._interrupts: dict[int, bool | None] = {}
        self._all: list[Descriptor] = []
        self._by_key: dict[str, list[Descriptor]] | None = None

    def mappings(self, pid: int) -> list[Mapping]:
        """Read every mapping of a process."""
        if pid not in self._mappings:
            self._mappings[pid] = [Mapping(line) for line in self._maps_of(pid).splitlines()]
        return self._mappings[pid]

    def mapped_paths(self, pid: int) -> set[bytes]:
        """Read the paths of a process's mappings."""
        if pid not in self._paths:
            self._paths[pid] = paths(self._maps_of(pid))
        return self._paths[pid]

    def _maps_of(self, pid: int) -> bytes:
        if pid not in self._maps:
            self._maps[pid] = self.proc.read_shared(pid, "maps")
        return self._maps[pid]

    def acting_mapping(self, pid: int) -> str | None:
        """Give the path of a mapping of a process behind which the kernel may act by itself; None where there is none.

        Of most processes it is enough to read the paths.
        """
        if not any(map(may_act, self.mapped_paths(pid))):
            return None
        return next((mapping.path for mapping in self.mappings(pid) if not mapping.is_inert), None)

    def is_mapped(self, pid: int, address: int) -> bool:
        """Does anything lie at this address of a process's memory?"""
        if pid not in self._ends:
            mappings = self.mappings(pid)
            self._ends[pid] = [one.start for one in mappings], [one.end for one in mappings]
        starts, ends = self._ends[pid]
        at = bisect.bisect_right(starts, address) - 1
        return at >= 0 and address < ends[at]

    def forked_from(self, pid: int) -> int | None:
        """Find the parent of whose memory this process has a copy; None where that is not known.

        A forked process shows its parent's command line and its parent's auxiliary vector, the addresses of its
        stack and its libraries among it, until it executes another program; getauxval(3).
        """
        if pid not in self._forked_from:
            parent = self.parents.get(pid, 0)
            mine = self._beginning(pid)
            is_copy = parent in self.parents and all(mine) and mine == self._beginning(parent)
            self._forked_from[pid] = parent if is_copy else None
        return self._forked_from[pid]

    def _beginning(self, pid: int) -> tuple[bytes, bytes]:
        if pid not in self._beginnings:
            self._beginnings[pid] = self.proc.read_shared(pid, "auxv"), self.proc.read_shared(pid, "cmdline")
        return self._beginnings[pid]

    def copied_from(self, pid: int, address: int) -> int | None:
        """Find the parent of whose memory a process has a copy, if what lies at this address may be part of it."""
        parent = self.forked_from(pid)
        return parent if parent is not None and self.is_mapped(parent, address) else None

    def descriptor(self, thread: ThreadStatus, number: int) -> Descriptor | None:
        """Read what a descriptor of a thread leads to; None where it is not open or may not be read."""
        return descriptors.of_thread(self.proc, thread.pid, thread.tid, number)

    def descriptors(self) -> list[Descriptor]:
        """Read every descriptor of every process."""
        if self._by_key is None:
            self._all = [one for pid in self.pids for one in descriptors.of_process(self.proc, pid)]
            self._by_key = {}
            for one in self._all:
                if one.key is not None:
                    self._by_key.setdefault(one.key, []).append(one)
        return self._all

    def holding(self, key: str) -> list[Descriptor]:
        """Read which descriptors of the program lead to the object with this key."""
        self.descriptors()
        assert self._by_key is not None
        return self._by_key.get(key, [])

    def stack(self, thread: ThreadStatus) -> list[Frame] | None:
        """Read the Python stack of a thread, the most recent call first, with those of its process's other threads.

        None where it has none, or it could not be had.
        """
        if thread.pid not in self._stacks:
            from scripts.lab import stacks  # only here: few proofs ask for it

            self._stacks[thread.pid] = stacks.read(thread.pid).stacks
        return self._stacks[thread.pid].get(thread.tid)

    def handles_interrupt(self, pid: int) -> bool | None:
        """Has a process its own handler for SIGINT, besides CPython's? None where that cannot be told."""
        if pid not in self._interrupts:
            began = time.thread_time()
            from scripts.lab.stacks import interrupts  # only here: few proofs ask for it

            known = interrupts.programs_known()
            self._interrupts[pid] = interrupts.is_handled(pid)
            if interrupts.programs_known() != known:
                self.once_seconds += time.thread_time() - began
        return self._interrupts[pid]

    def socket(self, inode: int) -> UnixSocket | None:
        """Ask for the Unix socket with this inode; None where it is no Unix socket or the kernel does not say."""
        if inode not in self._sockets:
            self._sockets[inode] = sockets.unix_socket(inode)
        return self._sockets[inode]

    def internet_socket(self, pid: int, inode: int) -> InternetSocket | None:
        """Read the TCP or UDP socket with this inode in a process's network namespace; None where there is none."""
        namespace = self.proc.namespace(pid, "net")
        if namespace not in self._internet:
            self._internet[namespace] = internet.by_inode(self.proc, pid)
        return self._internet[namespace].get(inode)
