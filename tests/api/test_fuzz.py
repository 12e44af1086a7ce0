"""A fuzzer that knows the published description finds nothing, whoever it comes as: no error of the server, no answer
that is not announced, nothing accepted that should not be.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.access import ALL
from service.store.engine import Database
from service.workflows.accounts import create_account
from tests.running import Nursery
from tests.samples import company, open_cycle

FUZZER = str(Path(sys.executable).with_name("schemathesis"))


@pytest.fixture(scope="module")
def doors(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Nursery, dict[str, str]]]:
    """A real server, and a token for each role."""
    file = tmp_path_factory.mktemp("fuzz") / "enregard.db"
    file.write_bytes(sqlite_template.read_bytes())
    url = f"sqlite:///{file}"
    database = Database.open(url)
    open_cycle(database)
    tokens = {"company": company(database).secret}
    for kind in ("union", "secretariat", "analyst"):
        tokens[kind] = create_account(database, kind=kind, name=f"{kind} (invented)").secret  # type: ignore[arg-type]
    database.close()
    with Nursery(url) as nursery:
        nursery.start()
        yield nursery, tokens


SETTINGS = """
[checks]
negative_data_rejection.expected-statuses = [400, 401, 403, 404, 405, 406, 409, 412, 413, 415, 422, 428, 429]
"""
"""Too large (413), of another type (415), at the wrong time (409): all of them refuse what breaks the schema."""

SEED = "20250211"
"""One draw for everyone, so that a commit is judged by its code; change it to look elsewhere."""

WRITERS = {"company", "union", "secretariat"}
"""Those who may write also get chains of requests; for the others most of them would be the same refusal again."""

MOST = os.environ.get("FUZZ_EXAMPLES", "2")
"""Examples an operation; `make fuzz` asks for more, and for every phase."""


@pytest.mark.parametrize("role", sorted(ALL))
def test_nothing_is_found_at_any_door(doors: tuple[Nursery, dict[str, str]], role: str, tmp_path: Path) -> None:
    nursery, tokens = doors
    phases = os.environ.get("FUZZ_PHASES", "examples,fuzzing,stateful" if role in WRITERS else "examples,fuzzing")
    credentials = ["--header", f"Authorization: Bearer {tokens[role]}"] if role in tokens else []

    (tmp_path / "schemathesis.toml").write_text(SETTINGS, encoding="utf-8")

    done = subprocess.run(
        [
            FUZZER,
            "run",
            f"{nursery.url}/openapi.json",
            *credentials,
            *("--phases", phases, "--max-examples", MOST, "--max-response-time", "15", "--seed", SEED),
            # What the framework asks (which codes exist, which answers are needed) is beyond any schema.
            *("--checks", "all", "--exclude-checks", "positive_data_acceptance"),
            *("--continue-on-failure", "--no-color", "--warnings", "off", "--generation-database", "none"),
        ],
        capture_output=True,
        text=True,
        timeout=1800,
        check=False,
        cwd=tmp_path,
    )

    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert re.search(r"Operations: +([0-9]+) selected / \1 total", done.stdout)
