"""Pictures of every page in every important state, in both languages, at 1280 and 390 px, to be looked at:
`python -m tests.pages.pictures [DIRECTORY] [PATTERN OF language-name]`, for example `'fr-union'`.

The example cycle is filed and published in a directory that is thrown away; a real server, a real browser.
"""

from __future__ import annotations

import sys
from pathlib import Path

DEFAULT = Path(__file__).parents[2] / "var" / "pictures"

if __name__ == "__main__":
    # Imported only here: the confined readers of workbooks, which are small, import the main module again.
    from tests.pages.taking import take

    given = sys.argv[1:]
    take(Path(given[0]) if given else DEFAULT, given[1] if len(given) > 1 else "")
