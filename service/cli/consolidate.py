"""`enregard consolidate`: from a folder of filled workbooks to the collective-impact workbook, without a server."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.cli.usage import language_option

if TYPE_CHECKING:
    from datetime import date

    from indicators.model import Language
    from service.cli.consolidation_told import Told

ALL, SOME, NOTHING = 0, 1, 2
"""Exit status: everything was consolidated; something was refused; nothing was written."""

BOTH = "both"


@click.command("consolidate")
@click.argument("paths", metavar="FILE_OR_DIR...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--annotations", type=click.Path(dir_okay=False, path_type=Path), help="W3C annotations (JSON-LD).")
@click.option("--signatories", type=click.Path(dir_okay=False, path_type=Path), help="The roster (CSV).")
@click.option(
    "-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Workbook to write."
)
@click.option("--package", type=click.Path(dir_okay=False, path_type=Path), help="Also write a data package (zip).")
@language_option("Of the report and the messages.", also=(BOTH,))
@click.option("--cycle", help="The cycle; by default the one that most workbooks name.")
@click.option("--framework", "framework_id", default="paris-2025", show_default=True, help="The pledge's framework.")
@click.option("--dated", type=click.DateTime(["%Y-%m-%d"]), help="Date shown on the cover; today if not given.")
def command(
    paths: tuple[Path, ...],
    annotations: Path | None,
    signatories: Path | None,
    output: Path,
    package: Path | None,
    language: str,
    cycle: str | None,
    framework_id: str,
    dated: datetime | None,
) -> None:
    """Consolidate filled workbooks, with a roster and union annotations, into one report workbook.

    A workbook's revision is given by the end of its file name (EX-004-r2.xlsx); without one it is the first. With
    --language both, OUT.xlsx gives OUT.fr.xlsx and OUT.en.xlsx. Exit status: 0 everything was consolidated, 1 some
    files or annotations were refused, 2 nothing to consolidate.
    """
    from service.cli.consolidation_told import Told
    from service.workflows.consolidate import Request
    from service.workflows.workbook_folder import FrameworkSource

    languages: list[Language] = ["fr", "en"] if language == BOTH else ["en"] if language == "en" else ["fr"]
    outputs = {one: _named(output, one if language == BOTH else None) for one in languages}
    made_on: date = dated.date() if dated else datetime.now(UTC).date()
    request = Request(
        paths=paths,
        annotations=annotations,
        signatories=signatories,
        cycle=cycle,
        framework=FrameworkSource(framework_id),
        leave_out=frozenset(path.resolve() for path in outputs.values()),
        made_on=made_on,
    )
    sys.exit(_run(request, outputs, package, Told(languages[0])))


def _named(output: Path, language: str | None) -> Path:
    return output.with_name(f"{output.stem}.{language}{output.suffix}") if language else output


def _run(request: object, outputs: dict[Language, Path], package: Path | None, told: Told) -> int:
    """Consolidate and write; say what cannot be done and return the exit status."""
    from indicators.framework_faults import FrameworkFault, UnknownFramework
    from service.workflows.consolidate import NothingToConsolidate, Request, consolidate_folder
    from service.workflows.roster import RosterRefused
    from service.workflows.write_report import write_files

    assert isinstance(request, Request)
    try:
        with told.progress() as progress:
            report = consolidate_folder(request, progress)
        written = write_files(report, outputs, package)
    except RosterRefused as refusal:
        told.roster(refusal)
    except NothingToConsolidate as nothing:
        told.refused(nothing.refused)
        told.nothing()
    except (FrameworkFault, UnknownFramework) as fault:
        told.framework(fault)
    except OSError as error:
        told.system(error)
    else:
        told.refused(report.refused)
        told.summary(report)
        told.written(written)
        return SOME if report.refused else ALL
    return NOTHING
