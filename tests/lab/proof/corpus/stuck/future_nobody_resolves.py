"""asyncio waits for a future that nothing resolves: no timer is set, and only its own wake-up socket is watched."""

# stuck: 1 thread of 1 process

import asyncio


async def main():
    await asyncio.get_running_loop().create_future()


asyncio.run(main())
