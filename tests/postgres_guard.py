"""A process that outlives the tests by a moment: when they end, in whatever way, it stops their PostgreSQL server at
once and removes its directory. Its only argument is that directory; the end of its input is the end of the tests.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

_SECONDS = 10


def stop(data: Path) -> None:
    """Stop the server of a data directory without a last checkpoint: nothing of it is kept."""
    with suppress(FileNotFoundError, ProcessLookupError):
        server = int((data / "postmaster.pid").read_text(encoding="ascii").split()[0])
        os.kill(server, signal.SIGQUIT)
        deadline = time.monotonic() + _SECONDS
        while time.monotonic() < deadline:
            os.kill(server, 0)  # raises when it has ended
            time.sleep(0.02)


def main() -> None:
    """Wait for the tests to end, then clear up."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)  # Ctrl-C and a closed terminal reach the whole group
    home = Path(sys.argv[1])
    sys.stdin.read()
    stop(home / "data")
    shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
