"""A mail server that takes every letter and keeps none: `python -m bench.sink PORT`.

On SIGTERM it says how many letters came, and how many different Message-IDs they bore.
"""

import asyncio
import json
import re
import signal
import sys

_ID = re.compile(rb"^Message-ID: (<[^>]+>)", re.IGNORECASE | re.MULTILINE)
_END = b"\r\n.\r\n"


class Sink(asyncio.Protocol):
    """One connection."""

    taken = 0
    ids: set[bytes] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.way: asyncio.Transport = transport  # type: ignore[assignment]
        self.held, self.is_text = b"", False
        self.way.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.held += data
        while self._text() if self.is_text else self._line():
            pass

    def _line(self) -> bool:
        line, end, rest = self.held.partition(b"\r\n")
        if not end:
            return False
        self.held = rest
        word = line[:4].upper()
        if word == b"DATA":
            self.is_text = True
            self.way.write(b"354 Go on\r\n")
        elif word == b"EHLO":
            self.way.write(b"250-sink\r\n250 8BITMIME\r\n")
        elif word == b"QUIT":
            self.way.write(b"221 Bye\r\n")
            self.way.close()
        else:
            self.way.write(b"250 OK\r\n")
        return True

    def _text(self) -> bool:
        text, end, rest = self.held.partition(_END)
        if not end:
            return False
        self.held, self.is_text = rest, False
        Sink.taken += 1
        if found := _ID.search(text):
            Sink.ids.add(found[1])
        self.way.write(b"250 Taken\r\n")
        return True


async def main(port: int) -> None:
    loop, over = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, over.set)
    async with await loop.create_server(Sink, "127.0.0.1", port):
        await over.wait()
    print(json.dumps({"taken": Sink.taken, "ids": len(Sink.ids)}), flush=True)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
