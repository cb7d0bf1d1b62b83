#!/usr/bin/env python3
"""A web server of tools/lab that misbehaves on demand: `web_server.py ADDRESS PORT`.

It answers every request alike, by what it was told last on its standard input: lines of `status N`
and `delay SECONDS`. It ends when that input does. To be dead or frozen it takes a signal.
"""
import asyncio
import sys

answer = {"status": 200, "delay": 0.0}


async def serve(reader, writer):
    try:
        while await reader.readuntil(b"\r\n\r\n"):
            if answer["delay"]:
                await asyncio.sleep(answer["delay"])
            writer.write(b"HTTP/1.1 %d Told\r\nContent-Length: 3\r\n\r\nok\n" % answer["status"])
            await writer.drain()
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
        pass
    finally:
        writer.close()


async def main(address, port):
    await asyncio.start_server(serve, address, port, reuse_address=True, backlog=1024)
    commands = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(commands), sys.stdin)
    while line := (await commands.readline()).decode():
        word, value = line.split()
        answer[word] = type(answer[word])(value)


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
