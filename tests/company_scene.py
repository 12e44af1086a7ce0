"""A cycle that runs now, four invented companies with a person each, and a union that annotates their answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from indicators.answers import Answer, Profile
from schemas.annotation import AnnotationIn
from service.store.engine import Database
from service.store.idempotency import Answered
from service.workflows.accounts import actor_of, create_account
from service.workflows.annotate import annotate
from service.workflows.cycles import Frameworks
from tests.people import joined as join
from tests.people import reception_of
from tests.samples import annotation, answer_target, company, open_cycle
from tests.workbooks import FRAMEWORK, PROFILE, answer_to, typed, workbook

SIGNATORY, OTHER = "EX-017", "EX-018"
NAMES = {
    SIGNATORY: "Aciéries du Ponant (invented)",
    OTHER: "Filatures du Levant (invented)",
    "EX-901": "Verreries du Midi (invented)",
    "EX-902": "Papeteries du Nord (invented)",
}
EMAIL = "claire@example.org"
EMAILS = {SIGNATORY: EMAIL, OTHER: "bruno@example.org", "EX-901": "dora@example.org", "EX-902": "emil@example.org"}


@dataclass
class Scene:
    """What tests need of it: the union's token, to annotate with."""

    url: str
    union: str

    def annotates(self, indicator: str, revision: int = 1, signatory: str = SIGNATORY) -> str:
        """Publish an annotation on an answer; returns its id."""
        database = Database.open(self.url)
        try:
            body = annotation(answer_target(indicator, signatory, revision), ("A1",))
            given = AnnotationIn.model_validate(body)
            made = annotate(
                database,
                Frameworks(),
                actor_of(database, self.union),
                given,
                present=lambda _, one: Answered(201, one.id),
            )
        finally:
            database.close()
        assert isinstance(made, Answered), made
        return made.body.rpartition(":")[2]


def company_scene(url: str) -> Scene:
    """Fill an upgraded, empty database."""
    database = Database.open(url)
    try:
        open_cycle(database)
        union = create_account(database, kind="union", name="Fédération Exemple (invented)", id_="fed")
        for signatory, name in NAMES.items():
            join(reception_of(database), company(database, signatory, name).organisation, EMAILS[signatory])
    finally:
        database.close()
    return Scene(url, union.secret)


def good_workbook(language: str = "fr", signatory: str = SIGNATORY, cycle: str = "2026") -> bytes:
    """A complete workbook."""
    return workbook(language=language, organisation=_who(signatory), cycle=cycle)


def faulty_workbook(language: str = "fr", signatory: str = SIGNATORY, cycle: str = "2026") -> bytes:
    """The same with a text where a number belongs and a part that exceeds its whole."""
    hours = answer_to(FRAMEWORK.indicator("HC-1"))
    wrong = Answer("HC-1", "answered", {**hours.values, "numerator_women": Decimal(99)})
    content = workbook(wrong, language=language, organisation=_who(signatory), cycle=cycle)
    return typed(content, "SD-1.numerator", "oui, en partie")


def _who(signatory: str) -> Profile:
    return replace(PROFILE, name=NAMES.get(signatory, f"{signatory} (invented)"), reference=signatory)
