"""`enregard check`: validates filled workbooks offline, naming every fault cell by cell."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from service.cli.printed import echo_line
from service.cli.refusals import refusal, unopened, why_unopened
from service.cli.usage import language_option

if TYPE_CHECKING:
    from indicators.model import Framework, Language
    from service.intake.confinement import ConfinedReader
    from service.intake.refusals import Refusal
    from service.workflows.check_workbook import Checked

CLEAN, FAULTY, UNREADABLE = 0, 1, 2

_WORDS = Path(__file__).with_name("check.yaml")


@click.command("check")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--marked", type=click.Path(dir_okay=False, path_type=Path), help="Write the workbook with faulty cells marked."
)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@language_option(default=None, otherwise="the workbook's")
@click.option("--cycle", help="The cycle that the workbooks must answer; any if not given.")
@click.option("--framework", "framework_id", default="paris-2025", show_default=True, help="The pledge's framework.")
def command(
    files: tuple[Path, ...],
    marked: Path | None,
    format_: str,
    language: str | None,
    cycle: str | None,
    framework_id: str,
) -> None:
    """Check filled workbooks (.xlsx, .ods) and name every fault with its sheet and cell.

    Exit status: 0 no error, 1 at least one error, 2 a file that cannot be read.
    """
    from indicators.framework_faults import UnknownFramework
    from indicators.loader import bundled
    from service.intake.confinement import ConfinedReader

    if marked is not None and len(files) > 1:
        raise click.UsageError(refusal("marked_one"))
    if marked is not None and marked.exists() and files[0].exists() and marked.samefile(files[0]):
        raise click.UsageError(refusal("marked_other"))
    try:
        framework = bundled(framework_id)
    except UnknownFramework:
        raise click.BadParameter(refusal("framework", name=framework_id), param_hint="--framework") from None
    chosen: Language | None = "fr" if language == "fr" else "en" if language == "en" else None
    with ConfinedReader(workers=1) as reader:
        desk = _Desk(framework, reader, chosen, cycle, format_, marked)
        worst = max(desk.take(file) for file in files)
    sys.exit(worst)


class _Desk:
    """One run of the command: what it was asked, and what it says about each file."""

    def __init__(
        self,
        framework: Framework,
        reader: ConfinedReader,
        language: Language | None,
        cycle: str | None,
        format_: str,
        marked: Path | None,
    ) -> None:
        self._framework = framework
        self._reader = reader
        self._language = language
        self._cycle = cycle
        self._json = format_ == "json"
        self._marked = marked

    def take(self, file: Path) -> int:
        """Check one file and say so; return the exit status it asks for."""
        from service.intake.refusals import Refusal
        from service.workflows.check_workbook import check_workbook

        try:
            checked = check_workbook(file, self._framework, self._reader, cycle=self._cycle)
        except Refusal as refusal:
            self._refused(file, refusal)
            return UNREADABLE
        except OSError as error:
            self._unopened(file, error)
            return UNREADABLE
        self._say(file, checked)
        if checked.submission is None:
            return UNREADABLE
        if self._marked is not None:
            self._mark(file, checked)
        return FAULTY if checked.has_errors else CLEAN

    def _say(self, file: Path, checked: Checked) -> None:
        from service.form.texts import load_texts
        from service.workflows.check_workbook import sentences

        language = self._language or checked.language
        words = load_texts(_WORDS)
        told = checked.told(language)
        if self._json:
            self._object(file, [finding.model_dump(exclude={"pointer"}) for finding in told])
            return
        errors = sum(finding.severity == "error" for finding in told)
        kind = "faulty" if errors else "clean"
        echo_line(words(kind, language, file=file, errors=errors, warnings=len(told) - errors))
        for finding, sentence in zip(told, sentences(told, language), strict=True):
            echo_line(f"  {finding.code} {words(f'severity.{finding.severity}', language)} – {sentence}")

    def _refused(self, file: Path, refusal: Refusal) -> None:
        from service.form.texts import load_texts

        language = self._language or "fr"
        if self._json:
            words = {part: refusal.part(part, language) for part in ("found", "expected", "mend")}
            finding = {"code": refusal.code, "severity": "error", "message": refusal.message(language)}
            place = dict(zip(("sheet", "cell"), refusal.place, strict=True))
            found = {"found": words["found"], "expected": words["expected"], "remedy": words["mend"]}
            self._object(file, [{**finding, **_NOWHERE, **place, **found}])
        else:
            echo_line(load_texts(_WORDS)("refused", language, file=file))
            echo_line(f"  {refusal.code} {refusal.message(language)}")

    def _unopened(self, file: Path, error: OSError) -> None:
        if self._json:
            message = why_unopened(error, self._language)
            self._object(file, [{"code": "unopened", "severity": "error", "message": message, **_NOWHERE}])
        else:
            echo_line(unopened(file, error, self._language), err=True)

    def _mark(self, file: Path, checked: Checked) -> None:
        from service.form.texts import load_texts
        from service.intake.refusals import Refusal
        from service.workflows.mark_workbook import mark_workbook

        assert self._marked is not None
        language = self._language or checked.language
        try:
            self._marked.write_bytes(mark_workbook(file.read_bytes(), checked, self._reader, language))
        except Refusal as refusal:
            raise click.ClickException(refusal.message(language)) from None
        except OSError as error:
            raise click.ClickException(unopened(self._marked, error, language)) from None
        if not self._json:
            click.echo(load_texts(_WORDS)("marked", language, file=self._marked))

    def _object(self, file: Path, findings: list[dict[str, Any]]) -> None:
        click.echo(json.dumps({"file": str(file), "findings": findings}, ensure_ascii=False))


_NOWHERE: dict[str, Any] = {"indicator": None, "field": None, "sheet": None, "cell": None}
