"""What of a cycle is public: annotations with the revision they are about, revisions with what they say themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest

from indicators.annotations import Annotation, Target
from indicators.case import Cycle, Filed
from indicators.disclosure.protect import protect
from service.workflows.public_report import public_of
from tests.report_case import example_report

Publication = Literal["full", "consolidated"]


def _published(filed: Filed, publication: Publication, revision: int) -> Filed:
    organisation = replace(filed.submission.organisation, publication=publication)
    return replace(filed, revision=revision, submission=replace(filed.submission, organisation=organisation))


def _public(first: Publication, then: Publication, carried_to: int | None = None) -> tuple[Cycle, Annotation]:
    """The public part of a cycle of which one company filed twice, and an annotation on what it said first."""
    whole = example_report()
    said = next(one for one in whole.cycle.annotations if one.target.kind == "answer")
    company = next(one for one in whole.cycle.filed if one.signatory == said.target.signatory)
    target = Target("answer", cycle=whole.cycle.id, signatory=company.signatory, indicator="SD-1", revision=1)
    said = replace(said, target=target, carried_to=carried_to)
    rest = tuple(one for one in whole.cycle.filed if one.signatory != company.signatory)
    cycle = replace(
        whole.cycle,
        filed=(*rest, _published(company, then, 2)),
        superseded=(_published(company, first, 1),),
        annotations=(said,),
    )
    return public_of(cycle, protect(whole.framework, cycle, whole.consolidation)).cycle, said


@pytest.mark.parametrize(
    ("first", "then", "carried_to", "shown"),
    [
        ("full", "consolidated", None, True),
        ("consolidated", "full", None, False),
        ("consolidated", "full", 2, True),
        ("consolidated", "consolidated", 2, False),
        ("full", "full", None, True),
    ],
)
def test_an_annotation_is_public_where_the_revision_it_speaks_of_was(
    first: Publication, then: Publication, carried_to: int | None, shown: bool
) -> None:
    cycle, said = _public(first, then, carried_to)

    assert cycle.annotations == ((said,) if shown else ())


@pytest.mark.parametrize(("first", "then", "kept"), [("full", "full", 1), ("consolidated", "full", 0)])
def test_an_earlier_revision_is_public_only_where_it_says_so_itself(
    first: Publication, then: Publication, kept: int
) -> None:
    cycle, said = _public(first, then)

    assert len(cycle.superseded) == kept
    assert said.target.signatory in {one.signatory for one in cycle.filed}
