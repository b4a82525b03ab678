"""An SQLite connection is used by two processes, and a thousand committed rows are gone.

A forked child inherits a connection with an open transaction. The parent commits, adds a thousand rows and
commits them too. Then the child commits. It knows nothing of what the parent did, so it writes the pages as
they were at the fork over the pages as they are now.

The child's copy of the connection says that it holds the lock on the database. The kernel does not pass its
locks on to a forked child, and SQLite does not notice the fork. The child then tries to delete the journal of
its transaction, does not find it, and gets "disk I/O error". The parent gets no error, counts one row, and
the file passes SQLite's integrity check.

SQLite's documentation says: do not open a database, fork, and use the connection in the child
(sqlite.org/howtocorrupt.html). The cure is to open a connection in the child. The same on every version.
"""

import multiprocessing
import os
import sqlite3
import tempfile


def commit_late(connection, go_on):
    go_on.recv()
    try:
        connection.commit()
    except sqlite3.Error as error:
        print("the child's commit:", type(error).__name__, error)


def count(connection):
    return connection.execute("SELECT count(*) FROM entries").fetchone()[0]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(os.path.join(folder, "entries.db"))
        connection.execute("CREATE TABLE entries (name TEXT)")
        connection.execute("INSERT INTO entries VALUES ('from before the fork')")

        context = multiprocessing.get_context("fork")
        mine, theirs = context.Pipe()
        child = context.Process(target=commit_late, args=(connection, theirs))
        child.start()
        connection.commit()
        connection.executemany("INSERT INTO entries VALUES (?)", [("row %d" % i,) for i in range(1000)])
        connection.commit()
        print("rows_committed =", count(connection))

        mine.send("go on")
        child.join()
        print("rows_left =", count(connection))
        print("integrity check:", connection.execute("PRAGMA integrity_check").fetchone()[0])
        connection.close()
