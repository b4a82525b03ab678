"""A SQLite connection used by two processes: a thousand committed rows are gone.

A connection with an open transaction is inherited by a forked child. The parent commits, adds a thousand
rows and commits them too. Then the child, which knows nothing of all that, commits what it inherited:
the pages as they were at the fork, over the pages as they are now.

The child believes that it holds the lock on the database, because the copied connection says so. The
kernel's locks are not inherited by a fork, and SQLite cannot know that there was one. It deletes the
journal of a transaction that is over, does not find it, and reports "disk I/O error", to the child. The
parent gets no error, counts on, and the file passes SQLite's own integrity check.

SQLite says of it: do not open a database, fork, and use the connection in the child
(sqlite.org/howtocorrupt.html). The cure is a connection of the child's own. The same on every version.
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
