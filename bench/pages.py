"""Public pages of a cycle of 10,000 companies from a real server: first rendering and kept, p50 and p99, beside a bare
Jinja2 page of the same size and a static file of the same server and run, all gzipped as a browser asks for them.

First: nothing kept, one caller at a time, beside the bare page asked for in the same way. Kept: 32 connections, beside
the static file asked for in the same way. Usage: python -m bench.pages [STORE made by `published_cycle.publish`].
"""

from __future__ import annotations

import sys
import tempfile
from itertools import cycle as round_and_round
from itertools import islice
from pathlib import Path

import httpx

from bench.calling import Calls, call
from bench.published_cycle import publish
from bench.service import _running
from tests.running import free_port

COMPANIES, CONNECTIONS, KEPT, FIRST = 10_000, 32, 500, 8
PATHS = (
    *("", "/pledge", "/report", "/report/1", "/indicators/SD-1", "/companies", "/companies/EX-00000"),
    *("/unions", "/unions/UN-1", "/data", "/method", "/editions", "/log", "/embed/SD-2"),
)


def main() -> None:
    """Print one line a page."""
    with tempfile.TemporaryDirectory() as made:
        path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(made) / "pages.db"
        if len(sys.argv) < 2:
            publish(path, COMPANIES)
        port = free_port()
        command = [sys.executable, "-m", "uvicorn", "bench.pages_peer:app", "--port", str(port), "--log-level", "error"]
        settings = {"ENREGARD_DATABASE_URL": f"sqlite:///{path}", "ENREGARD_REQUESTS_PER_MINUTE": "0"}
        settings |= {"ENREGARD_LOG_KEY_FILE": str(Path(made) / "log.key")}
        with _running(command, port, "/readyz", **settings):
            _measure(port)


def _measure(port: int) -> None:
    home = httpx.get(f"http://127.0.0.1:{port}/fr", timeout=300).text  # the edition is loaded once in a process
    style = home[home.index("/static/pages") :].split('"')[0]
    print(f"   a static file of {len(httpx.get(f'http://127.0.0.1:{port}{style}').content) / 1000:.0f} kB")
    for path in (f"/fr{one}" for one in PATHS):
        size = len(httpx.get(f"http://127.0.0.1:{port}{path}", timeout=120).content)
        bare, first = Calls(), Calls()
        for _ in range(FIRST):
            bare.seconds += call(port, [_request(f"/bench/bare?size={size}")], 1).seconds
            call(port, [_request("/bench/forget")], 1)
            first.seconds += call(port, [_request(path)], 1).seconds
        kept, static = _many(port, path), _many(port, style)
        at, middle = first.quantile(0.5) / bare.quantile(0.5), kept.quantile(0.5) / static.quantile(0.5)
        last = kept.quantile(0.99) / static.quantile(0.99)
        told = f"   {path:24}{size / 1000:6.0f} kB"
        told += (
            f"  first p50 {first.quantile(0.5):6.1f} longest {first.quantile(1):6.1f} ms, {at:5.1f} x bare (target 2)"
        )
        told += f"; kept p50 {kept.quantile(0.5):5.1f} p99 {kept.quantile(0.99):6.1f} ms"
        told += f", {middle:4.2f} x static (target 1.2), p99 {last:4.2f} x"
        print(told, flush=True)


def _request(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n".encode()


def _many(port: int, path: str) -> Calls:
    return call(port, islice(round_and_round([_request(path)]), KEPT), CONNECTIONS)


if __name__ == "__main__":
    main()
