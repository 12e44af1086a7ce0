"""From an SVG to a PNG, with fonts of our own where they are shipped, so that every machine draws the same picture."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import resvg_py
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parents[2] / "static" / "fonts"
"""The service's own fonts (woff2), which pages are set in."""


def png(svg: str, *, zoom: float = 1.0) -> bytes:
    """Return an SVG of ours as PNG bytes, `zoom` times its size. Raises ValueError where it is no SVG."""
    fonts = [str(path) for path in sorted(Path(_unpacked().name).iterdir())]
    drawn = resvg_py.svg_to_bytes(svg_string=svg, zoom=zoom, font_files=fonts, skip_system_fonts=bool(fonts))
    return bytes(drawn)


@cache
def _unpacked() -> tempfile.TemporaryDirectory[str]:
    """Unpack our fonts once a process, until it ends: the renderer reads no woff2."""
    directory = tempfile.TemporaryDirectory(prefix="enregard-fonts-")
    for path in sorted(FONTS.glob("*.woff2")):
        font = TTFont(path)
        font.flavor = None
        font.save(Path(directory.name) / f"{path.stem}.ttf")
    return directory
