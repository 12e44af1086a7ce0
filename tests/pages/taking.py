"""Takes the pictures of every state: the work of `python -m tests.pages.pictures`."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from service.store import schema
from service.store.engine import Database
from tests.browser import launched
from tests.example import example_database
from tests.pages.gallery import gallery
from tests.pages.offices import opened
from tests.pages.plan import LANGUAGES
from tests.pages.states import ROOMS
from tests.pages.walk import walk

WIDTHS = (1280, 390)


def take(directory: Path, wanted: str) -> None:
    """Write one picture a state, language and width, of those whose `language-name` the pattern finds."""
    directory.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        rooms = Path(made) / "gallery"
        rooms.mkdir()
        here = gallery(_example(Path(made)), rooms)
        with opened(here.office) as url, launched() as browser:
            for language in LANGUAGES:
                named = (one for room in ROOMS.values() for one in room)
                states = [one for one in named if re.search(wanted, f"{language}-{one.name}")]
                for sight in walk(browser, here, url, states, language=language):
                    for width in WIDTHS:
                        sight.visitor.page.set_viewport_size({"width": width, "height": 900})
                        name = re.sub(r"[^a-zA-Z0-9-]+", "_", f"{sight.state.name}.{language}.{width}")
                        sight.visitor.page.screenshot(path=str(directory / f"{name}.png"), full_page=True)
                    sight.visitor.page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        here.office.house.reader.close()


def _example(directory: Path) -> str:
    empty = directory / "empty.db"
    database = Database.open(f"sqlite:///{empty}")
    schema.upgrade(database)
    database.close()
    return example_database(empty, directory)
