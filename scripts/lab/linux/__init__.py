"""What the Linux kernel says of processes and of the machine: every read of /proc stands in this room.

`proc`         processes, threads and their memory, below a root that is /proc unless a test has recorded another one
`mappings`     one stretch of a process's memory
`descriptors`  what a descriptor of a process leads to
`endings`      how a process ended, for a reader that is not its parent
`tables`       which tasks share a table of descriptors, or a memory
`sockets`      Unix sockets, which the kernel describes elsewhere
`machine`      memory of the whole machine, control groups, huge pages

Reading changes nothing in the process that is read. The guard imports `proc`, `mappings`, `tables` and `endings` when
it starts, so these import nothing but `os`, `sys` and `ctypes`.
"""
