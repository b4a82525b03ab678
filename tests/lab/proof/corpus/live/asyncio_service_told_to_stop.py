"""An event loop waits for SIGTERM, for which it has a handler: the usual way in which a service is told to stop."""

# ends: never

import asyncio
import signal


async def serve():
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await stop.wait()


asyncio.run(serve())
