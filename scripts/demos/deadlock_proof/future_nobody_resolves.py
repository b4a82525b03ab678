"""An event loop waits for a future that nothing will ever resolve.

The loop sleeps in epoll_wait without a time limit, because no timer is set. It watches one socket
pair, which its own call_soon_threadsafe() would write to; both ends belong to this process, and its
only thread is asleep. With one timer, asyncio.wait_for() for instance, the wait has a limit and it
is no deadlock. On every version, on Linux; elsewhere the loop uses another call.
"""

import asyncio


async def main():
    answer = asyncio.get_running_loop().create_future()
    print("waiting for the answer", flush=True)
    print(await answer)


asyncio.run(main())
