"""The warning about threads comes after the fork: as an error it does not prevent the fork.

The first fork records whether there is a warning. For the second, a filter turns it into an error, as
python -W error does. The child exists by then, and runs. Up to 3.14 the error is lost, and the parent
goes on. On 3.15 os.fork() raises in the parent, which so does not learn the id of its child.

So show the warning (python -W always) and do not make it an error.

Linux. Before 3.12 there is no warning: gh-100228. That the error was lost: gh-135427.
"""

import os
import threading
import warnings

if __name__ == "__main__":
    may_end = threading.Event()
    threading.Thread(target=may_end.wait).start()
    parent = os.getpid()
    with warnings.catch_warnings(record=True) as recorded:
        warnings.simplefilter("always")
        if os.fork() == 0:
            os._exit(0)
    os.wait()
    print("warnings_recorded =", len(recorded), flush=True)

    warnings.simplefilter("error", DeprecationWarning)
    raised = 0
    try:
        os.fork()
    except DeprecationWarning as warning:
        raised = 1
        print("DeprecationWarning:", str(warning).replace(str(parent), "..."), flush=True)
    if os.getpid() != parent:
        os._exit(7)
    print("raised_in_parent =", raised)
    print("child_exit_code =", os.WEXITSTATUS(os.wait()[1]))
    may_end.set()
