"""Hypothesis strategies for annotations as a file or an export may hold them: any text, any life, any target."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from indicators.annotations import Annotation, CitedDemand, Proof, Reply, Respondent, Selector, Speaker, Target
from indicators.loader import bundled
from indicators.wording.judgements import Judgement
from tests.strategies import lines, texts

FRAMEWORK = bundled("paris-2025", 1)
MOTIVES = [motive.id for motive in FRAMEWORK.motives]
moments = st.integers(0, 10**8).map(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=n, microseconds=n))
speakers = st.builds(
    Speaker, st.integers(0, 99).map(lambda n: f"urn:enregard:union:UX-{n}"), lines(), verified=st.booleans()
)
said: st.SearchStrategy[Mapping[str, str]] = st.dictionaries(st.sampled_from(["fr", "en"]), texts(), min_size=1).map(
    lambda given: {language: given[language] for language in ("fr", "en") if language in given}
)
nothing: st.SearchStrategy[Mapping[str, str]] = st.just({})
maybe = st.none() | texts()
proofs = st.builds(
    Proof,
    kind=st.sampled_from(["link", "document", "testimony"]),
    title=texts() | st.just(""),
    link=st.none() | st.just("https://exemple.org/pv?a=1&b=%20"),
    reference=maybe,
    quote=maybe,
    sector=maybe,
    role=maybe,
    consent=st.booleans(),
    source=maybe,
)
judgements = st.builds(
    Judgement,
    criterion=st.sampled_from(["R1", "R8", "NB1"]),
    rule=st.sampled_from(["", "R1-support"]),
    start=st.integers(0, 999),
    end=st.integers(0, 999),
    words=texts(),
    verdict=st.sampled_from(["confirm", "correct", "dismiss"]),
    score=st.none() | st.integers(0, 3),
    reason=st.just("") | texts(),
)

cited = st.builds(
    CitedDemand,
    id=st.just("UN-1.D1"),
    version=st.integers(1, 9),
    union=st.builds(Speaker, st.just("urn:enregard:union:UN-1"), lines()),
    title=st.dictionaries(st.just("fr") | st.just("en"), lines(), min_size=1).map(lambda said: in_order(said)),
    sentence=said,
    source=lines(),
    created=st.none() | moments,
    carried=st.booleans(),
)


def in_order(given: Mapping[str, str]) -> Mapping[str, str]:
    """Return texts by language, French first."""
    return {language: given[language] for language in ("fr", "en") if language in given}


@st.composite
def targets(draw: st.DrawFn) -> Target:
    """Any target; a clause is quoted where it stands, to the letter."""
    answer = Target("answer", cycle="2026", signatory="EX-004", indicator="SD-1", revision=draw(st.integers(1, 9)))
    figure = Target("figure", cycle="2026", indicator="SD-1")
    edition = Target("edition", edition="2026-1")
    clause = draw(st.sampled_from(FRAMEWORK.clauses))
    text = clause.text.fr
    start = draw(st.integers(0, len(text) - 2))
    end = draw(st.integers(start + 1, len(text)))
    quoted = Selector(text[start:end], text[max(0, start - 9) : start], text[end : end + 9], "fr")
    on_clause = Target("clause", framework=FRAMEWORK.ref, clause=clause.id, selector=draw(st.none() | st.just(quoted)))
    return draw(st.sampled_from([answer, figure, edition, on_clause]))


@st.composite
def any_annotation(draw: st.DrawFn, number: int = 0) -> Annotation:
    """Any annotation, in any state of its life."""
    union = draw(speakers)
    withheld = draw(maybe)
    retracted = draw(maybe)
    carried = draw(st.none() | st.integers(2, 9))
    versions = st.none() | st.integers(1, 9)
    id_ = f"urn:enregard:annotation:{number:032x}"
    leaves = st.none() | st.integers(1, 10**6).map(lambda n: f"{id_}:reply:{n}")
    replies = st.builds(Reply, st.just("EX-004"), said, moments, late=st.booleans(), version=versions, id=leaves)
    own = st.builds(Reply, st.just(""), said, moments, union=st.just(union), version=versions, id=leaves)
    respondents = st.builds(
        Respondent,
        st.integers(100, 199).map(lambda n: f"urn:enregard:union:UX-{n}"),
        lines(),
        verified=st.booleans(),
        version=st.integers(1, 9),
        created=st.none() | moments,
    )
    return Annotation(
        id=id_,
        union=union,
        motivation=draw(st.sampled_from(["assessing", "questioning"])),
        motives=tuple(draw(st.lists(st.sampled_from(MOTIVES), min_size=1, max_size=6, unique=True))),
        target=draw(targets()),
        texts={} if withheld and draw(st.booleans()) else draw(said),
        created=draw(moments),
        demands=(demands := tuple(draw(st.lists(st.sampled_from(["D01", "E03", "UN-1.D1"]), unique=True)))),
        cited=(draw(cited),) if "UN-1.D1" in demands and draw(st.booleans()) else (),
        themes=tuple(draw(st.lists(st.sampled_from(["legal-means", "chain"]), unique=True))),
        evidence=tuple(draw(st.lists(proofs, max_size=2))),
        judgements=tuple(draw(st.lists(judgements, max_size=2))),
        version=draw(st.integers(1, 9)),
        carried_to=carried,
        carried_on=draw(moments) if carried else None,
        carried_texts=draw(st.booleans().flatmap(lambda spoken: said if spoken else nothing)) if carried else {},
        retracted=retracted,
        retracted_on=draw(st.none() | moments) if retracted else None,
        withheld=withheld,
        withheld_on=draw(st.none() | moments) if withheld else None,
        withheld_ground=draw(st.sampled_from([None, "legal", "personal_data"])) if withheld else None,
        replies=tuple(draw(st.lists(replies | own, max_size=3))),
        countersigned_by=tuple(draw(st.lists(respondents, max_size=2))),
        dissent=tuple(draw(st.lists(st.tuples(respondents, texts()), max_size=2))),
        revised=draw(st.none() | moments),
    )


files = st.integers(0, 4).flatmap(lambda count: st.tuples(*(any_annotation(number) for number in range(count))))
"""Several annotations with ids of their own."""
