"""Waits for nothing but the end of the time limit."""

import select

assert select.select([], [], [], 1.5) == ([], [], [])
