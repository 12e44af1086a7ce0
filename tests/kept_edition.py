"""An edition with one file, put into a store without publishing anything."""

from __future__ import annotations

import hashlib
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from service.store import editions
from service.store.engine import Database


def row(cycle: str = "2026", major: int = 1, minor: int = 0, **more: Any) -> dict[str, Any]:
    """Return the row of an edition."""
    facts = {"framework": "paris-2025@1", "framework_hash": "0" * 64, "position": 0, "program": "0", "checklist": []}
    numbers = {"id": f"{cycle}-{major}.{minor}", "cycle": cycle, "major": major, "minor": minor}
    rest = {"reason": None, "previous": None, "organisation": None, "token": None, "published": datetime.now(UTC)}
    return {**facts, **numbers, **rest, **more}


def keep_edition(database: Database, content: bytes = b"une page", **more: Any) -> str:
    """Keep an edition of the open cycle with one public file, `page.txt`; returns the file's hash."""
    digest = hashlib.sha256(content).hexdigest()
    file = {"name": "page.txt", "media_type": "text/plain", "audience": "public", "size": len(content)}
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "page.txt"
        path.write_bytes(content)

        def act(connection: Any) -> None:
            editions.add_pieces(connection, digest, path)
            editions.add_edition(connection, row(**more), [{**file, "sha256": digest}])

        database.write(act)
    return digest
