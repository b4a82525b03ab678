"""The guard: a process of its own around each run, which lets a book start hostile programs on a reader's laptop.

    caller ── guard ── launcher ── the program ── whatever it starts

`client` runs in the caller and starts `entry` in an isolated interpreter; from there on:

`boundary`       who belongs to the run: a PID namespace where the system allows one, else a child subreaper
`launcher`       the expendable parent that the program may kill
`watch`          waits for the verdict: an end, or a limit
`priority`       that the guard gets a processor when the run takes them all
`population`     who is alive in the run, and how much memory it holds
`marks`          measures the processes' memory when the program marks a moment
`weigher`        how much memory they hold together
`transcript`     what the program printed, bounded
`shared_memory`  whose the new entries in /dev/shm are
`sweep`          ends what is left, removes what is left, and says what that was
`frames`         how the guard and its caller talk

The modules of this folder import nothing outside the standard library on Linux, and little of that: the guard's
start is part of the price of every run.
"""
