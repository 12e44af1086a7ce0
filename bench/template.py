"""A company's own template: patched in a kept one, beside openpyxl building the same cells anew, in the same run.

The peer is given the cells of the finished template in memory, each distinct look prepared once, and does only what any
program must: make a workbook, write each cell with its look, add the dropdowns, and save it.
"""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable
from copy import copy

import openpyxl
from openpyxl.styles import NamedStyle

from indicators.answers import Profile
from indicators.loader import bundled
from service.render.filled_template import template_for

ROUNDS = 7
TARGET = 20


def _median_seconds(act: Callable[[], object], times: int) -> float:
    runs = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        runs.append(time.perf_counter() - start)
    return statistics.median(runs)


def _built_anew(model: openpyxl.Workbook, styles: dict[int, NamedStyle]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for style in styles.values():
        book.add_named_style(copy(style))
    for sheet in model.worksheets:
        made = book.create_sheet(sheet.title)
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None or cell.has_style:
                    written = made.cell(cell.row, cell.column, cell.value)
                    if cell.has_style:
                        written.style = styles[cell.style_id].name
        for validation in sheet.data_validations.dataValidation:
            made.add_data_validation(copy(validation))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _styles(model: openpyxl.Workbook) -> dict[int, NamedStyle]:
    """Return each distinct look of the model once, by its id: what a careful program would prepare."""
    looks: dict[int, NamedStyle] = {}
    for sheet in model.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.has_style and cell.style_id not in looks:
                    look = NamedStyle(f"look {cell.style_id}", number_format=cell.number_format)
                    look.font, look.fill, look.border = copy(cell.font), copy(cell.fill), copy(cell.border)
                    look.alignment, look.protection = copy(cell.alignment), copy(cell.protection)
                    looks[cell.style_id] = look
    return looks


def main() -> None:
    framework = bundled()
    profile = Profile("Aciéries du Ponant (invented)", "FR", "C", "EX-001")
    content = template_for(framework, "fr", "2026", profile)
    model = openpyxl.load_workbook(io.BytesIO(content))
    ours = _median_seconds(lambda: template_for(framework, "fr", "2026", profile), ROUNDS * 20)
    styles = _styles(model)
    peer = _median_seconds(lambda: _built_anew(model, styles), ROUNDS)
    print(f"a company's own template ({len(content) / 1000:.0f} kB)")
    print(f"   patched in a kept one   {ours * 1000:8.2f} ms")
    print(f"   built by openpyxl       {peer * 1000:8.2f} ms")
    print(f"   ratio                   {peer / ours:8.0f} x   (target: at least {TARGET})")


if __name__ == "__main__":
    main()
