"""The composer's form as the content of an annotation: what was filled in, and nothing judged.

The content is the JSON of `schemas.annotation`, which drafts keep too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from indicators.model import Language
from indicators.wording.judgements import VERDICTS
from service.pages.filled import Filled
from service.pages.union.findings import Judgeable
from service.pages.union.quoted import from_word_to_word, of_words

PROOF = ("title", "link", "reference", "quote", "sector", "role", "source")
MOST_PROOFS = 20
LANGUAGES: tuple[Language, ...] = ("fr", "en")


def target_of(filled: Filled, text: str, quoted: Language) -> dict[str, Any]:
    """Return the target filled in, with exact words of `text`, which is empty where nothing can be quoted: the words
    typed go before the words chosen by number; unchanged words stay as they were anchored.
    """
    given: dict[str, Any] = {"source": filled.text("source")}
    if not text:
        return given
    exact = filled.exact("exact").replace("\r\n", "\n").strip(" ")
    if exact and exact == filled.exact("anchored"):
        around = {name: filled.exact(name) for name in ("prefix", "suffix") if filled.exact(name)}
        selector: dict[str, str] | None = {"type": "TextQuoteSelector", "exact": exact, **around}
    else:
        selector = of_words(text, exact) if exact else from_word_to_word(text, filled.text("from"), filled.text("to"))
    return {**given, "quotedLanguage": quoted, **({"selector": selector} if selector else {})}


def content_of(filled: Filled, target: Mapping[str, Any], judgeable: Sequence[Judgeable]) -> dict[str, Any]:
    """Return everything else that was filled in, on `target`; what was left empty is left out."""
    texts = [(language, filled.text(f"text_{language}")) for language in LANGUAGES]
    asked = filled.text("motivation")
    return {
        "motivation": asked if asked in ("assessing", "questioning") else "assessing",
        "target": dict(target),
        "body": [{"value": text, "language": language} for language, text in texts if text],
        **{name: list(dict.fromkeys(filled.every(name))) for name in ("motives", "demands", "themes")},
        "evidence": list(_proofs(filled)),
        "judgements": list(_judgements(filled, judgeable)),
    }


def _proofs(filled: Filled) -> Iterator[dict[str, Any]]:
    for number in range(MOST_PROOFS):
        said = {name: text for name in PROOF if (text := filled.text(f"e{number}-{name}"))}
        kind = filled.text(f"e{number}-kind")
        if kind:
            yield {"kind": kind, **said, **({"consent": True} if filled.text(f"e{number}-consent") else {})}
        elif said:
            yield {"kind": "document", **said}


def _judgements(filled: Filled, judgeable: Sequence[Judgeable]) -> Iterator[dict[str, Any]]:
    for one in judgeable:
        verdict = filled.text(f"v{one.number}")
        if verdict not in VERDICTS:
            continue
        score = filled.text(f"v{one.number}-score")
        reason = filled.text(f"v{one.number}-reason")
        corrected = {"score": int(score)} if verdict == "correct" and score.isdecimal() and len(score) == 1 else {}
        yield {**one.place, "verdict": verdict, **corrected, **({"reason": reason} if reason else {})}
