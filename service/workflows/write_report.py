"""Writing a report to its files: each appears whole under its name or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from indicators.model import Language
from service.render.report.contents import Report
from service.render.report.workbook import write_report


def write_files(report: Report, outputs: Mapping[Language, Path], package: Path | None = None) -> list[Path]:
    """Write the workbook of each language and, where asked for, the data package with the first of them.

    Returns the paths written. Raises OSError; a file that could not be written whole is not there.
    """
    for language, path in outputs.items():
        whole(path, lambda target, language=language: write_report(target, report, language))  # type: ignore[misc]
    if package is not None:
        from service.render.downloads.package import write_package  # only those who ask for a package wait for it

        first = next(iter(outputs.values()))
        whole(package, lambda target: write_package(target, report, (first,)))
    return [*outputs.values(), *([package] if package else [])]


def whole(path: Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a temporary file beside `path`, then put it in its place in one step. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.stem[:40]}-", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        write(temporary)
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
