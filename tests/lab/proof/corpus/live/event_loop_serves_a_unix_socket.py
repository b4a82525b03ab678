"""asyncio waits for connections to a Unix socket that any process of the machine may connect to."""

# ends: never

import asyncio
import os


async def main():
    server = await asyncio.start_unix_server(lambda *_: None, f"\0serves-{os.getpid()}")
    async with server:
        await asyncio.get_running_loop().create_future()


asyncio.run(main())
