"""The guard: a process of its own around each run, which lets a book start hostile programs on a reader's laptop.

    caller ── guard ── launcher ── the program ── whatever it starts

`client` runs in the caller and starts `entry` in an isolated interpreter; from there on:

`supervised`     one run as its guard sees it: isolated, then started
`isolation`      what belongs to the run: a PID namespace where the system allows one, else a child subreaper
`launcher`       the expendable parent that the program may kill
`watch`          waits for the verdict: an end, or a limit
`register`       every process that was seen: when it came, when it went, and how it ended
`priority`       lets the guard run when the program takes every processor
`process_tree`   which processes of the run are alive, and how much memory each holds
`memory_limit`   what a program held, and was doing, when it had reached its memory limit
`marks`          measures the processes' memory when the program marks a moment
`pss_sampler`    how much memory they hold together
`surroundings`   what the proof must know of the run, and of the processes outside it
`transcript`     what the program printed, bounded
`shared_memory`  which run the new entries in /dev/shm belong to
`cleanup`        ends the processes that are left, removes the files that are left, and says what they were
`frames`         how the guard and its caller talk

The modules of this folder import nothing outside the standard library on Linux, and little of that: the guard's
start is part of the price of every run.
"""
