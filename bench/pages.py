"""Public pages of a cycle of 10,000 companies from a real server, beside a bare Jinja2 page of the same size and a
static file of the same server and run, all gzipped as a browser asks for them.

First: nothing kept, one caller at a time, page and bare page in turn. Under load: 32 connections, the page as visitors
get it (kept since its first visit), beside the bare page and the static file asked for in the same way.

The cycle is made once (`published_cycle.publish`: plain statements, one in ten companies public, three unions that
annotate every clause, figure and many answers) and kept in `var/bench` as long as what makes it is the same.
Usage: python -m bench.pages [STORE].
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
import time
from itertools import cycle as round_and_round
from itertools import islice
from pathlib import Path

import httpx
import psutil

from bench import published_cycle, stored_cycle
from bench.calling import Calls, call
from bench.service import _running
from service import migrations
from service.workflows import frozen
from tests.running import free_port

COMPANIES, CONNECTIONS, KEPT, FIRST = 10_000, 32, 320, 12
HOME = Path(__file__).parents[1] / "var" / "bench"
PATHS = (
    *("", "/pledge", "/report", "/report/1", "/indicators/SD-1", "/companies", "/companies?page=50"),
    *("/companies/EX-00000", "/unions", "/unions/UN-1", "/data", "/method", "/editions", "/log", "/embed/SD-2"),
    "/explorer",
)


def main() -> None:
    """Print one line a page."""
    store = Path(sys.argv[1]) if len(sys.argv) > 1 else made(COMPANIES)
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "bench.pages_peer:app", "--port", str(port), "--log-level", "error"]
    settings = {"ENREGARD_DATABASE_URL": f"sqlite:///{store}", "ENREGARD_REQUESTS_PER_MINUTE": "0"}
    with tempfile.TemporaryDirectory() as directory:
        settings |= {"ENREGARD_LOG_KEY_FILE": str(Path(directory) / "log.key")}
        with _running(command, port, "/readyz", **settings):
            _measure(port)


def made(companies: int) -> Path:
    """Return the store of a published cycle of so many companies: an earlier one where the same modules made it."""
    modules = (published_cycle, stored_cycle, frozen)
    made_by = [Path(str(one.__file__)).read_bytes() for one in modules]
    made_by += [path.name.encode() for path in sorted(Path(str(migrations.__path__[0])).rglob("*.py"))]
    made_by.append(stored_cycle.FRAMEWORK.content_hash.encode())
    path = HOME / f"pages-{companies}-{hashlib.sha256(b''.join(made_by)).hexdigest()[:12]}.db"
    if not path.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        for old in HOME.glob(f"pages-{companies}-*"):
            old.unlink()
        begun = time.perf_counter()
        published_cycle.publish(path.with_suffix(".part"), companies)
        path.with_suffix(".part").rename(path)
        print(f"   {companies} companies published in {time.perf_counter() - begun:.0f} s, kept in {path}", flush=True)
    return path


def _measure(port: int) -> None:
    home = httpx.get(f"http://127.0.0.1:{port}/fr", timeout=300).text  # the edition is loaded once in a process
    style = home[home.index("/static/pages") :].split('"')[0]
    print(f"   a static file of {len(httpx.get(f'http://127.0.0.1:{port}{style}').content) / 1000:.0f} kB")
    for path in (f"/fr{one}" for one in PATHS):
        size = len(httpx.get(f"http://127.0.0.1:{port}{path}", timeout=120).content)
        alike = f"/bench/bare?size={size}"
        bare, first = Calls(), Calls()
        for _ in range(FIRST):
            bare.seconds += call(port, [_request(alike)], 1).seconds
            call(port, [_request("/bench/forget")], 1)
            first.seconds += call(port, [_request(path)], 1).seconds
        kept, simple, static = (_many(port, one) for one in (path, alike, style))
        print(
            f"   {path:24}{size / 1000:6.0f} kB"
            f"  first p50 {first.quantile(0.5):6.1f} longest {first.quantile(1):6.1f} ms,"
            f" {_ratio(first, bare, 0.5):5.1f} x bare (target 2);"
            f" under load p50 {kept.quantile(0.5):5.1f} p99 {kept.quantile(0.99):6.1f} ms,"
            f" {_ratio(kept, simple, 0.5):5.2f} x and {_ratio(kept, simple, 0.99):5.2f} x bare (target 2),"
            f" {_ratio(kept, static, 0.5):5.2f} x and {_ratio(kept, static, 0.99):5.2f} x static (target 1.2)",
            flush=True,
        )
    print(f"   load of the machine at the end: {psutil.getloadavg()[0]:.1f}")


def _ratio(ours: Calls, theirs: Calls, share: float) -> float:
    return ours.quantile(share) / theirs.quantile(share)


def _request(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n".encode()


def _many(port: int, path: str) -> Calls:
    return call(port, islice(round_and_round([_request(path)]), KEPT), CONNECTIONS)


if __name__ == "__main__":
    main()
