"""`enregard framework check`: is a framework directory sound, and what does it hold?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from indicators.model import Language
from service.cli.printed import echo_line
from service.cli.usage import language_option

if TYPE_CHECKING:
    from indicators.model import Framework

UNREADABLE = 2
"""Exit status where the directory itself cannot be read; 1 says that it was read and has faults."""

WORDS: dict[Language, dict[str, str]] = {
    "fr": {
        "clauses": "clauses : {total} (engagements : {commitment}), objectifs : {objectives}",
        "indicators": "indicateurs : {total} (socle : {core}, facultatifs : {optional} ; dérivés : {derived})",
        "mappings": "correspondances : {total} (vérifiées : {checked})",
        "demands": "revendications : {total} (catalogues : {catalogues}), motifs : {motives}, thèmes : {themes}",
        "languages": "langues : fr, en (officielle : {official})",
        "hash": "empreinte du contenu : {hash}",
        "bare": "clauses sans indicateur : {clauses}",
        "bare_core": "clauses sans indicateur du socle : {clauses}",
        "none": "aucune",
        "faults": "défauts : {count}",
        "unreadable": "{directory} : dossier illisible ({reason})",
    },
    "en": {
        "clauses": "clauses: {total} (commitments: {commitment}), objectives: {objectives}",
        "indicators": "indicators: {total} (core: {core}, optional: {optional}; derived: {derived})",
        "mappings": "mappings: {total} (checked: {checked})",
        "demands": "demands: {total} (catalogues: {catalogues}), motives: {motives}, themes: {themes}",
        "languages": "languages: fr, en (official: {official})",
        "hash": "content hash: {hash}",
        "bare": "clauses with no indicator: {clauses}",
        "bare_core": "clauses with no core indicator: {clauses}",
        "none": "none",
        "faults": "faults: {count}",
        "unreadable": "{directory}: unreadable directory ({reason})",
    },
}


@click.group("framework")
def command() -> None:
    """Check a framework directory, of any pledge."""


@command.command("check")
@click.argument("directory", type=click.Path(path_type=Path))
@language_option(default="en")
@click.pass_context
def check(context: click.Context, directory: Path, language: Language) -> None:
    """Read DIRECTORY strictly: say what it holds, or every fault with its file, line and remedy.

    Exits 0 when it is sound, 1 with faults, 2 when it cannot be read.
    """
    from indicators.framework_faults import FrameworkFault
    from indicators.loader import load

    try:
        framework = load(directory)
    except OSError as error:
        words = {"directory": str(directory), "reason": str(error.strerror)}
        click.echo(WORDS[language]["unreadable"].format_map(words), err=True)
        context.exit(UNREADABLE)
    except FrameworkFault as error:
        for fault in error.faults:
            echo_line(fault.sentence(language))
        click.echo(WORDS[language]["faults"].format(count=len(error.faults)), err=True)
        context.exit(1)
    for line in _contents(framework, language):
        echo_line(line)


def _contents(framework: Framework, language: Language) -> Iterator[str]:
    words = WORDS[language]
    yield f"{framework.ref} · {framework.title.in_(language)}"
    kinds = Counter(clause.kind for clause in framework.clauses)
    yield words["clauses"].format(
        total=len(framework.clauses), commitment=kinds["commitment"], objectives=len(framework.objectives)
    )
    core = sum(indicator.core for indicator in framework.indicators)
    yield words["indicators"].format(
        total=len(framework.indicators),
        core=core,
        optional=len(framework.indicators) - core,
        derived=sum(not indicator.entered for indicator in framework.indicators),
    )
    mappings = [mapping for indicator in framework.indicators for mapping in indicator.mappings]
    yield words["mappings"].format(total=len(mappings), checked=sum(mapping.checked for mapping in mappings))
    yield words["demands"].format(
        total=len(framework.demands),
        catalogues=len(framework.catalogues),
        motives=len(framework.motives),
        themes=len(framework.themes),
    )
    yield words["languages"].format(official=", ".join(framework.official_languages))
    yield words["hash"].format(hash=framework.content_hash)
    yield words["bare"].format(clauses=_bare(framework, core_only=False) or words["none"])
    yield words["bare_core"].format(clauses=_bare(framework, core_only=True) or words["none"])


def _bare(framework: Framework, *, core_only: bool) -> str:
    """Return the ids of the clauses that no indicator measures: a gap is shown, not hidden."""
    measured = {id_ for i in framework.indicators if i.core or not core_only for id_ in i.clauses}
    return ", ".join(clause.id for clause in framework.clauses if clause.id not in measured)
