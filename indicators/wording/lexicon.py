"""The lexicon of one language: the YAML data made ready for a single pass over the words of a text.

Nothing here decides what binds; see `governing` for the verb that governs and `scoring` for the scores.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from indicators.wording import inflection_en, inflection_fr
from indicators.wording.phrases import Phrase, PhraseBook, Rule, key_of

(
    SUB,
    CONDITION,
    RELATIVE,
    DET,
    PREP,
    PRON,
    CLITIC,
    NEG,
    NEGSUBJ,
    CONJ,
    ADV,
    FIRST_PERSON,
    RECITAL,
    HOMOGRAPH,
    APPOSITION,
) = (1 << n for n in range(15))
_WORD_CLASSES = {
    "subordinators": SUB,
    "conditions": CONDITION,
    "relatives": RELATIVE | SUB,
    "determiners": DET,
    "prepositions": PREP,
    "pronouns": PRON,
    "clitics": CLITIC,
    "negations": NEG,
    "negated_subjects": NEGSUBJ,
    "conjunctions": CONJ,
    "adverbs": ADV,
    "first_person": FIRST_PERSON,
    "recital_openers": RECITAL,
    "homographs": HOMOGRAPH,
    "appositions": APPOSITION,
}
SCORED = frozenset({"R2", "R4", "R5", "R6", "R7", "R8", "hedge"})
_MEMORY = 60_000
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class VerbRule:
    """A class of verbs: how it governs (`kind`), the R1 class it gives alone, and the rule's id."""

    id: str
    kind: str
    level: int


@dataclass(frozen=True, slots=True)
class Verb:
    """What a form can be: tenses (bits of `inflection_fr`), and the rules of its verb and of its reflexive."""

    lemma: str
    tenses: int
    rule: VerbRule
    reflexive: VerbRule | None = None


@dataclass(slots=True)
class Entry:
    """All that the lexicon knows of one word; `by`: its phrases by section; `scored`: those that score."""

    mask: int
    verb: Verb | None
    key: str
    phrases: tuple[Phrase, ...]
    scored: tuple[Phrase, ...]
    by: dict[str, list[Phrase]]
    subject: str
    complement: Rule | None


@dataclass(slots=True)
class Lexicon:
    """One language, ready to be asked word by word; `entry` remembers what it was asked."""

    language: str
    masks: dict[str, int]
    verbs: dict[str, Verb]
    subjects: dict[str, str]
    complements: dict[str, Rule]
    book: PhraseBook
    rules: dict[str, str]
    abbreviations: frozenset[str]
    releases: frozenset[str]
    protected: frozenset[str]
    disclaimable: frozenset[str]
    boasts: frozenset[str]
    legal: frozenset[str]
    told: frozenset[str]
    planned: frozenset[str]
    weighing: frozenset[str]
    foreseen: frozenset[str]
    vouching: frozenset[str]
    memory: dict[str, Entry] = field(default_factory=dict)

    def entry(self, word: str) -> Entry:
        """Return what is known of a word in lower case; never raises."""
        known = self.memory.get(word)
        if known is not None:
            return known
        if len(self.memory) > _MEMORY:
            self.memory.clear()
        key = key_of(word[:_LONGEST])
        phrases = self.book.starting_with(key)
        by: dict[str, list[Phrase]] = {}
        for phrase in phrases:
            by.setdefault(phrase.rule.criterion, []).append(phrase)
        mask = self.masks.get(word, 0)
        verb = self.verbs.get(word)
        if verb is None and not mask and word[0] == "e" and self.language == "fr":
            verb = self.verbs.get("é" + word[1:])  # capitals are often written without their accent: "Echappent"
        if verb is None and "-" in word and self.language == "fr":
            verb = self.verbs.get(inflection_fr.without_pronoun(word))
        made = Entry(
            mask,
            verb,
            key,
            phrases,
            tuple(phrase for phrase in phrases if phrase.rule.criterion in SCORED),
            by,
            self.subjects.get(word) or self.subjects.get(key, ""),
            self.complements.get(word) or self.complements.get(key),
        )
        self.memory[word] = made
        return made


@lru_cache(maxsize=2)
def lexicon(language: str) -> Lexicon:
    """Return the lexicon of `fr` or `en`, read once. Raises KeyError or ValueError where its data is faulty."""
    path = Path(__file__).with_name(f"lexicon.{language}.yaml")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with path.open(encoding="utf-8") as stream:
        data: dict[str, Any] = yaml.load(stream, Loader=loader)  # noqa: S506 - a safe loader, the C one where there is one
    return _built(data)


