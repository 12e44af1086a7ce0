"""The report on paper: both columns, tagged, with our own fonts, from the same templates as the pages."""

from __future__ import annotations

import io
import re
import subprocess
import time
from pathlib import Path

import pypdf
import pytest
from fastapi.testclient import TestClient

from service.errors import ServiceError
from service.render import pdf
from service.render.html.assets import by_address


def test_an_edition_is_sent_as_an_accessible_pdf_of_its_report(reader: TestClient) -> None:
    answer = reader.get("/api/v1/editions/2026-1.0/report.pdf?objective=1&language=en")
    document = pypdf.PdfReader(io.BytesIO(answer.content))
    text = "\n".join(page.extract_text() for page in document.pages)
    size = document.pages[0].mediabox

    assert answer.headers["content-type"] == "application/pdf"
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"] == True  # noqa: E712  a pypdf object, not a bool
    assert document.trailer["/Root"]["/Lang"] == "en"
    assert document.xmp_metadata is not None
    assert b"pdfuaid" in document.xmp_metadata.stream.get_data()
    assert (round(float(size.width)), round(float(size.height))) == (595, 842)
    assert "Opposed by unions" in text
    assert "SD-2" in text
    assert "Fédération Braisière (fictive)" in text


def test_the_frozen_pdf_is_drawn_by_another_program_and_is_tagged(reader: TestClient, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(reader.get("/api/v1/editions/2026-1.0/report.pdf?language=fr").content)
    told = subprocess.run(["pdfinfo", "-struct", str(path)], check=True, capture_output=True, text=True).stdout
    facts = subprocess.run(["pdfinfo", str(path)], check=True, capture_output=True, text=True).stdout
    subprocess.run(["pdftoppm", "-r", "20", "-gray", str(path), str(tmp_path / "page")], check=True)
    pages = sorted(tmp_path.glob("page-*.pgm"))

    assert re.search(r"^Tagged: +yes$", facts, re.MULTILINE)
    assert {"Document", "H1", "H2", "Table", "TR", "TH", "TD", "P"} <= set(re.findall(r"^ *(\w+)", told, re.MULTILINE))
    assert re.search(rf"^Pages: +{len(pages)}$", facts, re.MULTILINE)
    assert [page.name for page in pages if len(set(page.read_bytes()[-20_000:])) < 10] == []


def test_a_pdf_is_made_of_our_own_files_alone() -> None:
    images = '<img src="http://127.0.0.1:9/x.png" alt="x"><img src="file:///etc/hostname" alt="y">'
    page = f'<html lang="en"><title>x</title><body><p>x</p>{images}</body></html>'

    drawn = pypdf.PdfReader(io.BytesIO(pdf.pdf_of(page)))

    assert len(drawn.pages) == 1
    assert list(drawn.pages[0].images) == []


def test_the_same_page_is_the_same_bytes_whenever_it_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = next(address for address in by_address() if "/pages." in address and address.endswith(".css"))
    page = f'<html lang="fr"><title>x</title><link rel="stylesheet" href="{sheet}"><body><h1>Déclaré</h1><p>3</html>'
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)

    drawn = []
    for moment in (1_800_000_000, 1_900_000_000):
        monkeypatch.setattr(time, "time", lambda moment=moment: moment)
        drawn.append(pdf.pdf_of(page))

    fonts = {str(font.get_object().get("/BaseFont")) for font in _fonts(drawn[0])}
    assert any("Schibsted" in name for name in fonts)
    assert drawn[0] == drawn[1]


def _fonts(content: bytes) -> list[pypdf.generic.PdfObject]:
    return list(pypdf.PdfReader(io.BytesIO(content)).pages[0]["/Resources"]["/Font"].values())


def test_a_machine_without_pango_says_what_it_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(pdf, "import_module", missing)

    with pytest.raises(ServiceError) as refused:
        pdf.pdf_of("<p>x</p>")

    assert (refused.value.code, refused.value.status) == ("pdf_unavailable", 503)
    assert "Pango" in str(refused.value)
