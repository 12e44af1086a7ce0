"""A cycle that runs now, one invented company with a person who signs in, and a union that annotates its answers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from indicators.answers import Answer
from schemas.annotation import AnnotationIn
from service.store.engine import Database
from service.store.idempotency import Answered
from service.workflows.accounts import actor_of, create_account
from service.workflows.annotate import annotate
from service.workflows.cycles import Frameworks
from tests.people import reception_of
from tests.people import joined as join
from tests.samples import annotation, answer_target, company, open_cycle
from tests.workbooks import FRAMEWORK, answer_to, typed, workbook

SIGNATORY = "EX-017"
NAME = "Aciéries du Ponant (invented)"
EMAIL = "claire@example.org"


@dataclass
class Scene:
    """What tests need of it: the union's token, to annotate with."""

    url: str
    union: str

    def annotates(self, indicator: str, revision: int = 1) -> str:
        """Publish an annotation on an answer; returns its id."""
        database = Database.open(self.url)
        try:
            body = annotation(answer_target(indicator, SIGNATORY, revision), ("NB2",))
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
        issued = company(database, SIGNATORY, NAME)
        union = create_account(database, kind="union", name="Fédération Exemple (invented)", id_="fed")
        join(reception_of(database), issued.organisation, EMAIL)
    finally:
        database.close()
    return Scene(url, union.secret)


def good_workbook(language: str = "fr") -> bytes:
    """A complete workbook."""
    return workbook(language=language)


def faulty_workbook(language: str = "fr") -> bytes:
    """The same with a text where a number belongs and a part that exceeds its whole."""
    too_many = answer_to(FRAMEWORK.indicator("SD-2"))
    values = {**too_many.values, "numerator": Decimal(99)}
    content = workbook(Answer("SD-2", "answered", values), language=language)
    return typed(content, "SD-1.numerator", "oui, en partie")
