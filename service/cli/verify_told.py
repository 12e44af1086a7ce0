"""What `enregard verify` says of a package or of receipts: as text in one language, or as JSON in both."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from service.cli.printed import printed

if TYPE_CHECKING:
    from indicators.model import Language
    from service.ledger.receipts import ReceiptVerdict
    from service.workflows.package_findings import Told
    from service.workflows.verify_package import Verdict

_WORDS_HELD = {"log": "file", "receipt": "file_of_receipt"}
_COLON = {"fr": "\u00a0: ", "en": ": "}


def said(key: str, language: Language, **params: object) -> str:
    """Return one text of `verify.yaml`."""
    from service.form.texts import load_texts

    return load_texts(Path(__file__).with_name("verify.yaml"))(key, language, colon=_COLON[language], **params)


def package_text(verdict: Verdict, language: Language) -> str:
    """Return what is said of a package, line by line."""
    made, errors = verdict.verification, _errors(verdict.findings)
    counted: dict[str, object] = {
        "edition": verdict.edition or said("none", language),
        "figures": verdict.figures,
        "whole": made.whole,
        "parts": made.from_components,
        "withheld": made.withheld,
        "proven": verdict.proven,
    }
    keys = ("public" if verdict.holding == "public" else "complete", *(("log",) if verdict.proven else ()))
    lines = [said(key, language, **counted) for key in keys]
    if verdict.file is not None and verdict.words_held:
        lines += [
            said(_WORDS_HELD[verdict.words_held_by], language),
            *_signed(verdict.file.accepted, verdict.file.included, language),
        ]
    lines += [f"{finding.code} {finding.message[language]}" for finding in verdict.findings]
    return _text([*lines, said(_end(verdict), language, errors=errors)])


def _end(verdict: Verdict) -> str:
    """The last line: what a service published and nobody held against its receipt is not simply sound."""
    if not verdict.sound:
        return "different"
    return "sound_but_words" if verdict.words_owed else "sound"


def package_json(verdict: Verdict) -> str:
    """Return what is said of a package as one JSON object."""
    made, file = verdict.verification, verdict.file
    found = [
        {"code": one.code, "severity": one.severity, "place": one.place, "message": dict(one.message)}
        for one in verdict.findings
    ]
    told = {"edition": verdict.edition, "holding": verdict.holding, "sound": verdict.sound, "figures": verdict.figures}
    told |= {"whole": made.whole, "from_components": made.from_components, "withheld": made.withheld}
    told |= {"proven": verdict.proven, "words_held": verdict.words_held}
    told["words_held_by"] = verdict.words_held_by or None
    told |= {"accepted": file.accepted if file else None, "included": file.included if file else None}
    return printed(json.dumps({**told, "findings": found}, ensure_ascii=False))


def _text(lines: Iterable[str]) -> str:
    """Lines as they are printed: each is one line, whatever stands in what was verified."""
    return "\n".join(map(printed, lines))


def _errors(findings: Iterable[Told]) -> int:
    return sum(finding.severity == "error" for finding in findings)


def _signed(accepted: str | None, included: int | None, language: Language) -> list[str]:
    lines = [said("accepted", language, accepted=accepted)] if accepted else []
    return lines + ([said("included", language, size=included)] if included else [])


def receipt_text(verdict: ReceiptVerdict, language: Language) -> str:
    """Return what is said of a receipt, line by line."""
    lines = [said("receipt", language, subject=verdict.subject)] if verdict.subject else []
    lines += _signed(verdict.accepted, verdict.included, language)
    lines += [f"{one.code} {one.message(language)}" for one in verdict.findings]
    errors = sum(one.severity == "error" for one in verdict.findings)
    return _text([*lines, said("different" if errors else "receipt_sound", language, errors=errors)])


def receipt_told(verdict: ReceiptVerdict) -> dict[str, Any]:
    """Return what is said of a receipt, to be written as JSON."""
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
