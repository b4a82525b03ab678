"""Decides from the kernel's own account whether a program can ever move again.

The argument. Let S be every thread of every process of the program. If every thread of S is asleep in a wait that
has no time limit and that only a member of S could end, and nothing is pending that the kernel itself will deliver,
then no member of S can ever run again. `argument` has its five conditions, one function each; `prover` tries them.
What they are told comes from `looks` (threads), `waits` (what a system call waits for), `outside` (whether a process
outside the program holds it too) and `alarms`.

Nothing here changes the processes that are looked at: everything is read from /proc, from the kernel's socket
diagnosis, and, for a socket's own time limits, through a second descriptor of it that is closed at once.
"""
