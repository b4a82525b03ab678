"""Mend this journal: all parts of a program call add(), and so do __del__ and signal handlers.

The collector or a signal can interrupt add() and read() at any line, and call add() there, on the same thread.
Neither method may hang then. What was added before a call of read() must be in its result, once. The
entries are numbered 1, 2, 3, ... in the order of the result. Several threads call add() at the same time. One
thread calls read(), and never from a handler. Change what you like above the line.
"""

import os
import sys
import threading


class Journal:
    def __init__(self):
        self.lock = threading.Lock()
        self.entries = []

    def add(self, text):
        with self.lock:
            number = len(self.entries) + 1
            entry = f"{number}: {text}"
            self.entries.append(entry)

    def read(self):
        with self.lock:
            return list(self.entries)


# ---------------------------------------------------------------- the checker; do not change it

LIMIT = 3  # seconds after which a call counts as hanging
MOST = 200  # lines of a call that are interrupted at most


class Interruption:
    """Call `function` once, after the given number of lines, where the collector or a signal could call it."""

    def __init__(self, function, lines):
        self.function, self.lines, self.happened = function, lines, False

    def __call__(self, frame, event, argument):
        if event == "line" and not self.happened:
            self.lines -= 1
            if self.lines < 0:
                self.happened = True
                self.function()
        return self


def run_interrupted(function, interruption):
    """Call `function` on a thread of its own; give its result, or None if it hangs."""
    results = []

    def call():
        sys.settrace(interruption)
        result = function()
        sys.settrace(None)
        results.append(result)

    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    thread.join(LIMIT)
    return results[0] if results else None


def wrong_with(entries, texts):
    """Say what is wrong with the entries if these texts were added, in any order; an empty line if nothing is."""
    numbers = [entry.split(": ", 1)[0] for entry in entries]
    if numbers != [str(number) for number in range(1, len(entries) + 1)]:
        return f"the entries have the numbers {', '.join(numbers[:5])}"
    found = [entry.split(": ", 1)[1] for entry in entries]
    for text in texts:
        if found.count(text) != texts.count(text):
            return f"{text!r} is there {found.count(text)} times"
    return "" if len(found) == len(texts) else "there are entries that were never added"


def check_interrupted(call, name):
    """Interrupt one call at its first line, another call at its second line, and so on."""
    for lines in range(MOST):
        journal = Journal()
        journal.add("before")
        interruption = Interruption(lambda journal=journal: journal.add("in between"), lines)
        if run_interrupted(lambda journal=journal: (call(journal),), interruption) is None:
            return f"{name} hangs when it is interrupted by add()"
        if not interruption.happened:
            return "" if lines else f"{name} does nothing"
        texts = ["before", "in between"] + ["an entry"] * (name == "add()")
        wrong = wrong_with(journal.read(), texts) or wrong_with(journal.read(), texts)
        if wrong:
            return f"{name} was interrupted by add(), and {wrong}"
    return f"{name} takes more than {MOST} lines"


def check_threads():
    journal = Journal()
    texts = [f"entry {number} of thread {thread}" for thread in range(4) for number in range(500)]
    threads = [threading.Thread(target=lambda i=i: [*map(journal.add, texts[i::4])], daemon=True) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LIMIT)
    wrong = "the threads hang" if any(thread.is_alive() for thread in threads) else wrong_with(journal.read(), texts)
    return f"four threads add, and {wrong}" if wrong else ""


def check():
    """Say what is still wrong, in one line; an empty line if nothing is."""
    return (
        check_interrupted(lambda journal: journal.add("an entry"), "add()")
        or check_interrupted(lambda journal: journal.read(), "read()")
        or check_threads()
    )


if __name__ == "__main__":
    wrong = check()
    print(wrong or "well done: add() can be called at any moment")
    print("mended =", int(not wrong))
    sys.stdout.flush()
    os._exit(bool(wrong))  # does not wait for threads that hang
