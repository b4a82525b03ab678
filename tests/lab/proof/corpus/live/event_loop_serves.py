"""asyncio waits for connections over TCP, and for nothing else."""

# ends: never

import asyncio


async def main():
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    await server.serve_forever()


asyncio.run(main())