def _built(data: dict[str, Any]) -> Lexicon:
    masks: dict[str, int] = {}
    for name, bit in _WORD_CLASSES.items():
        for word in data.get(name, "").split():
            plain = word.replace("·", " ")
            masks[plain] = masks.get(plain, 0) | bit
    groups = {name: tuple(words.split()) for name, words in data["groups"].items()}
    book = PhraseBook(groups)
    sources: dict[str, str] = {}
    _fill(book, data, sources)
    verbs = _verbs(data, sources)
    subjects = {word: kind for kind, words in data["subjects"].items() for word in words.split()}
    complements = {
        key_of(form): Rule(row["id"], "be", row["class"], bool(row.get("permissive")))
        for row in data["be_complements"]
        for word in row["words"].split()
        for form in (inflection_fr.adjective(word) if data["language"] == "fr" else (word,))
    }
    for row in data["be_complements"]:
        sources[row["id"]] = row["source"]
    return Lexicon(
        data["language"],
        masks,
        verbs,
        subjects,
        complements,
        book,
        sources,
        frozenset(data["abbreviations"].split()),
        _keys(data["releases"]),
        frozenset(data["protected"].split()),
        frozenset(data["disclaimable"].split()),
        frozenset(data["boasts"].split()),
        frozenset(data["legal"].split()),
        frozenset(data.get("told", "").split()),
        frozenset(data["planned"].split()),
        _keys(data["weighing"]),
        frozenset(data["foreseen"].split()),
        frozenset(data["vouching"].split()),
    )


def _keys(words: str) -> frozenset[str]:
    return frozenset(key_of(form) for word in words.split() for form in inflection_fr.adjective(word))


def _fill(book: PhraseBook, data: dict[str, Any], sources: dict[str, str]) -> None:
    for section in ("have_complements", "leadins", "idioms", "caps", "stakes", "nominal"):
        for row in data.get(section, ()):
            sources[row["id"]] = row["source"]
            rule = Rule(row["id"], section, row["class"], bool(row.get("permissive")))
            book.add(rule, row["words"])
    sources.update((row["id"], row["source"]) for row in data["constructions"])
    for row in data["phrases"]:
        sources[row["id"]] = row["source"]
        book.add(Rule(row["id"], row["criterion"], row["value"], False), row["words"])
    book.add(Rule("QUIET", "quiet", 0, False), data.get("quiet_conjunctions", ()))


def _verbs(data: dict[str, Any], sources: dict[str, str]) -> dict[str, Verb]:
    irregular = {model: tuple(stems.split()) for model, stems in data["irregular"].items()}
    inflect = inflection_fr.forms if data["language"] == "fr" else inflection_en.forms
    plain: dict[str, VerbRule] = {}
    reflexive: dict[str, VerbRule] = {}
    for row in data["verbs"]:
        rule = VerbRule(row["id"], row["kind"], row["class"])
        sources[row["id"]] = row["source"]
        for lemma in row["lemmas"].split():
            bare = lemma.removeprefix("s'").removeprefix("se·")
            (plain if bare == lemma else reflexive).setdefault(bare, rule)
    table: dict[str, Verb] = {}
    for row in data.get("modals", ()):
        sources[row["id"]] = row["source"]
        rule = VerbRule(row["id"], row["kind"], row["class"])
        table.update((form, Verb(form, inflection_fr.PRESENT, rule)) for form in row["forms"].split())
    for lemma in (*plain, *(one for one in reflexive if one not in plain)):
        rule = plain.get(lemma) or reflexive[lemma]
        for spelling in (lemma, *(inflection_en.spellings(lemma) if data["language"] == "en" else ())):
            _add_forms(table, lemma, rule, reflexive.get(lemma), inflect(spelling, irregular))
    return table


def _add_forms(
    table: dict[str, Verb], lemma: str, rule: VerbRule, reflexive: VerbRule | None, forms: Iterable[tuple[str, int]]
) -> None:
    merged: dict[str, int] = {}
    for form, tenses in forms:
        merged[form] = merged.get(form, 0) | tenses
    made = {tenses: Verb(lemma, tenses, rule, reflexive) for tenses in set(merged.values())}
    for form, tenses in merged.items():
        table.setdefault(form, made[tenses])


def rule_sources(language: str) -> Mapping[str, str]:
    """Return the source of every rule of a language, by rule id (`FR-R1-HEDGE` → `framework-5`)."""
    return lexicon(language).rules
