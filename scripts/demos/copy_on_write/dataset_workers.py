"""Workers that only read a list of objects copy it; workers that read an array or one block of bytes do not.

    dataset_workers.py [KIND …]        one or more of KINDS, else all of them

As in a data loader, the parent makes a data set of up to 200 000 items and forks three workers. In one
epoch each worker reads its share of the items, in a scattered order, and drops them again. It measures its USS, the
memory that it shares with no other process, before the epoch, after one item in a hundred, and after the epoch:

  strings   a list of str. To take a str, CPython counts a reference in the str itself. That is a write, so the
            kernel copies the page on which the str lies, with its neighbours;
  records   a list of tuples (name, label). The same happens to each tuple; the names in them are not read here;
  numbers   an array.array of integers. The array holds no objects: each read makes a new int in the worker;
  packed    the same strings in one bytearray, with an array that says where each string ends.

The same on CPython 3.8 to 3.15. Linux, because /proc tells the USS.
"""

import array
import multiprocessing
import os
import sys

WORKERS = 3
COUNT = min(200_000, int(os.environ.get("DATA_MIB", 112)) * 2**20 // 2 // 160)


class Packed:
    def __init__(self, strings):
        self.block, self.ends = bytearray(), array.array("q", [0])
        for string in strings:
            self.block += string.encode()
            self.ends.append(len(self.block))

    def __getitem__(self, index):
        return self.block[self.ends[index] : self.ends[index + 1]].decode()


KINDS = {
    "strings": lambda: ["train/image_%06d.jpeg" % number for number in range(COUNT)],
    "records": lambda: [("train/image_%06d.jpeg" % number, number % 10) for number in range(COUNT)],
    "numbers": lambda: array.array("q", range(COUNT)),
    "packed": lambda: Packed("train/image_%06d.jpeg" % number for number in range(COUNT)),
}


def uss_mib():
    with open("/proc/self/smaps_rollup") as rollup:
        return sum(int(line.split()[1]) for line in rollup if line.startswith("Private_")) / 1024


def read_share(dataset, worker, sending):
    sending.send(uss_mib())
    for place in range(worker, COUNT, WORKERS):
        dataset[place * 7919 % COUNT]  # a prime number: an order in which neighbours are far apart
        if place // WORKERS == COUNT // WORKERS // 100:
            sending.send(uss_mib())
    sending.send(uss_mib())


def train(kind):
    before = uss_mib()
    dataset = KINDS[kind]()
    print("%s_data_mib = %.1f" % (kind, uss_mib() - before))
    receiving, sending = zip(*[context.Pipe(duplex=False) for _ in range(WORKERS)])
    workers = [context.Process(target=read_share, args=(dataset, n, sending[n])) for n in range(WORKERS)]
    for worker in workers:
        worker.start()
    for moment in ("begin", "one_percent", "epoch"):
        print("%s_worker_at_%s_mib = %.1f" % (kind, moment, sum(end.recv() for end in receiving) / WORKERS))
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    print("items =", COUNT)
    for kind in sys.argv[1:] or KINDS:
        program = context.Process(target=train, args=(kind,))
        program.start()
        program.join()
