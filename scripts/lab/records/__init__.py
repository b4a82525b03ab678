"""The typed facts: what the guard, the proof and the readers of stacks and memory find, and everything else shows.

`record`     what all of them share: slots, one `to_dict`, one `from_dict`
`evidence`   a thread, its stack, what it waits for, and the proof about it
`memory`     what a process held at a moment, and which of its pages were its own
`run`        one run of a program
`diagnosis`  one look at a program that runs by itself
`wire`       what the guard is asked, and what it answers

The keys of the JSON are the names of the fields, and each is documented where it is declared, here and nowhere else.
The guard imports these modules, so they import nothing but each other.
"""
