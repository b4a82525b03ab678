"""An event loop waits for a future that no task will ever resolve.

The loop sleeps in epoll_wait without a time limit, because no timer is set. It watches one socket
pair, to which call_soon_threadsafe() would write; both ends belong to this process, and its only
thread is asleep. A timer, such as asyncio.wait_for() sets, gives the wait a limit, and then this is
no deadlock. On every version, on Linux; on other systems the loop uses another call.
"""

import asyncio


async def main():
    answer = asyncio.get_running_loop().create_future()
    print("waiting for the answer", flush=True)
    print(await answer)


asyncio.run(main())
