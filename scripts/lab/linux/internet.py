"""Network sockets by their inode: which addresses they have, and whether they listen.

Read from /proc/PID/net, which shows those of the process's network namespace; proc_pid_net(5), network_namespaces(7).
"""

from __future__ import annotations

import _socket  # the public module imports enum and selectors
import struct
import sys

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from scripts.lab.linux.proc import Proc

_FILES = ("tcp", "tcp6", "udp", "udp6")
_LISTEN, _ESTABLISHED = "0A", "01"
"""States of include/net/tcp_states.h; for UDP the latter says that it was connected."""


class InternetSocket:
    """One TCP or UDP socket."""

    __slots__ = ("kind", "local", "peer", "state")

    def __init__(self, kind: str, state: str, local: str, peer: str) -> None:
        self.kind = kind  # "TCP" or "UDP"
        self.state = state
        self.local = local  # "127.0.0.1:8000", "[::1]:8000"
        self.peer = peer

    @property
    def listens(self) -> bool:
        """Does it wait for connections, or for what any sender may send?"""
        return self.state == _LISTEN or (self.kind == "UDP" and self.state != _ESTABLISHED)

    def in_words(self) -> str:
        """Return "TCP socket 127.0.0.1:8000", or "TCP socket 127.0.0.1:52000–127.0.0.1:8000" with its peer."""
        return f"{self.kind} socket {self.local}" + ("" if self.listens else f"–{self.peer}")


def by_inode(proc: Proc, pid: int) -> dict[int, InternetSocket]:
    """Read every network socket of a process's network namespace, by inode; empty where they may not be read."""
    found: dict[int, InternetSocket] = {}
    for name in _FILES:
        text = proc.read_shared(pid, f"net/{name}")
        for line in text.decode("ascii", "replace").splitlines()[1:]:
            # sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode …
            words = line.split()
            if len(words) > 9 and words[9] != "0":
                kind = name[:3].upper()
                found[int(words[9])] = InternetSocket(kind, words[3], _address(words[1]), _address(words[2]))
    return found


def _address(text: str) -> str:
    number, _, port = text.partition(":")
    raw = bytes.fromhex(number)
    # The kernel prints each word of 32 bits as this machine's number.
    words = struct.unpack(f">{len(raw) // 4}I", raw)
    packed = struct.pack(f"={len(words)}I", *words) if sys.byteorder == "little" else raw
    if len(raw) == 4:
        return f"{_socket.inet_ntop(_socket.AF_INET, packed)}:{int(port, 16)}"
    return f"[{_socket.inet_ntop(_socket.AF_INET6, packed)}]:{int(port, 16)}"
