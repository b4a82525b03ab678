"""Waits for a FIFO that it holds open for writing itself, but that a stranger holds open too."""
import os
import sys

fifo = os.open(sys.argv[1], os.O_RDWR)
print("waiting", flush=True)
os.read(fifo, 1)
