"""The composer as it is shown: what is annotated, the choices its target leaves open, and what was given so far."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from indicators.anchors import takes
from indicators.annotations import Target
from indicators.answers import Commitment, commitment_number, is_commitment
from indicators.model import Clause, Framework, Indicator, Language, Motive
from schemas.annotation_target import read_source
from service.errors import ServiceError
from service.pages.companies import AnswerShown
from service.pages.shown import published
from service.pages.union.findings import Judgeable, judgeable
from service.pages.union.form import MOST_PROOFS
from service.pages.union.quoted import Word, ends, numbered
from service.pages.union.shown import answer_shown, known
from service.pages.visit import Visit
from service.render.html.figure import FigureShown, figure_of
from service.render.report.language import Words
from service.store import annotation_catalogues, editions, filed
from service.store.filing import submission_id

Errors = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TargetShown:
    """What an annotation is about, as its author sees it while writing; only what its kind has is set."""

    source: str
    target: Target
    framework: Framework
    clause: Clause | None = None
    quoted: Language = "fr"
    indicator: Indicator | None = None
    company: str = ""
    current: int = 0
    answer: AnswerShown | None = None
    commitment: Commitment | None = None
    figure: FigureShown | None = None

    @property
    def text(self) -> str:
        """The words of the clause in the language quoted, or of the commitment; empty for any other target."""
        if self.commitment:
            return self.commitment.text
        return self.clause.text.in_(self.quoted) if self.clause else ""

    @property
    def number(self) -> int:
        """The number of the commitment, from 1; 0 for any other target."""
        return commitment_number(self.target.indicator or "") if self.commitment else 0

    @property
    def words(self) -> tuple[Word, ...]:
        """The words that can be quoted, numbered."""
        return numbered(self.text)

    @property
    def rest(self) -> str:
        """What stands after the last word."""
        return self.text[self.words[-1].end :] if self.words else ""

    @property
    def motives(self) -> list[Motive]:
        """The motives that such a target takes."""
        return [one for one in self.framework.motives if takes(self.target, one)]


def target_shown(visit: Visit, connection: Connection, source: str, quoted: Language) -> TargetShown:
    """Return a target. Raises ServiceError `not_found` (404) where it names nothing that the visitor sees."""
    try:
        target = read_source(source)
    except ValueError:
        raise ServiceError("not_found", 404) from None
    if target.cycle is not None:
        framework = visit.house.frameworks.find(known(connection, target.cycle).framework)
    elif target.edition is not None:
        framework = _of_edition(visit, connection, target.edition)
    else:
        framework = visit.house.frameworks.find(target.framework or visit.framework.ref)
    if target.kind == "answer" and is_commitment(target.indicator):
        return _with_commitment(visit, connection, TargetShown(source, target, framework))
    named = {"clause": target.clause, "indicator": target.indicator}
    known_ones = {"clause": framework.has_clause, "indicator": framework.has_indicator}
    if any(id_ is not None and not known_ones[name](id_) for name, id_ in named.items()):
        raise ServiceError("not_found", 404)
    clause = framework.clause(target.clause) if target.clause else None
    indicator = framework.indicator(target.indicator) if target.indicator else None
    shown = TargetShown(source, target, framework, clause, quoted, indicator)
    return _with_answer(visit, connection, shown) if target.kind == "answer" else _with_figure(visit, shown)


def _of_edition(visit: Visit, connection: Connection, edition: str) -> Framework:
    found = editions.find_edition(connection, edition)
    if found is None:
        raise ServiceError("not_found", 404)
    return visit.house.frameworks.find(found.framework)


def _with_answer(visit: Visit, connection: Connection, shown: TargetShown) -> TargetShown:
    target, indicator = shown.target, shown.indicator
    submission = submission_id(target.cycle or "", target.signatory or "")
    found = filed.revision(connection, visit.actor, submission, target.revision or 0)
    answer = found.filed.submission.answer(target.indicator or "") if found else None
    if found is None or answer is None or indicator is None:
        raise ServiceError("not_found", 404)
    company = found.filed.submission.organisation.name
    it = answer_shown(indicator, answer, Words(visit.language))
    return TargetShown(
        shown.source, target, shown.framework, indicator=indicator, company=company, current=found.current, answer=it
    )


def _with_commitment(visit: Visit, connection: Connection, shown: TargetShown) -> TargetShown:
    target = shown.target
    submission = submission_id(target.cycle or "", target.signatory or "")
    found = filed.revision(connection, visit.actor, submission, target.revision or 0)
    said = found.filed.submission if found else None
    commitment = said.commitment(target.indicator or "") if said else None
    if found is None or said is None or commitment is None:
        raise ServiceError("not_found", 404)
    company, current = said.organisation.name, found.current
    return replace(shown, quoted=said.language, company=company, current=current, commitment=commitment)


def _with_figure(visit: Visit, shown: TargetShown) -> TargetShown:
    if shown.target.kind != "figure" or shown.target.edition is None or shown.indicator is None:
        return shown
    report = published(visit.house, shown.target.edition)
    figure = figure_of(report, shown.indicator, visit.language, most=0)
    return TargetShown(shown.source, shown.target, shown.framework, indicator=shown.indicator, figure=figure)


def quoted_of(visit: Visit, content: Mapping[str, Any]) -> Language:
    """Return the language that a content quotes; else the page's."""
    asked = content.get("target", {}).get("quotedLanguage", visit.language)
    return "en" if asked == "en" else "fr"


