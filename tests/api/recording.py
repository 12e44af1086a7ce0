"""The examples of the published description, written from what the service answers (`python -m tests.api`).

Lists and long texts are cut short; secrets are replaced by words that say so.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from service.api.examples import FILE
from service.intake.confinement import ConfinedReader
from service.store import schema
from service.store.engine import Database
from tests.api.conftest import Stage, staged
from tests.api.walkthrough import NEW_PASSWORD, walk_through
from tests.people import PASSWORD

SECRETS = {
    "secret": "shown-once-and-invented-0123456789",
    "form_token": "invented.form.token",
    "password": PASSWORD,
    "current": PASSWORD,
    "new": NEW_PASSWORD,
    "salt": "0" * 64,
    "prefix": "enr_invente",
}
"""What stands in the examples instead of what must not be kept."""
_WEBHOOK_SECRET = "whsec_" + "A" * 43 + "="
_LINK = re.compile(r"(/[ir]_[0-9a-f]{16}/)[A-Za-z0-9_-]{20,}")
_MOST = 1
"""Items of a list that an example shows."""
_LONGEST = 400
"""Characters of a text that an example shows whole."""


@contextmanager
def light_stage() -> Iterator[Stage]:
    """A stage on a database of its own, outside the tests."""
    directory = Path(tempfile.mkdtemp(prefix="enr-walk-"))
    url = f"sqlite:///{directory / 'walk.db'}"
    database = Database.open(url)
    schema.upgrade(database)
    try:
        with ConfinedReader(1) as reader:
            yield staged(database, url, reader)
    finally:
        database.close()
        shutil.rmtree(directory)


def shortened(value: Any, key: str = "") -> Any:
    """Return JSON as an example shows it: a few items of each list, long texts cut, no secret."""
    if isinstance(value, dict):
        return {name: shortened(one, name) for name, one in value.items()}
    if isinstance(value, list):
        return [shortened(one, key) for one in value[:_MOST]]
    if not isinstance(value, str):
        return value
    if key in SECRETS and value:
        return _WEBHOOK_SECRET if value.startswith("whsec_") else SECRETS[key]
    cut = value if len(value) <= _LONGEST else value[:_LONGEST]
    return re.sub(
        r"(/(?:invitation|password)[a-z-]*/[ir]_[0-9a-f]{16}/)[A-Za-z0-9_-]{20,}", rf"\1{SECRETS['secret']}", cut
    )


def main() -> None:
    """Write the examples of the description anew."""
    with light_stage() as stage:
        walk = walk_through(stage)
    names = sorted({*walk.sent, *walk.came})
    told = {
        name.replace(".", "_"): {
            **({"request": shortened(walk.sent[name])} if name in walk.sent else {}),
            **({"responses": shortened(walk.came[name])} if name in walk.came else {}),
        }
        for name in names
    }
    FILE.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
