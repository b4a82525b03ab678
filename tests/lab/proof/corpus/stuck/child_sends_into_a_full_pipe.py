"""The child sends more than the pipe holds, and the parent receives only when the child has ended."""

# stuck: 2 threads of 2 processes

import multiprocessing

context = multiprocessing.get_context("fork")
receiving, sending = context.Pipe(duplex=False)
child = context.Process(target=sending.send_bytes, args=(bytes(1 << 20),))
child.start()
child.join()
receiving.recv_bytes()
