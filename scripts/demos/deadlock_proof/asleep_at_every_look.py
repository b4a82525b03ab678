"""Two busy processes look asleep at one look after another; only the kernel's counters show that they are not stuck.

Two processes hand one byte to and fro. At every moment one of them has something to do. But reading
the state of both takes longer than handing the byte over, so each can be found asleep, one after the
other, although they never sleep at the same moment. A second look can find the same again.

The kernel counts how often it has taken a thread off a processor. A thread that sleeps at both looks,
and whose count is the same before the first look and after the second, has not run in between. If
that holds for every thread, then there is a moment, between the looks, at which all of them slept.
Two stuck processes pass this test every time; two busy ones never do. On every version, on Linux.
"""

import os
import signal

LOOKS, MOST_LOOKS = 2000, 10000


def start_pair(with_byte):
    """Start two processes that hand each other what they get, and give them a byte or not."""
    pipes = [os.pipe(), os.pipe()]
    pair = []
    for (inlet, _), (_, outlet) in zip(pipes, reversed(pipes)):
        child = os.fork()
        if child == 0:
            while os.write(outlet, os.read(inlet, 1)):
                pass
        pair.append(child)
    os.write(pipes[0][1], b"x" * with_byte)
    return pair


def status(pid, *names):
    """Give some values from what the kernel says of a process, as numbers or letters."""
    with open("/proc/{}/status".format(pid)) as file:
        text = file.read()
    return [text.partition("\n" + name + ":\t")[2].split(None, 1)[0] for name in names]


def sleeps(pid):
    return status(pid, "State") == ["S"]


def switches(pid):
    return status(pid, "voluntary_ctxt_switches", "nonvoluntary_ctxt_switches")


def look_often(pair):
    """Say how often one looked, and both were asleep: at one look, at two in a row, at one moment between them."""
    looks = one_look = two_looks = one_moment = 0
    # On a crowded machine the process that has the byte mostly waits for a processor, so more looks are needed.
    while looks < LOOKS or (one_look == 0 and looks < MOST_LOOKS):
        looks += 1
        # First the count, then the state; at the second look the other way round.
        first = [(switches(pid), sleeps(pid)) for pid in pair]
        second = [(sleeps(pid), switches(pid)) for pid in pair]
        asleep = all(state for _, state in first)
        still_asleep = asleep and all(state for state, _ in second)
        same_counts = [count for count, _ in first] == [count for _, count in second]
        one_look += asleep
        two_looks += still_asleep
        one_moment += still_asleep and same_counts
    return looks, one_look, two_looks, one_moment


if __name__ == "__main__":
    for name, with_byte in (("busy", True), ("stuck", False)):
        pair = start_pair(with_byte)
        while not with_byte and not all(map(sleeps, pair)):
            pass  # they have not come to their pipes yet
        looks, one_look, two_looks, one_moment = look_often(pair)
        print(name + "_looks =", looks)
        print(name + "_asleep_at_one_look =", one_look)
        print(name + "_asleep_at_two_looks =", two_looks)
        print(name + "_asleep_at_one_moment =", one_moment)
        for pid in pair:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
