"""After a fork there are two locks: to release one of them does not release the other.

The program forks twice while a thread of the parent holds the lock. First the parent's thread releases
the lock: the child's copy stays locked. Then the child releases its copy, which any thread may do with a
Lock: the parent's lock stays locked. The copy is an ordinary lock in the child's own memory. What the
child lacks is only the thread that would release it.

So waiting does not help. A release in the child's first lines unlocks the copy, but the data that the
lock protects were copied in the middle of a change.

Every version, Linux, with fork. Each process says what it sees when it is told to look. A lock that is
shared between processes, multiprocessing.Lock, would be one lock.
"""

import multiprocessing
import threading

lock = threading.Lock()


def hold(held, may_release):
    with lock:
        held.set()
        may_release.wait()


def look(connection, is_to_release):
    connection.recv()
    if is_to_release:
        lock.release()
    connection.send(lock.locked())


def fork_while_held(who_releases):
    held, may_release = threading.Event(), threading.Event()
    holder = threading.Thread(target=hold, args=(held, may_release))
    holder.start()
    held.wait()
    connection, childs_end = multiprocessing.Pipe()
    child = multiprocessing.get_context("fork").Process(target=look, args=(childs_end, who_releases == "child"))
    child.start()
    if who_releases == "parent":
        may_release.set()
        holder.join()
    connection.send("look now")
    print(f"released_by_{who_releases}_locked_in_child =", int(connection.recv()))
    print(f"released_by_{who_releases}_locked_in_parent =", int(lock.locked()))
    may_release.set()
    holder.join()
    child.join()


if __name__ == "__main__":
    fork_while_held("parent")
    fork_while_held("child")
