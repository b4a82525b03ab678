"""asyncio waits for a thread of its executor, which waits for a lock that the first thread holds."""

# stuck: 2 threads of 1 process

import asyncio
import threading

lock = threading.Lock()


async def main():
    with lock:
        await asyncio.get_running_loop().run_in_executor(None, lock.acquire)


asyncio.run(main())
