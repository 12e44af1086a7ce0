"""Public pages of the example's edition: server time beside a bare Jinja2 page of the same size and beside a static
file, through the same application in the same run.

Written: the page made anew (nothing kept), against Jinja2 alone filling a table to as many bytes. Kept: the page asked
for again, against a style sheet of ours from the same server.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from fastapi.testclient import TestClient
from jinja2 import Environment

from service.app import create_app
from service.pages.kept import PAGES
from service.settings import Settings
from service.store import schema
from service.store.engine import Database
from tests.example import example_database

PATHS = ("/fr/report", "/fr/report/1", "/fr/indicators/SD-1", "/fr/companies", "/fr/companies/EX-001", "/fr/pledge")
ROUNDS = 15
TARGET_WRITTEN, TARGET_KEPT = 2.0, 1.2
_BARE = """<!DOCTYPE html><title>{{ title }}</title><table>{% for row in rows %}<tr><th scope="row">{{ row.name }}</th>
<td class="n">{{ row.value }}</td><td>{{ row.text }}</td></tr>{% endfor %}</table>"""


def _milliseconds(act: Callable[[], object]) -> tuple[float, float]:
    """Median and 99th percentile of `ROUNDS` runs."""
    runs = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        act()
        runs.append((time.perf_counter() - begun) * 1000)
    return statistics.median(runs), sorted(runs)[int(0.99 * (len(runs) - 1))]


def _bare_page(size: int) -> Callable[[], str]:
    """A Jinja2 page that escapes as ours does, of about `size` characters."""
    template = Environment(autoescape=True).from_string(_BARE)
    row = {"name": "SD-1 Consultation", "value": "53 %", "text": "123 systems & 234 systems, median 67 %"}
    length = len(template.render(title="x", rows=[row])) - len(template.render(title="x", rows=[]))
    rows = [row] * (size // length)
    return lambda: template.render(title="x", rows=rows)


def main() -> None:
    """Print one line a page."""
    with tempfile.TemporaryDirectory() as made:
        empty = Path(made) / "empty.db"
        database = Database.open(f"sqlite:///{empty}")
        schema.upgrade(database)
        database.close()
        url = example_database(empty, Path(made))
        app = create_app(Settings(database_url=url, requests_per_minute=0))
        with TestClient(app, headers={"Accept-Encoding": "identity"}) as client:
            home = client.get("/fr").text
            style = home[home.index("/static/") :].split('"')[0]
            file = _milliseconds(lambda: client.get(style))[0]
            for path in PATHS:
                _told(client, path, file)


def _told(client: TestClient, path: str, file: float) -> None:
    size = len(client.get(path).text)

    def anew() -> None:
        PAGES.forget()
        client.get(path)

    written, worst = _milliseconds(anew)
    bare = _milliseconds(_bare_page(size))[0] + file  # the peer's page would go through the same server
    kept = _milliseconds(lambda: client.get(path))[0]
    print(
        f"{path:24} {size / 1000:5.0f} kB  written {written:6.1f} ms (p99 {worst:.1f}), {written / bare:4.1f} × bare "
        f"(target {TARGET_WRITTEN:g}); kept {kept:5.1f} ms, {kept / file:4.1f} × a static file (target {TARGET_KEPT:g})"
    )
