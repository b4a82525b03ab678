"""What runs, watches, builds and checks the book; `python -m scripts` is its command line."""

import sys

# The rest needs 3.7 to be read at all; older versions, 2.7 included, get as far as this.
if sys.version_info < (3, 7):  # noqa: UP036
    here = ".".join(map(str, sys.version_info[:3]))
    sys.stderr.write("scripts: this is Python " + here + ", and the lab needs 3.11 or later: call python3.11\n")
    sys.exit(2)
