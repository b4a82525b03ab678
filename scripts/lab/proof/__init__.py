"""Decides from the kernel's own account whether a program can ever move again.

The argument. Let S be every thread of every process of the program. If every thread of S is asleep in a wait that
has no time limit and that only a member of S could end, and nothing is pending that the kernel itself will deliver,
then no member of S can ever run again.

`prover`          tries the argument again and again
`argument`        the five conditions, one class each
`snapshots`       every thread of the program at one time
`calls`           one row for each system call: its numbers, its time limit, what it waits for
`waits`           from a thread's call to what it waits for, read by
`locks`, `endpoints`, `eventfds`, `children`, `file_locks`
`awaited`         what they find: the record that evidence carries, and what it rests on
`program`         what the program's processes hold, read once
`surroundings`    which processes belong to the program
`outside`         whether a process outside it holds what it waits for
`private_places`  which names in the file system no outside process can reach
`alarms`          whether an alarm could end a wait
`notices`         whether the kernel could send another signal for what happens outside

Nothing here changes the processes that are read: everything comes from /proc, from the kernel's socket diagnosis, and,
for a socket's own time limits, through a second descriptor of it that is closed at once.
"""
