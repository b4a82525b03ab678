"""Messages between the guard and its caller: a length and a marshalled dictionary, over one socket.

The caller sends a Request; the guard sends {"event": "started"}, and then {"event": "report", "report": a Report} or
{"event": "failed", "why": TEXT}.

marshal serves because both ends are the same interpreter, carries bytes as they are, and costs no import.
"""

from __future__ import annotations

import marshal
import os

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from typing import Any

LENGTH_BYTES = 8
TOKEN_VARIABLE = "LAB_RUN"
"""Every process of a run has its token in the environment under this name."""


def pack(message: dict[str, Any]) -> bytes:
    """One message as bytes."""
    body = marshal.dumps(message)
    return len(body).to_bytes(LENGTH_BYTES, "big") + body


def send(descriptor: int, message: dict[str, Any]) -> bool:
    """Write one message whole; False where the other end was closed."""
    rest = memoryview(pack(message))
    try:
        while rest:
            rest = rest[os.write(descriptor, rest[: 1 << 20]) :]
    except (BrokenPipeError, ConnectionResetError):
        return False
    return True


def receive(descriptor: int) -> dict[str, Any] | None:
    """Read one message; None where the other end closed before it was whole."""
    head = _exactly(descriptor, LENGTH_BYTES)
    if head is None:
        return None
    body = _exactly(descriptor, int.from_bytes(head, "big"))
    return None if body is None else unpack(body)


def unpack(body: bytes | bytearray) -> dict[str, Any]:
    """The message in these bytes, its length already taken off."""
    message: dict[str, Any] = marshal.loads(body)
    return message


def _exactly(descriptor: int, size: int) -> bytes | None:
    parts = []
    while size:
        try:
            part = os.read(descriptor, min(size, 1 << 20))
        except ConnectionResetError:
            return None
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
