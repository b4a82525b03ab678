"""asyncio waits in epoll for the time at which it has promised to go on."""

import asyncio

asyncio.run(asyncio.sleep(1.5))
