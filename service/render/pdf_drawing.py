"""PDFs drawn by children (`pdf_child.py`), side by side with whatever whoever asked for them does meanwhile."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryFile

from service.errors import ServiceError
from service.render.pdf_child import UNAVAILABLE


class Drawing:
    """A PDF that a child is drawing into a file. `finish` it, and in any case `forget` it."""

    def __init__(self, child: subprocess.Popen[bytes], path: Path) -> None:
        self._child = child
        self._path = path

    @property
    def process(self) -> int:
        """The child's process id."""
        return self._child.pid

    def finish(self) -> None:
        """Wait until it is drawn. Raises ServiceError `pdf_unavailable` (503) where Pango is missing, and OSError where
        the child ended before its time; then there is no file."""
        status = self._child.wait()
        if status == 0:
            return
        said = self._path.read_text(encoding="utf-8", errors="replace")
        self._path.unlink()
        if status == UNAVAILABLE:
            raise ServiceError("pdf_unavailable", 503, {"reason": said})
        raise ChildProcessError(f"the process that drew {self._path.name} ended with status {status}")

    def forget(self) -> None:
        """Stop the child where it still draws: nobody wants the PDF any more."""
        self._child.kill()
        self._child.wait()


def draw(html: str, path: Path) -> Drawing:
    """Have a child draw a page of ours into `path`, byte for byte what `pdf.pdf_of` gives. Raises OSError."""
    # a group of its own: an interrupt typed at the server's terminal is the server's to handle
    command = [sys.executable, "-m", "service.render.pdf_child"]
    with TemporaryFile() as page, path.open("wb") as drawn:
        page.write(html.encode())
        page.seek(0)
        return Drawing(subprocess.Popen(command, stdin=page, stdout=drawn, process_group=0), path)  # noqa: S603  our own module
