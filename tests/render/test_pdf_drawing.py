"""PDFs drawn by children: the same bytes, side by side, and a child that fails costs no more than its PDF."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from service.errors import ServiceError
from service.render.html.assets import by_address
from service.render.pdf import pdf_of
from service.render.pdf_drawing import draw

SHEET = next(address for address in by_address() if "/pages." in address and address.endswith(".css"))
PAGE = (
    f'<html lang="fr"><title>Deux colonnes</title><link rel="stylesheet" href="{SHEET}">'
    "<body><h1>Déclaré</h1><table><tr><th>SD-1<td>3 sur 7</table></html>"
)


def without_pango(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let children meet a drawing library whose C libraries are not there."""
    (directory / "weasyprint.py").write_text("raise OSError('cannot load library libpango-1.0-0')", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(directory))


def test_children_draw_side_by_side_what_would_be_drawn_here_byte_for_byte(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("one.pdf", "two.pdf")]
    drawings = [draw(PAGE, path) for path in paths]
    for drawing in drawings:
        drawing.finish()
        drawing.forget()

    here = pdf_of(PAGE)
    assert here.startswith(b"%PDF-")
    assert [path.read_bytes() == here for path in paths] == [True, True]


def test_a_child_without_pango_says_what_it_lacks_and_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_pango(tmp_path, monkeypatch)
    path = tmp_path / "report.pdf"

    with pytest.raises(ServiceError) as refused:
        draw(PAGE, path).finish()

    assert (refused.value.code, refused.value.status) == ("pdf_unavailable", 503)
    assert refused.value.params == {"reason": "cannot load library libpango-1.0-0"}
    assert not path.exists()


def test_a_child_that_ends_before_its_time_is_an_error_of_the_machine_and_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    drawing = draw(PAGE, path)
    os.kill(drawing.process, 9)

    with pytest.raises(ChildProcessError, match=r"report\.pdf ended with status -9"):
        drawing.finish()

    assert not path.exists()


def test_a_child_whose_pdf_nobody_wants_is_stopped(tmp_path: Path) -> None:
    drawing = draw(PAGE, tmp_path / "report.pdf")
    drawing.forget()

    with pytest.raises(ProcessLookupError):
        os.kill(drawing.process, 0)
