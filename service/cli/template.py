"""`enregard template`: an empty workbook to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from service.cli.refusals import refusal, unopened
from service.cli.usage import language_option


@click.command("template")
@language_option("Of the workbook.", default=None)
@click.option("--organisation", help="Name of the organisation, written into the workbook.")
@click.option("--cycle", default="2026", show_default=True, help="The cycle that is answered.")
@click.option("--framework", "framework_id", default="paris-2025", show_default=True, help="The pledge's framework.")
@click.option(
    "-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The .xlsx file to write."
)
def command(language: str, organisation: str | None, cycle: str, framework_id: str, output: Path) -> None:
    """Write an empty workbook that a company fills in with Excel or LibreOffice."""
    from pydantic import TypeAdapter, ValidationError

    from indicators.answers import Profile
    from indicators.framework_faults import UnknownFramework
    from indicators.loader import bundled
    from schemas.submission import Code
    from schemas.text import Line
    from service.render.filled_template import template_for

    if output.suffix.lower() != ".xlsx":
        raise click.BadParameter(refusal("xlsx_name", name=output.name), param_hint="--output")
    try:
        cycle = TypeAdapter(Code).validate_python(cycle)
    except ValidationError:
        raise click.BadParameter(refusal("code"), param_hint="--cycle") from None
    try:
        profile = Profile(TypeAdapter(Line).validate_python(organisation)) if organisation is not None else None
    except ValidationError:
        raise click.BadParameter(refusal("line"), param_hint="--organisation") from None
    try:
        framework = bundled(framework_id)
    except UnknownFramework:
        raise click.BadParameter(refusal("framework", name=framework_id), param_hint="--framework") from None
    content = template_for(framework, "fr" if language == "fr" else "en", cycle, profile)
    try:
        output.write_bytes(content)
    except OSError as error:
        raise click.ClickException(unopened(output, error)) from None
    click.echo(f"{output}")
