"""Programs that the tests of the memory instruments look at."""

from tests.demos.test_every_demo import FUNCTION_MARK

MARK = f"import mmap, os\n\n\n{FUNCTION_MARK}\n\n\n"

COPIES = (
    MARK
    + """\
PAGES, COPIED, HUGE = {pages}, {copied}, {huge}
memory = mmap.mmap(-1, PAGES * mmap.PAGESIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
if HUGE:
    memory.madvise(mmap.MADV_HUGEPAGE)
for page in range(PAGES):
    memory[page * mmap.PAGESIZE] = 1
parent_waits = os.pipe()
if os.fork() == 0:
    os.read(parent_waits[0], 1)
    mark("forked")
    for page in range(COPIED):
        memory[page * {step} * mmap.PAGESIZE] = 2
    mark("written")
    os._exit(0)
os.write(parent_waits[1], b".")
os.wait()
"""
)
"""Its child writes to COPIED pages of PAGES, every {step}-th, once the parent writes to no page any more.

What the parent writes after the fork leaves the child alone with the originals, and so counts as the child's.
"""


def copies(pages: int, copied: int, step: int = 1, huge: bool = False) -> str:
    """A program whose child writes to so many of its pages."""
    return COPIES.format(pages=pages, copied=copied, step=step, huge=huge)
