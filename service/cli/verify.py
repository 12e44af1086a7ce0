"""`enregard verify`: every figure of a published package made again, with nothing but the package and the program; or
what a receipt of the public log shows."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from indicators.plurals import filled
from service.cli.usage import language_option

if TYPE_CHECKING:
    from indicators.model import Language
    from service.ledger.notes import VerifierKey
    from service.ledger.receipts import ReceiptVerdict
    from service.workflows.verify_package import Verdict

SOUND, DIFFERENT, UNREADABLE = 0, 1, 2
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

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
        "receipt": "Reçu{colon}{subject}",
        "accepted": "Le service l’a reçu le {accepted}, signé par la clé que vous détenez.",
        "included": "Sa feuille est parmi les {size} que la clé a signées.",
        "receipt_sound": "Rien ne contredit ce reçu.",
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
        "receipt": "Receipt{colon}{subject}",
        "accepted": "The service took it on {accepted}, signed by the key that you hold.",
        "included": "Its leaf is among the {size} that the key signed.",
        "receipt_sound": "Nothing speaks against this receipt.",
    },
}
_COLON = {"fr": "\u00a0: ", "en": ": "}


@click.command("verify")
@click.argument("package", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--key", "given", help="The log's verifier key that you hold, in one line; without it, the package's own."
)
@click.option("--proof", type=_FILE, help="Of a receipt: what /api/v1/log/inclusion?leaf= answered.")
@click.option("--checkpoint", "notes", type=_FILE, multiple=True, help="Of a receipt: a signed note that you kept.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@language_option()
def command(
    package: Path, given: str | None, proof: Path | None, notes: tuple[Path, ...], format_: str, language: Language
) -> None:
    """Verify a published data package: its checksums, every figure, and its proofs in the public log.

    PACKAGE may also be a receipt (.json): its words, its signature by --key, and with --proof its place in the log; or
    the receipts of an import, told one by one.

    Exit status: 0 nothing differs, 1 something does, 2 the package cannot be read.
    """
    from service.ledger.notes import NoteError, read_verifier_key
    from service.workflows.package_reading import UnreadablePackage
    from service.workflows.verify_package import verify_package

    try:
        key = read_verifier_key(given) if given else None
    except NoteError as error:
        raise click.BadParameter(str(error), param_hint="--key") from None
    if _holds_json(package):
        _receipt(package, key, proof, notes, format_, language)
    if proof is not None or notes:
        raise click.UsageError("--proof and --checkpoint belong to a receipt")
    try:
        verdict = verify_package(package, key)
    except (UnreadablePackage, OSError) as error:
        said = _SAID[language]["unreadable"].format(path=package.name, reason=error, colon=_COLON[language])
        click.echo(said, err=True)
        sys.exit(UNREADABLE)
    click.echo(_json(verdict) if format_ == "json" else _text(verdict, language))
    sys.exit(SOUND if verdict.sound else DIFFERENT)


def _holds_json(file: Path) -> bool:
    try:
        with file.open("rb") as stream:
            return stream.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")
    except OSError:
        return False


def _receipt(
    file: Path,
    key: VerifierKey | None,
    proof: Path | None,
    notes: tuple[Path, ...],
    format_: str,
    language: Language,
) -> NoReturn:
    """Tell what a receipt shows, or each of several, and end with the status by the worst of them."""
    from service.ledger.receipts import verify_receipt

    if key is None:
        raise click.UsageError("a receipt is verified with the log's key: --key (/api/v1/log/key)")
    held = [(note.name, note.read_text(encoding="utf-8", errors="replace")) for note in notes]
    given, beside = _read(file), _read(proof) if proof else None
    several = _several(given)
    if several:
        verdicts = [verify_receipt(one, key, beside if _is_of(beside, one) else None, held) for one in several]
    else:
        verdicts = [verify_receipt(given, key, beside, held)]
    if format_ == "json":
        told = [_receipt_told(one) for one in verdicts]
        click.echo(json.dumps(told if several else told[0], ensure_ascii=False))
    else:
        click.echo("\n\n".join(_receipt_text(one, language) for one in verdicts))
    unreadable = any(one.code == "L20" for verdict in verdicts for one in verdict.findings)
    sound = all(verdict.sound for verdict in verdicts)
    sys.exit(SOUND if sound else UNREADABLE if unreadable else DIFFERENT)


def _several(given: Any) -> list[Any]:
    """The receipts of an import: a list, or the answer that holds it as `receipts`; empty where it is one receipt."""
    held = given.get("receipts") if isinstance(given, dict) else given
    return held if isinstance(held, list) else []


def _is_of(proof: Any, receipt: Any) -> bool:
    """Whether a proof is that of a receipt's leaf: of several receipts it can only be of one."""
    return isinstance(proof, dict) and isinstance(receipt, dict) and proof.get("leaf") == receipt.get("leaf")


def _read(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError):
        return file.name


def _receipt_text(verdict: ReceiptVerdict, language: Language) -> str:
    said = _SAID[language]
    lines = [said["receipt"].format(colon=_COLON[language], subject=verdict.subject)] if verdict.subject else []
    lines += [said["accepted"].format(accepted=verdict.accepted)] if verdict.accepted else []
    lines += [said["included"].format(size=verdict.included)] if verdict.included else []
    lines += [f"{one.code} {one.message(language)}" for one in verdict.findings]
    errors = sum(one.severity == "error" for one in verdict.findings)
    return "\n".join([*lines, filled(said["different" if errors else "receipt_sound"], language, {"errors": errors})])


def _receipt_told(verdict: ReceiptVerdict) -> dict[str, Any]:
    found = [
        {
            "code": one.code,
            "severity": one.severity,
            "place": one.place,
            "message": {"fr": one.message("fr"), "en": one.message("en")},
        }
        for one in verdict.findings
    ]
    told = {"receipt": verdict.subject, "sound": verdict.sound, "accepted": verdict.accepted}
    return {**told, "included": verdict.included, "findings": found}


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
