"""A caller that costs little: plain HTTP/1.1 over as many connections as asked, each answer timed. Loopback only."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import httpx

BROKEN = 0
"""Counted as the status of a request whose connection broke."""


@dataclass
class Calls:
    """What came of many requests: seconds each took, answers by status, seconds in all."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    lasted: float = 0.0

    @property
    def a_second(self) -> float:
        return len(self.seconds) / self.lasted

    def quantile(self, share: float) -> float:
        """Return the time in milliseconds that this share of the answers did not exceed."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000

    def __str__(self) -> str:
        middle = statistics.median(self.seconds) * 1000
        answers = ", ".join(f"{count} x {status}" for status, count in sorted(self.statuses.items()))
        return f"{self.a_second:7.0f} /s   p50 {middle:6.0f} ms   p99 {self.quantile(0.99):6.0f} ms   {answers}"


def raw(path: str, body: bytes, kind: str, token: str = "") -> bytes:
    """Return a POST as bytes."""
    who = f"Authorization: Bearer {token}\r\n" if token else ""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{who}Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def multipart(workbook: bytes) -> tuple[bytes, str]:
    """Return a form with a workbook in its field `file`, and the form's content type."""
    request = httpx.Request("POST", "http://127.0.0.1", files={"file": ("filled.xlsx", workbook)})
    return request.read(), request.headers["content-type"]


def call(port: int, requests: Iterable[bytes], connections: int) -> Calls:
    """Send every request once, over `connections` at a time; returns what came of them."""
    return asyncio.run(_call(port, iter(requests), connections))


async def _call(port: int, requests: Iterator[bytes], connections: int) -> Calls:
    calls = Calls()
    begun = time.perf_counter()
    await asyncio.gather(*(_connection(port, requests, calls) for _ in range(connections)))
    calls.lasted = time.perf_counter() - begun
    return calls


async def _connection(port: int, requests: Iterator[bytes], calls: Calls) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 22)
    for request in requests:
        begun = time.perf_counter()
        try:
            status = await _answer(reader, writer, request)
        except (ConnectionError, asyncio.IncompleteReadError):
            status = BROKEN
            reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 22)
        calls.seconds.append(time.perf_counter() - begun)
        calls.statuses[status] += 1
    writer.close()


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> int:
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    await reader.readexactly(int(head.split(b"content-length:")[1].split(b"\r\n")[0]))
    return int(head.split()[1])
