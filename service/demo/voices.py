"""The three invented unions and what they oppose: `annotations.yaml` in its compact form -> annotations.

The compact form names only the exact words of a clause; the words around them are taken from the clause here, and a
mistake of the data stops the reading at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from indicators.annotations import Annotation, Proof, Reply, Respondent, Selector, Speaker, Target
from indicators.model import LANGUAGES, Framework, Language
from indicators.wording import read
from indicators.wording.judgements import Judgement

UNION_IRI = "urn:enregard:union:"
ANNOTATION_IRI = "urn:enregard:annotation:"
AROUND = 32
"""Characters of a clause that are quoted before and after the exact words, so that they are found again."""

_PUBLIC_WORDS = {
    "fr": "Prise de parole publique\u00a0: {speaker}, {role}",
    "en": "Public statement: {speaker}, {role}",
}


@dataclass(frozen=True, slots=True)
class Union:
    """An invented union: the id of its account, its name, and where it stands, in both languages."""

    id: str
    name: str
    position: Mapping[str, str]

    @property
    def speaker(self) -> Speaker:
        """The union as annotations name it."""
        return Speaker(UNION_IRI + self.id, self.name)

    @property
    def respondent(self) -> Respondent:
        """The union as it stands beside another's annotation."""
        return Respondent(UNION_IRI + self.id, self.name)


def read_annotations(
    data: Mapping[str, Any], framework: Framework, cycle: str
) -> tuple[tuple[Union, ...], tuple[Annotation, ...]]:
    """Return the unions and their annotations. Raises KeyError or ValueError where the data are wrong."""
    unions = {key: Union(**union) for key, union in data["unions"].items()}
    reader = _Reader(framework, cycle, unions)
    return tuple(unions.values()), tuple(reader.annotation(entry) for entry in data["annotations"])


@dataclass(frozen=True, slots=True)
class _Reader:
    framework: Framework
    cycle: str
    unions: Mapping[str, Union]

    def annotation(self, entry: Mapping[str, Any]) -> Annotation:
        texts = _texts(entry)
        target = self.target(entry["target"])
        return Annotation(
            id=ANNOTATION_IRI + entry["id"],
            union=self.unions[entry["union"]].speaker,
            motivation=entry["motivation"],
            motives=tuple(entry["motives"]),
            target=target,
            texts=texts,
            created=_moment(entry["created"]),
            demands=tuple(entry.get("demands", ())),
            themes=tuple(entry.get("themes", ())),
            evidence=tuple(self.proof(proof, next(iter(texts))) for proof in entry.get("evidence", ())),
            judgements=tuple(self.judgement(target, given) for given in entry.get("judgements", ())),
            carried_to=entry.get("carried_to"),
            retracted=entry.get("retracted"),
            replies=tuple(_replies(entry, target)),
            countersigned_by=tuple(self.unions[key].respondent for key in entry.get("countersigned", ())),
            dissent=tuple((self.unions[key].respondent, text) for key, text in entry.get("dissent", {}).items()),
        )

    def target(self, given: Mapping[str, Any]) -> Target:
        if "clause" in given:
            selector = self.selector(given["clause"], given["exact"], given.get("language", "fr"))
            return Target("clause", self.framework.ref, clause=given["clause"], selector=selector)
        if "indicator" in given:
            return Target("indicator", self.framework.ref, indicator=given["indicator"])
        if "figure" in given:
            return Target("figure", cycle=self.cycle, indicator=given["figure"])
        return Target(
            "answer",
            cycle=self.cycle,
            indicator=given["answer"],
            signatory=given["signatory"],
            revision=given["revision"],
        )

    def selector(self, clause: str, exact: str, language: Language) -> Selector:
        text = self.framework.clause(clause).text.in_(language)
        if text.count(exact) != 1:
            raise ValueError(f"'{exact}' stands {text.count(exact)} times in clause {clause} ({language})")
        start = text.index(exact)
        end = start + len(exact)
        return Selector(exact, text[max(0, start - AROUND) : start], text[end : end + AROUND], language)

    def judgement(self, target: Target, given: Mapping[str, Any]) -> Judgement:
        """A verdict on the reader's finding of that criterion and those words; ValueError where there is none."""
        language = target.selector.language if target.selector else self.framework.official_languages[0]
        text = self.framework.clause(target.clause or "").text.in_(language)
        for clause in read(text, language).clauses:
            for found in clause.findings:
                if (found.criterion, found.words) == (given["criterion"], given["words"]):
                    return Judgement(**{**given, "rule": found.rule, "start": found.start, "end": found.end})
        raise ValueError(
            f"the reader does not find {given['criterion']} in '{given['words']}' of clause {target.clause}"
        )

    def proof(self, given: Mapping[str, Any], language: str) -> Proof:
        """A testimony is invented; a document with a `source` is a public statement, attributed to its speaker."""
        if "source" not in given:
            return Proof(**given)
        source = next(source for source in self.framework.sources if source.id == given["source"])
        said = {key: given[key] for key in ("quote", "role", "source")}
        return Proof(
            kind=given["kind"],
            title=_PUBLIC_WORDS[language].format(speaker=given["speaker"], role=given["role"]),
            reference=f"{source.title.in_('fr' if language == 'fr' else 'en')}, {source.date}",
            **said,
        )


def _texts(entry: Mapping[str, Any]) -> dict[str, str]:
    return {language: entry[language] for language in LANGUAGES if language in entry}


def _replies(entry: Mapping[str, Any], target: Target) -> Iterator[Reply]:
    for reply in entry.get("replies", ()):
        if target.signatory is None:
            raise ValueError(f"{entry['id']}: only the company concerned replies, and no company is concerned here")
        yield Reply(target.signatory, _texts(reply), _moment(reply["created"]))


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(9), UTC)
