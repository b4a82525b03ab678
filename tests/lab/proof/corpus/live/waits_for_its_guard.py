"""Waits for the byte that ends the wait at a mark, without having printed one: only the lab's guard could write it."""

# ends: never

import os

descriptor = os.environ.get("MARK_DESCRIPTOR")
if descriptor:
    os.read(int(descriptor), 1)
