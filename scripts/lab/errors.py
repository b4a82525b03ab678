"""The errors by which the lab says that it did not do what was asked."""


class InvalidRequest(ValueError):
    """A request that makes no sense: an unknown demo, no such interpreter, a limit that is no number.

    Its text is one line that says what is wrong and what would be right; the command line prints it
    and exits 2.
    """


class LaunchError(RuntimeError):
    """A sensible request that this machine could not serve: no process, no memory or no disk to be had.

    Its text is one line; the command line prints it and exits 2.
    """
