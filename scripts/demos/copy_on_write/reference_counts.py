"""fork() raises no reference count; the first reference that the child takes does, and copies the page.

The parent makes 100 000 objects and looks at one of them, in three ways: sys.getrefcount(); the field
in the object's header, read from memory through ctypes, which takes no reference; and whether another
process maps the page on which the object lies, which the kernel says in /proc/self/pagemap. Then it
forks, and the child looks again, at first without touching the object:

  the field is what it was in the parent, and the page is shared: the system call runs no Python code;
  after the child has bound another name to the object, the field has grown by one, and the child has a
  copy of the page.

sys.getrefcount() takes references while it counts, so it copies the page as well: the child calls it last.
Where a child finds a higher count from the start, it is a spawned one, in which the module has run again
and more names refer to the object.

The field is at the beginning of the header, of which the low 32 bits are the count in every
version from 3.8 to 3.15. In a free-threaded build the owner's count is 12 bytes further on.

Linux, because /proc has the pagemap.
"""

import ctypes
import os
import sys
import sysconfig

FIELD = 12 if sysconfig.get_config_var("Py_GIL_DISABLED") else 0


def field(address):
    return ctypes.c_uint32.from_address(address + FIELD).value


def page_is_own(address):
    page_bytes = os.sysconf("SC_PAGE_SIZE")
    with open("/proc/self/pagemap", "rb") as pagemap:
        pagemap.seek(address // page_bytes * 8)
        return int.from_bytes(pagemap.read(8), "little") >> 56 & 1


def report(when, address):
    print("%s_field = %d" % (when, field(address)))
    print("%s_page_is_own = %d" % (when, page_is_own(address)), flush=True)


if __name__ == "__main__":
    objects = [(number, [number]) for number in range(100_000)]
    address = id(objects[50_000])
    print("parent_getrefcount =", sys.getrefcount(objects[50_000]))
    report("parent", address)
    if os.fork() == 0:
        report("forked", address)
        another_name = objects[50_000]
        report("referred_to", address)
        del another_name
        print("child_getrefcount =", sys.getrefcount(objects[50_000]), flush=True)
        os._exit(0)
    os.wait()
