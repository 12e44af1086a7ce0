"""`enregard verify`: every figure of a published package made again, with nothing but the package and the program, and
with the edition's receipt every word of it; or what a receipt of the public log shows."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from service.cli.printed import echo_line
from service.cli.refusals import refusal
from service.cli.usage import language_option
from service.cli.verify_told import package_json, package_text, receipt_text, receipt_told, said

if TYPE_CHECKING:
    from indicators.model import Language
    from service.ledger.notes import VerifierKey
    from service.workflows.verify_package import Verdict
    from service.workflows.verify_published import EditionReceipt

SOUND, DIFFERENT, UNREADABLE = 0, 1, 2
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is given beside the file to verify, and how to tell what was found."""

    key: VerifierKey | None
    receipt: Path | None
    proof: Path | None
    notes: tuple[Path, ...]
    consistency: tuple[Path, ...]
    as_json: bool
    language: Language

    def held(self) -> list[tuple[str, str]]:
        """The notes that the verifier kept, by the names of their files."""
        return [(note.name, note.read_text(encoding="utf-8", errors="replace")) for note in self.notes]

    def proofs(self) -> list[tuple[str, Any]]:
        """The proofs of consistency given, by the names of their files."""
        return [(proof.name, _read(proof)) for proof in self.consistency]

    def beside(self) -> Any:
        """The proof of inclusion given, None where none is."""
        return _read(self.proof) if self.proof else None


@click.command("verify")
@click.argument("package", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--key", "given", help="The log's verifier key that you hold, in one line; without it, the package's own."
)
@click.option("--receipt", type=_FILE, help="Of a package: its edition's receipt (/api/v1/editions/ID/receipt).")
@click.option("--proof", type=_FILE, help="Of a receipt: what /api/v1/log/inclusion?leaf= answered.")
@click.option("--checkpoint", "notes", type=_FILE, multiple=True, help="A signed note that you kept; may be repeated.")
@click.option(
    "--consistency",
    type=_FILE,
    multiple=True,
    help="Of a kept note of another size: what /api/v1/log/consistency?from=&to= answered; may be repeated.",
)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@language_option()
def command(
    package: Path,
    given: str | None,
    receipt: Path | None,
    proof: Path | None,
    notes: tuple[Path, ...],
    consistency: tuple[Path, ...],
    format_: str,
    language: Language,
) -> None:
    """Verify a published data package: its checksums, every figure, and its proofs in the public log.

    With --receipt and --key, every word too: the log's leaf of the edition commits to the hash of the whole file.

    PACKAGE may also be a receipt (.json): its words, its signature by --key, and with --proof its place in the log; or
    the receipts of an import, told one by one.

    With --checkpoint, the past that is signed here is held against notes that you kept: of the same size by their
    root, of another by a proof of consistency (--consistency). A note that nothing could be compared with is named.

    Exit status: 0 nothing differs, 1 something does, 2 the package cannot be read.
    """
    from service.ledger.notes import NoteError, read_verifier_key

    try:
        key = read_verifier_key(given) if given else None
    except NoteError as error:
        raise click.BadParameter(error.reason.in_(language), param_hint="--key") from None
    if consistency and not notes:
        raise click.UsageError(refusal("consistency_alone", language))
    asked = _Asked(key, receipt, proof, notes, consistency, format_ == "json", language)
    if _holds_json(package):
        _receipts(package, asked)
    _package(package, asked)


def _holds_json(file: Path) -> bool:
    try:
        with file.open("rb") as stream:
            return stream.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")
    except OSError:
        return False


def _package(package: Path, asked: _Asked) -> NoReturn:
    """Tell what a package shows, and end with the status by it."""
    from service.ledger.reasons import reason_of
    from service.workflows.package_reading import UnreadablePackage
    from service.workflows.verify_package import verify_package

    of_edition = _of_edition(asked)
    try:
        verdict = verify_package(package, asked.key, asked.held(), of_edition, asked.proofs())
    except (UnreadablePackage, OSError) as error:
        reason = reason_of(error).in_(asked.language)
        echo_line(said("unreadable", asked.language, path=package.name, reason=reason), err=True)
        sys.exit(UNREADABLE)
    click.echo(package_json(verdict) if asked.as_json else package_text(verdict, asked.language))
    sys.exit(SOUND if verdict.sound else UNREADABLE if _only_beside(verdict, asked) else DIFFERENT)


def _only_beside(verdict: Verdict, asked: _Asked) -> bool:
    """Whether nothing speaks against the package, only something given beside it cannot be read."""
    beside = {"receipt", "proof", *(proof.name for proof in asked.consistency)}
    errors = [one for one in verdict.findings if one.severity == "error"]
    return all(one.code == "L20" and one.place in beside for one in errors)


def _of_edition(asked: _Asked) -> EditionReceipt | None:
    """The edition's receipt; click's error where it lacks the key that it is verified with, or a proof lacks it."""
    from service.workflows.verify_published import EditionReceipt

    if asked.receipt is None:
        if asked.proof is not None:
            raise click.UsageError(refusal("proof_alone", asked.language))
        return None
    if asked.key is None:
        raise click.UsageError(refusal("key_needed", asked.language))
    return EditionReceipt(_read(asked.receipt), asked.key, asked.beside(), asked.held(), asked.proofs())


def _receipts(file: Path, asked: _Asked) -> NoReturn:
    """Tell what a receipt shows, or each of several, and end with the status by the worst of them."""
    from service.ledger.receipts import verify_receipt

    if asked.receipt is not None:
        raise click.UsageError(refusal("receipt_of_receipt", asked.language))
    if asked.key is None:
        raise click.UsageError(refusal("key_needed", asked.language))
    held, proofs, given, beside = asked.held(), asked.proofs(), _read(file), asked.beside()
    several = _several(given)
    if several:
        verdicts = [
            verify_receipt(one, asked.key, beside if _is_of(beside, one) else None, held, proofs) for one in several
        ]
    else:
        verdicts = [verify_receipt(given, asked.key, beside, held, proofs)]
    if asked.as_json:
        told = [receipt_told(one) for one in verdicts]
        echo_line(json.dumps(told if several else told[0], ensure_ascii=False))
    else:
        click.echo("\n\n".join(receipt_text(one, asked.language) for one in verdicts))
    unreadable = any(one.code == "L20" for verdict in verdicts for one in verdict.findings)
    sound = all(verdict.sound for verdict in verdicts)
    sys.exit(SOUND if sound else UNREADABLE if unreadable else DIFFERENT)


def _several(given: Any) -> list[Any]:
    """The receipts of an import: a list, or the answer that holds it as `receipts`; empty where it is one receipt."""
    held = given.get("receipts") if isinstance(given, dict) else given
    return held if isinstance(held, list) else []


def _is_of(proof: Any, receipt: Any) -> bool:
    """Whether a proof is that of a receipt's leaf: of several receipts it can only be of one. What is no proof at all
    is told of each."""
    if not isinstance(proof, dict):
        return True
    return isinstance(receipt, dict) and proof.get("leaf") == receipt.get("leaf")


def _read(file: Path) -> Any:
    """The JSON in a file, or the Reason why it could not be read."""
    from service.ledger.reasons import reason_of

    try:
        return json.loads(file.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return reason_of(error)
