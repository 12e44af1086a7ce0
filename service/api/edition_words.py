"""Editions as they go out: shapes filled from rows and values, in one language. No rule, no SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from indicators.citation import Cited, as_bibtex, as_csl, as_text
from indicators.editions import CAUSES, Changed, Comparison, Condition, condition_words
from indicators.figures import Figure
from indicators.model import Language
from schemas.edition import (
    ChangedOut,
    ChecklistOut,
    CitationOut,
    ComparisonOut,
    ConditionOut,
    EditionFileOut,
    EditionFullOut,
    EditionOut,
    RevisedOut,
)
from schemas.report import EstimateOut, plain
from service.store.tables import Edition, EditionFile
from service.workflows.publish_edition import Proof


def permalink(public_url: str, edition: str) -> str:
    """Return the address an edition has for ever."""
    return f"{public_url.rstrip('/')}/editions/{edition}"


def edition_out(edition: Edition, public_url: str) -> EditionOut:
    """Return an edition as listed."""
    return EditionOut(**_head(edition, public_url))


def _head(edition: Edition, public_url: str) -> dict[str, Any]:
    names = ("id", "cycle", "framework", "framework_hash", "published", "reason", "previous")
    head = {name: getattr(edition, name) for name in names}
    return {**head, "number": f"{edition.major}.{edition.minor}", "link": permalink(public_url, edition.id)}


def edition_full(
    edition: Edition, files: Iterable[EditionFile], cited: Cited, public_url: str, language: Language
) -> EditionFullOut:
    """Return an edition with all that stands with it."""
    return EditionFullOut(
        **_head(edition, public_url),
        program=edition.program,
        checklist=[_condition(Condition(**kept), language) for kept in edition.checklist],
        citation=citation_out(cited, language),
        files=[_file(edition, file, public_url) for file in files],
    )


def _file(edition: Edition, file: EditionFile, public_url: str) -> EditionFileOut:
    link = f"{public_url.rstrip('/')}/api/v1/editions/{edition.id}/files/{file.name}"
    return EditionFileOut(name=file.name, link=link, media_type=file.media_type, size=file.size, sha256=file.sha256)


def citation_out(cited: Cited, language: Language) -> CitationOut:
    """Return how to cite an edition."""
    return CitationOut(text=as_text(cited, language), bibtex=as_bibtex(cited, language), csl=as_csl(cited, language))


def checklist_out(proof: Proof, language: Language) -> ChecklistOut:
    """Return what would have to hold, in words."""
    conditions = [_condition(condition, language) for condition in proof.conditions]
    ready = not any(condition.forbids for condition in proof.conditions)
    return ChecklistOut(number=str(proof.number), ready=ready, conditions=conditions)


def _condition(condition: Condition, language: Language) -> ConditionOut:
    text = condition_words(condition.code, condition.count, language)
    return ConditionOut(
        code=condition.code, met=condition.met, blocking=condition.blocking, count=condition.count, text=text
    )


def comparison_out(
    before: Edition, after: Edition, found: Comparison, public_url: str, language: Language
) -> ComparisonOut:
    """Return two editions side by side."""
    return ComparisonOut(
        before=edition_out(before, public_url),
        after=edition_out(after, public_url),
        reason=after.reason,
        unchanged=found.unchanged,
        changed=[_changed(one, language) for one in found.changed],
        revised=[RevisedOut(signatory=name, before=old, after=new) for name, old, new in found.revised],
    )


def _changed(changed: Changed, language: Language) -> ChangedOut:
    return ChangedOut(
        indicator=changed.indicator,
        dimension=changed.cut.dimension,
        cut=changed.cut.value,
        values=list(changed.values),
        causes=list(changed.causes),
        why=[CAUSES[cause].in_(language) for cause in changed.causes],
        before=_values(changed.before, changed.values),
        after=_values(changed.after, changed.values),
    )


def _values(figure: Figure | None, names: Sequence[str]) -> Mapping[str, Any] | None:
    if figure is None:
        return None
    shown = {name: plain(getattr(figure, name)) for name in names if hasattr(figure, name)}
    for name in ("claimed", "set_aside"):
        shown[name] = EstimateOut.model_validate(plain(getattr(figure, name), EstimateOut)).model_dump(mode="json")
    return shown
