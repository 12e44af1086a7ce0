"""Draws one page of ours as PDF in a process that does nothing else: HTML comes in, the PDF goes out.

A whole report takes seconds of processor time, in which the server would draw and nothing else; `pdf_drawing.py` starts
such children side by side.
"""

from __future__ import annotations

import os
import sys
from typing import IO, Final

from service.errors import ServiceError
from service.render.pdf import pdf_of

UNAVAILABLE: Final = 3
"""How the child ends where it cannot draw: what it lacks is then all that it gave out."""

_YIELDING: Final = 5
"""Whoever asks the server for a page goes first."""


def serve(page: IO[bytes], drawn: IO[bytes]) -> int:
    """Draw one page; return how the process ends."""
    try:
        drawn.write(pdf_of(page.read().decode()))
    except ServiceError as refused:
        if refused.code != "pdf_unavailable":
            raise
        drawn.write(str(refused.params["reason"]).encode())
        return UNAVAILABLE
    return 0


if __name__ == "__main__":
    os.nice(_YIELDING)
    sys.exit(serve(sys.stdin.buffer, sys.stdout.buffer))
