"""From CPython 3.15 on, the memory of Python's objects may consist of huge pages.

The program makes two million objects, and counts the mappings of its memory for which it has asked the kernel for huge
pages (the flag `hg` in /proc/self/smaps), although the program itself has not asked:

  before 3.15: none;
  from 3.15 on: CPython asks for huge pages for the memory of its objects (gh-144319). The kernel gives them where
  /sys/kernel/mm/transparent_hugepage/enabled is "madvise" or "always". How many MiB it gave is printed, too.

Linux, for /proc.
"""

if __name__ == "__main__":
    objects = [object() for _ in range(2_000_000)]
    with open("/proc/self/smaps") as smaps:
        lines = smaps.readlines()
    flags = [line.split() for line in lines if line.startswith("VmFlags:")]
    print("mappings_that_ask = %d" % sum("hg" in one for one in flags))
    huge = [int(line.split()[1]) for line in lines if line.startswith("AnonHugePages:")]
    print("huge_pages_mib = %.0f" % (sum(huge) / 1024))
