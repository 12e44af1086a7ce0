"""`enregard verify`: every figure of a published package made again, with nothing but the package and the program."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from indicators.plurals import filled
from service.cli.usage import language_option

if TYPE_CHECKING:
    from indicators.model import Language
    from service.workflows.verify_package import Verdict

SOUND, DIFFERENT, UNREADABLE = 0, 1, 2

_SAID = {
    "fr": {
        "complete": "{edition}{colon}{figures} {figures|chiffre, refait|chiffres, refaits tous} à partir des réponses.",
        "public": "{edition}{colon}{figures} {figures|chiffre|chiffres}{colon}{whole} {whole|refait|refaits} à "
        "partir des réponses publiques, {parts} à "
        "partir de leurs composantes publiées, {withheld} non {withheld|publié|publiés}.",
        "log": "{proven} {proven|acte prouvé|actes prouvés} dans le registre public.",
        "sound": "Rien ne diffère.",
        "different": "{errors} {errors|différence|différences}.",
        "unreadable": "{path} n’est pas un paquet de données lisible{colon}{reason}",
        "none": "Paquet sans édition",
    },
    "en": {
        "complete": "{edition}{colon}{figures} {figures|figure|figures}, all made again from the answers.",
        "public": "{edition}{colon}{figures} {figures|figure|figures}{colon}{whole} made again from public "
        "answers, {parts} from their "
        "published components, {withheld} withheld.",
        "log": "{proven} {proven|act|acts} proven in the public log.",
        "sound": "Nothing differs.",
        "different": "{errors} {errors|difference|differences}.",
        "unreadable": "{path} is no readable data package{colon}{reason}",
        "none": "Package without an edition",
    },
}
_COLON = {"fr": "\u00a0: ", "en": ": "}


@click.command("verify")
@click.argument("package", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--key", "given", help="The log's verifier key that you hold, in one line; without it, the package's own."
)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@language_option()
def command(package: Path, given: str | None, format_: str, language: Language) -> None:
    """Verify a published data package: its checksums, every figure, and its proofs in the public log.

    Exit status: 0 nothing differs, 1 something does, 2 the package cannot be read.
    """
    from service.ledger.notes import NoteError, read_verifier_key
    from service.workflows.package_reading import UnreadablePackage
    from service.workflows.verify_package import verify_package

    try:
        verdict = verify_package(package, read_verifier_key(given) if given else None)
    except NoteError as error:
        raise click.BadParameter(str(error), param_hint="--key") from None
    except (UnreadablePackage, OSError) as error:
        said = _SAID[language]["unreadable"].format(path=package.name, reason=error, colon=_COLON[language])
        click.echo(said, err=True)
        sys.exit(UNREADABLE)
    click.echo(_json(verdict) if format_ == "json" else _text(verdict, language))
    sys.exit(SOUND if verdict.sound else DIFFERENT)


def _text(verdict: Verdict, language: Language) -> str:
    said, made = _SAID[language], verdict.verification
    counted = {
        "edition": verdict.edition or said["none"],
        "colon": _COLON[language],
        "figures": verdict.figures,
        "whole": made.whole,
        "parts": made.from_components,
        "withheld": made.withheld,
        "proven": verdict.proven,
        "errors": sum(finding.severity == "error" for finding in verdict.findings),
    }
    told = ("public" if verdict.holding == "public" else "complete", *(("log",) if verdict.proven else ()))
    lines = [filled(said[key], language, counted) for key in told]
    lines += [f"{finding.code} {finding.message[language]}" for finding in verdict.findings]
    return "\n".join([*lines, filled(said["sound" if verdict.sound else "different"], language, counted)])


def _json(verdict: Verdict) -> str:
    made = verdict.verification
    found = [
        {"code": one.code, "severity": one.severity, "place": one.place, "message": dict(one.message)}
        for one in verdict.findings
    ]
    told = {"edition": verdict.edition, "holding": verdict.holding, "sound": verdict.sound, "figures": verdict.figures}
    told |= {"whole": made.whole, "from_components": made.from_components, "withheld": made.withheld}
    return json.dumps({**told, "proven": verdict.proven, "findings": found}, ensure_ascii=False)
