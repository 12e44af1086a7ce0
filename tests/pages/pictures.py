"""Pictures of every public page, to be looked at: `python -m tests.pages.pictures [DIRECTORY] [PART OF AN ADDRESS]`.

The example cycle is filed and published in a directory that is thrown away; a real server, a real browser.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from service.store import schema
from service.store.engine import Database
from tests.browser import launched, visiting
from tests.example import example_database
from tests.pages.plan import EVERY
from tests.running import served

ROOT = Path(__file__).parents[2]
WIDTHS = (1280, 390)


def main(directory: Path, wanted: str) -> None:
    """Write one picture a page and width."""
    directory.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        empty = Path(made) / "empty.db"
        database = Database.open(f"sqlite:///{empty}")
        schema.upgrade(database)
        database.close()
        url = example_database(empty, Path(made))
        with served(url) as (address, _), launched() as browser:
            for width in WIDTHS:
                with visiting(browser, address, width=width) as visitor:
                    for path in (one for one in EVERY if re.search(wanted, one)):
                        page = visitor.goes(path)
                        name = re.sub(r"[^a-zA-Z0-9-]+", "_", path.strip("/")) or "home"
                        page.screenshot(path=str(directory / f"{name}-{width}.png"), full_page=True)


if __name__ == "__main__":
    main(
        Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "var" / "pictures", sys.argv[2] if len(sys.argv) > 2 else ""
    )
