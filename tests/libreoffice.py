"""The real LibreOffice, headless, for the tests: it opens, fills in, converts and prints workbooks.

Each `LibreOffice` has a profile directory of its own, so that tests may run at once and nobody's settings matter.
Filling in runs a Basic macro inside the program itself: what is saved is what LibreOffice writes, not what we do.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from tests.running import PATIENCE

CellName = tuple[str, str]
"""Name of a sheet and address of a cell."""

Typed = str | int | Decimal | date | None
"""What is put into a cell: text stays text, numbers and days are typed, None empties it."""

FILTERS = {"xlsx": "Calc MS Excel 2007 XML", "ods": "calc8", "xls": "MS Excel 97", "csv": "Text - txt - csv (StarCalc)"}
_EPOCH = date(1899, 12, 30)

_MACRO = """
Sub Main
  On Error GoTo Failed
  Dim files, stream, doc, parts, cell
  files = CreateUnoService("com.sun.star.ucb.SimpleFileAccess")
  stream = CreateUnoService("com.sun.star.io.TextInputStream")
  stream.setInputStream(files.openFileRead(Environ("ENREGARD_TEST_JOB")))
  stream.setEncoding("UTF-8")
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  doc = StarDesktop.loadComponentFromURL(stream.readLine(), "_blank", 0, hidden())
  Dim target As String
  target = stream.readLine()
  Dim saving(0) As New com.sun.star.beans.PropertyValue
  saving(0).Name = "FilterName"
  saving(0).Value = stream.readLine()
  Do While Not stream.isEOF()
    parts = Split(stream.readLine(), Chr(9))
    If UBound(parts) >= 1 Then
      If parts(0) = "rename" Then
        doc.Sheets.getByName(parts(1)).setName(parts(2))
      ElseIf parts(0) = "move" Then
        doc.Sheets.moveByName(parts(1), CInt(parts(2)))
      ElseIf parts(0) = "insert" Then
        doc.Sheets.getByName(parts(1)).unprotect("")
        doc.Sheets.getByName(parts(1)).Rows.insertByIndex(CInt(parts(2)), CInt(parts(3)))
      Else
        cell = doc.Sheets.getByName(parts(1)).getCellRangeByName(parts(2))
        If parts(0) = "number" Then cell.setValue(Val(parts(3)))
        If parts(0) = "text" Then cell.setString(Join(Split(parts(3), Chr(1)), Chr(10)))
        If parts(0) = "formula" Then cell.setFormula(parts(3))
        If parts(0) = "blank" Then cell.setFormula("")
      End If
    End If
  Loop
  doc.calculateAll()
  doc.storeToURL(target, saving())
  doc.close(True)
  StarDesktop.terminate()
  Exit Sub
Failed:
  Dim note As Integer
  note = FreeFile
  Open Environ("ENREGARD_TEST_JOB") & ".error" For Output As #note
  Print #note, Error$ & " in line " & Erl
  Close #note
  StarDesktop.terminate()
End Sub
"""

_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Filling"/></library:library>
"""
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Filling"
 script:language="StarBasic">{source}</script:module>
"""


class LibreOffice:
    """The program with a profile in `directory`; every call starts it and waits; raises if it fails."""

    def __init__(self, directory: Path) -> None:
        self._profile = directory / "profile"
        self._work = directory
        self._run("--terminate_after_init")  # makes the profile, over whatever stands there
        basic = self._profile / "user" / "basic" / "Standard"
        (basic / "Filling.xba").write_text(_MODULE.format(source=_escaped(_MACRO)), encoding="utf-8")
        (basic / "script.xlb").write_text(_LIBRARY, encoding="utf-8")

    def convert(self, source: Path, kind: str) -> Path:
        """Open a workbook and save it as another kind of file (`xlsx`, `ods`, `pdf`, ...); return the new file."""
        target = self._work / f"{source.stem}.{kind}"
        if target == source:
            target = self._work / f"{source.stem}-saved.{kind}"
            return self.fill(source, {}, target)
        self._run("--convert-to", kind, "--outdir", str(self._work), str(source))
        return _made(target)

    def fill(self, source: Path, cells: Mapping[CellName, Typed], target: Path, *before: tuple[str, ...]) -> Path:
        """Open a workbook, do what `before` says, put values into cells, recalculate, save as `target`; return it.

        `before` holds `("rename", sheet, name)`, `("move", sheet, index)`, `("insert", sheet, row index, count)` and
        `("formula", sheet, cell, text)`; cells are addressed after that.
        """
        lines = [source.resolve().as_uri(), target.resolve().as_uri(), FILTERS[target.suffix.lstrip(".")]]
        lines += ["\t".join(step) for step in before]
        lines += [_line(sheet, address, value) for (sheet, address), value in cells.items()]
        job = self._work / f"{target.name}.job"
        job.write_text("\n".join([*lines, "end", ""]), encoding="utf-8")  # its reader keeps the last line's end
        self._run("macro:///Standard.Filling.Main", job=job)
        failure = job.with_name(f"{job.name}.error")
        assert not failure.exists(), failure.read_text(encoding="utf-8", errors="replace")
        return _made(target)

    def pictures(self, source: Path, dots: int = 70) -> list[Path]:
        """Print a workbook and return one picture a page, in order."""
        pdf = self.convert(source, "pdf")
        stem = self._work / f"{source.stem}-page"
        subprocess.run(["pdftoppm", "-r", str(dots), "-png", str(pdf), str(stem)], check=True, timeout=PATIENCE)
        return sorted(self._work.glob(f"{stem.name}*.png"))

    def _run(self, *arguments: str, job: Path | None = None) -> None:
        command = ["soffice", f"-env:UserInstallation={self._profile.resolve().as_uri()}", "--headless", "--norestore"]
        environment = {**os.environ, "ENREGARD_TEST_JOB": job.resolve().as_uri() if job else ""}
        subprocess.run(
            [*command, *arguments], check=True, timeout=PATIENCE, env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip


def _made(target: Path) -> Path:
    assert target.exists(), f"LibreOffice wrote no {target.name}"
    return target


def _line(sheet: str, address: str, value: Typed) -> str:
    if value is None:
        return "\t".join(("blank", sheet, address, ""))
    if isinstance(value, date):
        return "\t".join(("number", sheet, address, str((value - _EPOCH).days)))
    if isinstance(value, str):
        return "\t".join(("text", sheet, address, value.replace("\n", "\x01")))
    return "\t".join(("number", sheet, address, str(value)))


def _escaped(source: str) -> str:
    return source.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
