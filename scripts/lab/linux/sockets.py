"""What the kernel knows of a Unix socket: its other end, whether it listens, and under which name.

Asked through its socket diagnosis, as ss(8) does: sock_diag(7), include/uapi/linux/unix_diag.h. Time limits of a
socket (SO_RCVTIMEO, SO_SNDTIMEO in socket(7)) stand nowhere in /proc; they are asked of the socket itself, through a
second descriptor of it.
"""

from __future__ import annotations

import _socket  # the public module imports enum and selectors
import os
import struct
import sys

from scripts.lab.linux import copies

AF_NETLINK, NETLINK_SOCK_DIAG, SOCK_DIAG_BY_FAMILY = 16, 4, 20
NLM_F_REQUEST, NLMSG_ERROR = 1, 2
SHOW_NAME, SHOW_FILE, SHOW_PEER = 1, 2, 4
NAME, FILE, PEER = 0, 1, 2
LISTEN = 10
ANY_COOKIE = 0xFFFFFFFF
SO_RCVTIMEO, SO_SNDTIMEO = 20, 21

_HEADER = struct.Struct("=IHHII")
_REQUEST = struct.Struct("=BBHIIIII")
_ANSWER = struct.Struct("=BBBBIII")
_ATTRIBUTE = struct.Struct("=HH")
_TIME = struct.Struct("@qq")


class UnixSocket:
    """One Unix socket."""

    def __init__(self, listens: bool, stream: bool, peer: int, name: bytes | None, file_inode: int) -> None:
        self.listens = listens
        self.stream = stream  # connection-based: to a datagram socket with a name any process can send
        self.peer = peer  # inode of the socket at the other end, 0 where there is none
        self.name = name  # None without a name; an abstract one begins with NUL
        self.file_inode = file_inode  # of the name in the file system, 0 where it has none there


def unix_socket(inode: int) -> UnixSocket | None:
    """Ask for the Unix socket with this inode; None where it is no Unix socket or the kernel does not say."""
    try:
        channel = _socket.socket(AF_NETLINK, _socket.SOCK_RAW | _socket.SOCK_CLOEXEC, NETLINK_SOCK_DIAG)
    except OSError:
        return None
    try:
        channel.settimeout(1.0)
        show = SHOW_NAME | SHOW_FILE | SHOW_PEER
        request = _REQUEST.pack(_socket.AF_UNIX, 0, 0, 0xFFFFFFFF, inode, show, ANY_COOKIE, ANY_COOKIE)
        header = _HEADER.pack(_HEADER.size + len(request), SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST, 1, 0)
        channel.send(header + request)
        answer = channel.recv(1 << 16)
    except OSError:
        return None
    finally:
        channel.close()
    _size, kind, _flags, _number, _sender = _HEADER.unpack_from(answer)
    if kind == NLMSG_ERROR:
        return None
    _family, socket_type, state, _pad, _inode, _cookie, _cookie_2 = _ANSWER.unpack_from(answer, _HEADER.size)
    attributes = dict(_attributes(answer[_HEADER.size + _ANSWER.size :]))
    return UnixSocket(
        listens=state == LISTEN,
        stream=socket_type in (_socket.SOCK_STREAM, _socket.SOCK_SEQPACKET),
        peer=int.from_bytes(attributes.get(PEER, b"")[:4], sys.byteorder),
        name=attributes.get(NAME),
        file_inode=int.from_bytes(attributes.get(FILE, b"")[:4], sys.byteorder),
    )


def _attributes(data: bytes) -> list[tuple[int, bytes]]:
    found, place = [], 0
    while place + _ATTRIBUTE.size <= len(data):
        size, kind = _ATTRIBUTE.unpack_from(data, place)
        if size < _ATTRIBUTE.size:
            break
        found.append((kind, data[place + _ATTRIBUTE.size : place + size]))
        place += (size + 3) & ~3
    return found


def has_time_limit(pid: int, tid: int, number: int, inode: int, writing: bool) -> bool | None:
    """Does a blocking call of a thread on its socket `number` give up after a time of the socket's own?

    inode: of the socket that is meant. None where it cannot be asked.
    """
    copy = copies.copy(pid, tid, number, inode)
    if copy is None:
        return None
    try:
        socket = _socket.socket(fileno=copy)
    except OSError:
        os.close(copy)
        return None
    try:
        limit = socket.getsockopt(_socket.SOL_SOCKET, SO_SNDTIMEO if writing else SO_RCVTIMEO, _TIME.size)
        return any(_TIME.unpack(limit))
    except (OSError, struct.error):
        return None
    finally:
        socket.close()
