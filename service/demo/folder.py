"""The folder of the example cycle: workbooks, roster, annotations, and a manifest of what was written.

A run replaces what an earlier run wrote and touches nothing else in the folder. No figure is computed here.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from schemas.annotation_export import annotation_page
from service.demo.cycle import CYCLE, ROSTER, ExampleCycle, Filing
from service.render.filled_template import fill

MANIFEST = "manifest.json"
WORKBOOKS = "workbooks"
SIGNATORIES = "signatories.csv"
ANNOTATIONS = "annotations.json"
_LABEL = "Example cycle 2026: invented unions and companies / Cycle d’exemple 2026 : syndicats et entreprises fictifs"


class TakenDirectoryError(Exception):
    """Files stand in the directory, under names that the example cycle needs, that it did not write."""

    def __init__(self, directory: Path, files: Sequence[str]) -> None:
        super().__init__(f"{directory}: {', '.join(files)}")
        self.directory = directory
        self.files = tuple(files)


class Folder:
    """A directory in which every file written is remembered, so that the next run can take it away again."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._written: list[str] = []

    def clear(self, names: Sequence[str]) -> None:
        """Remove what an earlier run wrote, then make sure that none of `names` would overwrite another's file.

        Raises TakenDirectoryError.
        """
        for name in self._remembered():
            (self.root / name).unlink(missing_ok=True)
        taken = [name for name in names if (self.root / name).exists()]
        if taken:
            raise TakenDirectoryError(self.root, taken)
        self.root.mkdir(parents=True, exist_ok=True)
        self.remember()

    def path(self, name: str) -> Path:
        """Return the path of a file about to be written, and remember it."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name not in self._written:
            self._written.append(name)
            self.remember()
        return path

    def write(self, name: str, content: bytes) -> Path:
        """Write a file and return its path."""
        path = self.path(name)
        path.write_bytes(content)
        return path

    def remember(self) -> None:
        """Write the manifest: the names of all files that are or are about to be written."""
        manifest = {"written_by": "enregard demo", "files": sorted(self._written)}
        (self.root / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")

    def _remembered(self) -> Iterator[str]:
        """Yield what an earlier run wrote; a manifest that is none of ours, or leads outside, gives nothing away."""
        root = self.root.resolve()
        try:
            names = json.loads((self.root / MANIFEST).read_text("utf-8"))["files"]
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return
        for name in names:
            if isinstance(name, str) and (self.root / name).resolve().is_relative_to(root):
                yield name


def workbook_name(filing: Filing) -> str:
    """Return the file name of one filing, for example `EX-013-cliniques-passerelune-r2.xlsx`."""
    plain = unicodedata.normalize("NFKD", filing.signatory.name.rpartition(" (")[0].replace("ł", "l"))
    words = "".join(c if c.isalnum() else " " for c in plain.encode("ascii", "ignore").decode().lower()).split()
    return f"{filing.signatory.id}-{'-'.join(words)}-r{filing.revision}.xlsx"


def write_workbooks(folder: Folder, cycle: ExampleCycle) -> Iterator[Path]:
    """Fill in the real template for each filing, yielding each path once its file is there."""
    for filing in cycle.filings:
        content = fill(filing.submission, cycle.framework)
        yield folder.write(f"{WORKBOOKS}/{workbook_name(filing)}", content)


def write_data(folder: Folder, cycle: ExampleCycle) -> tuple[Path, Path]:
    """Write roster and annotations as `enregard consolidate` takes them; returns both paths."""
    page = annotation_page(cycle.annotations, f"urn:enregard:annotations:example-{CYCLE}", _LABEL)
    content = json.dumps(page, ensure_ascii=False, indent=1) + "\n"
    return folder.write(SIGNATORIES, ROSTER.read_bytes()), folder.write(ANNOTATIONS, content.encode())
