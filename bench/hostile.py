"""What hostile and damaged uploads cost a running service: no answer of 5xx, none over fifteen seconds, and memory that
does not grow: 2,000 templates damaged at random, every hostile file there is, and 200 of those at the same moment.

There is no peer: no other tool of the field takes such files. Loopback only, one process of the service.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path

import psutil

from bench.calling import call, multipart, raw
from bench.service import PATH, _serving
from indicators.loader import bundled
from schemas.submission import SubmissionIn
from service.render.filled_template import fill
from service.store import schema
from service.store.engine import Database
from tests.running import free_port
from tests.samples import company, open_cycle, self_assessment

HOSTILE = Path(__file__).parents[1] / "tests" / "hostile"
DAMAGED, AT_A_TIME, ROUNDS, AT_ONCE = 2_000, 4, 4, 200
LONGEST = 15.0
"""Seconds that no answer may take (threats.md)."""


def hostile_files() -> list[bytes]:
    """Return every hostile file of the tests."""
    sys.path.append(str(HOSTILE))
    found: list[bytes] = []
    for module in sorted(HOSTILE.glob("test_*.py")):
        files: dict[str, tuple[str, Callable[[], bytes]]] = getattr(import_module(module.stem), "FILES", {})
        found += [build() for _, build in files.values()]
    return found


def damaged(template: bytes, count: int) -> Iterable[bytes]:
    """Yield a filled template damaged in five ways in turn, the same at each run."""
    mutations = list(import_module("damage").MUTATIONS.values())
    chance = random.Random(2026)
    return (mutations[number % len(mutations)](template, chance) for number in range(count))


def _held(process: subprocess.Popen[bytes]) -> str:
    """The memory of the service and of its confined workers, in MB."""
    server = psutil.Process(process.pid)
    workers = sum(one.memory_info().rss for one in server.children(recursive=True)) / 1e6
    return f"{server.memory_info().rss / 1e6:4.0f} MB the server, {workers:4.0f} MB its children"


def main() -> None:
    """Upload them and print what came of it."""
    hostile, framework = hostile_files(), bundled()
    with tempfile.TemporaryDirectory(prefix="enr-bench-") as directory:
        url = f"sqlite:///{directory}/hostile.db"
        database = Database.open(url)
        schema.upgrade(database)
        open_cycle(database)
        tokens = [company(database, f"EX-{n:03}", f"Entreprise {n} (invented)").secret for n in range(AT_A_TIME)]
        database.close()
        body = SubmissionIn.model_validate(self_assessment(framework, name="Entreprise 0 (invented)")).as_submission()
        template = fill(body, framework)

        def request(content: bytes, number: int) -> bytes:
            form, kind = multipart(content)
            return raw(f"{PATH}/workbook", form, kind, tokens[number % AT_A_TIME])

        port = free_port()
        with _serving(url, port) as process:  # type: ignore[attr-defined]
            time.sleep(3)  # until the readers of workbooks are up
            print(f"   at the start            {_held(process)}")
            every = [request(one, n) for n, one in enumerate(damaged(template, DAMAGED))]
            share = DAMAGED // ROUNDS
            jobs = [(f"damaged, {share}", every[n * share : (n + 1) * share], AT_A_TIME) for n in range(ROUNDS)]
            wicked = [request(one, n) for n, one in enumerate(hostile)]
            jobs += [(f"hostile, {len(wicked)}", wicked, AT_A_TIME)] * 2
            jobs += [(f"at once, {AT_ONCE}", (wicked * AT_ONCE)[:AT_ONCE], AT_ONCE)] * 3
            for name, requests, connections in jobs:
                told = call(port, requests, connections)
                failed = sum(count for status, count in told.statuses.items() if status >= 500 and status != 503)
                verdict = "" if max(told.seconds) <= LONGEST and not failed else "   NOT MET"
                print(f"   {name:<16} {told}   longest {max(told.seconds):.2f} s{verdict}")
                print(f"   {'':<16} {_held(process)}", flush=True)


if __name__ == "__main__":
    main()
