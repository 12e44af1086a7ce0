"""How tasks grow with the companies, drawn as one SVG on two logarithmic axes. Nothing is measured here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, floor, log10
from pathlib import Path
from xml.sax.saxutils import escape

LEFT, TOP, WIDTH, HEIGHT = 70, 60, 470, 300
COLOURS = ("#17478F", "#9A3412", "#3F6212", "#6B21A8", "#0F766E")


def draw(path: Path, sizes: Sequence[int], found: Sequence[Mapping[str, float]]) -> None:
    """Draw seconds (of each task in `found`, by size) over numbers of companies. Raises OSError."""
    values = [value for one in found for value in one.values()]
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    across = [LEFT + WIDTH * log10(size / sizes[0]) / log10(sizes[-1] / sizes[0]) for size in sizes]

    def up(value: float) -> float:
        return TOP + HEIGHT * (high - log10(value)) / (high - low)

    parts = [_text(LEFT, 28, "Growth of the report with companies / Croissance du rapport avec les entreprises", 13)]
    parts.append(_text(LEFT, 46, "seconds, logarithmic / secondes, échelle logarithmique", 12))
    for exponent in range(low, high + 1):
        at = up(10.0**exponent)
        parts.append(f'<path d="M{LEFT} {at:.1f}h{WIDTH}" stroke="#D6D3D1"/>')
        parts.append(_text(LEFT - 8, at + 4, f"{10.0**exponent:g}", 12, "end"))
    for size, x in zip(sizes, across, strict=True):
        parts.append(_text(x, TOP + HEIGHT + 20, str(size), 12, "middle"))
    for name, colour in zip(found[0], COLOURS, strict=False):
        line = [f"{x:.1f},{up(one[name]):.1f}" for x, one in zip(across, found, strict=True)]
        parts.append(f'<polyline points="{" ".join(line)}" fill="none" stroke="{colour}" stroke-width="2"/>')
    colours, lowest = dict(zip(found[0], COLOURS, strict=False)), 0.0
    for name, value in sorted(found[-1].items(), key=lambda one: -one[1]):  # from the top, none over another
        lowest = max(up(value) + 4, lowest + 14)
        parts.append(_text(LEFT + WIDTH + 8, lowest, f"{name} {value:.2f} s", 12, colour=colours[name]))
    said = "; ".join(
        f"{name}: " + ", ".join(f"{size}: {one[name]:.2f} s" for size, one in zip(sizes, found, strict=True))
        for name in found[0]
    )
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 700 {TOP + HEIGHT + 40}" role="img">'
    body = f'<title>{escape(said)}</title><rect width="100%" height="100%" fill="#FFFFFF"/>{"".join(parts)}</svg>\n'
    path.write_text(head + body, encoding="utf-8")


def _text(x: float, y: float, text: str, size: int, anchor: str = "start", colour: str = "#1C1917") -> str:
    look = f'font-family="sans-serif" font-size="{size}" text-anchor="{anchor}" fill="{colour}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {look}>{escape(text)}</text>'
