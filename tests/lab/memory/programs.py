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
if os.fork() == 0:
    mark("forked")
    for page in range(COPIED):
        memory[page * {step} * mmap.PAGESIZE] = 2
    mark("written")
    os._exit(0)
os.wait()
"""
)
"""Its child writes to COPIED pages of PAGES, every {step}-th."""


def copies(pages: int, copied: int, step: int = 1, huge: bool = False) -> str:
    """A program whose child writes to so many of its pages."""
    return COPIES.format(pages=pages, copied=copied, step=step, huge=huge)