def findings_of(visit: Visit, shown: TargetShown, content: Mapping[str, Any]) -> list[Judgeable]:
    """Return what there is to confirm, correct or dismiss: the reader's findings on a clause or on a commitment."""
    if not shown.text:
        return []
    given = content.get("judgements", [])
    return judgeable(shown.framework, shown.text, shown.quoted, given, Words(visit.language))


def composer(
    visit: Visit,
    connection: Connection,
    shown: TargetShown,
    content: Mapping[str, Any],
    errors: Errors | None = None,
    more: int = 0,
) -> dict[str, Any]:
    """Return what the composer's template takes; `more` is how many empty rows of evidence are asked for."""
    selector: Mapping[str, Any] = content.get("target", {}).get("selector") or {}
    first, last = ends(shown.text, selector) if selector else ("", "")
    judged = findings_of(visit, shown, content)
    proofs = list(content.get("evidence", []))
    blanks = max(1, more) if len(proofs) < MOST_PROOFS else 0
    return {
        "it": shown,
        "content": content,
        "texts": {one["language"]: one["value"] for one in content.get("body", [])},
        "selector": selector,
        "first": first,
        "last": last,
        "typed": "" if first else selector.get("exact", ""),
        "judgeable": judged,
        "proofs": [*proofs, *({} for _ in range(blanks))],
        "blanks": blanks,
        "catalogues": list(_catalogues(visit, connection, shown.framework)),
        "errors": dict(_renamed(errors or {}, content, judged)),
    }


def _renamed(errors: Errors, content: Mapping[str, Any], judged: Sequence[Judgeable]) -> Iterator[tuple[str, str]]:
    """Faults of the n-th judgement given are about the field of its finding."""
    given = content.get("judgements", [])
    for name, words in errors.items():
        found = re.fullmatch(r"j([0-9]+)", name)
        place = int(found[1]) if found else len(given)
        if place >= len(given):
            yield name, words
            continue
        field = next((one.field for one in judged if one.given == given[place]), "judgements")
        yield field, words


def _catalogues(
    visit: Visit, connection: Connection, framework: Framework
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The demands of each catalogue, those that unions added last, each as code and title."""
    words = Words(visit.language)
    for catalogue in framework.catalogues:
        for family, label in catalogue.families.items():
            ours = [(one.id, words.of(one.title)) for one in catalogue.demands if one.family == family]
            yield f"{words.of(catalogue.label)} · {words.of(label)}", ours
    added: dict[str, list[tuple[str, str]]] = {}
    for row in annotation_catalogues.demands(connection):
        if row.framework == framework.ref:
            added.setdefault(row.union, []).append((row.id, row.content["title"][visit.language]))
    yield from added.items()
