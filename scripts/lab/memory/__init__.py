"""Memory of a run's processes, measured from outside while a program waits at a mark.

`account`    how much each process holds: RSS, PSS, USS, and the page faults it had
`page_map`   which of its pages are its own, and which it still shares

The guard reads both when a program marks a moment, so they import nothing outside the standard library on Linux, and
little of that.
"""
