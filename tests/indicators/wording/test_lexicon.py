"""The lexicons: every rule has an id and a source, forms are right, a rule is added without code."""

from pathlib import Path

import pytest
import yaml

from bench.wording import sentences
from indicators.wording import inflection_en, inflection_fr, read
from indicators.wording import lexicon as lexicons
from indicators.wording.lexicon import lexicon, rule_sources
from indicators.wording.phrases import PhraseBook, Rule, key_of

HOME = Path(lexicons.__file__).parent
DATA = {language: yaml.safe_load((HOME / f"lexicon.{language}.yaml").read_text("utf-8")) for language in ("fr", "en")}
SECTIONS = (
    "verbs",
    "modals",
    "be_complements",
    "have_complements",
    "idioms",
    "caps",
    "stakes",
    "nominal",
    "phrases",
    "constructions",
)
IRREGULAR_FR = {model: tuple(stems.split()) for model, stems in DATA["fr"]["irregular"].items()}
IRREGULAR_EN = {model: tuple(stems.split()) for model, stems in DATA["en"]["irregular"].items()}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_rule_has_an_id_of_its_own_and_a_source_that_is_named(language: str) -> None:
    rows = [row for section in SECTIONS for row in DATA[language].get(section, ())]
    identifiers = [row["id"] for row in rows]
    assert len(identifiers) == len(set(identifiers))
    assert {row["source"] for row in rows} <= set(DATA[language]["sources"])
    assert all(identifier.startswith(language.upper() + "-") for identifier in identifiers)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_finding_on_the_corpus_names_a_rule_of_the_lexicon(language: str) -> None:
    known = rule_sources(language)
    named = {
        finding.rule
        for one in sentences(language, "all")
        for clause in read(one["text"], language).clauses  # type: ignore[arg-type]
        for finding in clause.findings
    }
    assert named - set(known) == set()
    assert len(named) > 40


@pytest.mark.parametrize(
    ("lemma", "form", "tense"),
    [
        ("veiller", "veillent", inflection_fr.PRESENT),
        ("engager", "engageons", inflection_fr.PRESENT),
        ("commencer", "commençons", inflection_fr.PRESENT),
        ("employer", "emploiera", inflection_fr.FUTURE),
        ("promouvoir", "promeuvent", inflection_fr.PRESENT),
        ("maintenir", "maintient", inflection_fr.PRESENT),
        ("devoir", "devraient", inflection_fr.CONDITIONAL),
        ("pouvoir", "pourront", inflection_fr.FUTURE),
        ("être", "étaient", inflection_fr.PAST),
        ("être", "soient", inflection_fr.SUBJUNCTIVE),
        ("avoir", "aient", inflection_fr.SUBJUNCTIVE),
        ("garantir", "garantissent", inflection_fr.PRESENT),
        ("répondre", "répondent", inflection_fr.PRESENT),
        ("accéder", "accède", inflection_fr.PRESENT),
        ("lever", "lèvera", inflection_fr.FUTURE),
        ("établir", "établies", inflection_fr.PARTICIPLE),
        ("restreindre", "restreignent", inflection_fr.PRESENT),
        ("recevoir", "reçoit", inflection_fr.PRESENT),
        ("conduire", "conduisant", inflection_fr.GERUND),
    ],
)
def test_french_verbs_are_conjugated(lemma: str, form: str, tense: int) -> None:
    tenses = 0
    for made, bits in inflection_fr.forms(lemma, IRREGULAR_FR):
        tenses |= bits if made == form else 0
    assert tenses & tense


@pytest.mark.parametrize(
    ("lemma", "form", "tense"),
    [
        ("comply", "complies", inflection_en.THIRD),
        ("commit", "committing", inflection_fr.GERUND),
        ("commit", "committed", inflection_fr.PARTICIPLE),
        ("offer", "offered", inflection_fr.PARTICIPLE),
        ("undertake", "undertaken", inflection_fr.PARTICIPLE),
        ("ensure", "ensuring", inflection_fr.GERUND),
        ("assess", "assesses", inflection_en.THIRD),
        ("be", "are", inflection_fr.PRESENT),
        ("do", "doesn't", inflection_fr.PRESENT),
    ],
)
def test_english_verbs_are_inflected(lemma: str, form: str, tense: int) -> None:
    tenses = 0
    for made, bits in inflection_en.forms(lemma, IRREGULAR_EN):
        tenses |= bits if made == form else 0
    assert tenses & tense


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_verb_stands_in_two_classes(language: str) -> None:
    lemmas = [lemma for row in DATA[language]["verbs"] for lemma in row["lemmas"].split()]
    assert sorted({lemma for lemma in lemmas if lemmas.count(lemma) > 1}) == []


def test_a_feminine_or_plural_complement_is_known() -> None:
    known = lexicon("fr")
    for word in ("interdites", "nulle", "impérative", "tenus", "exclue", "soumises"):
        complement = known.entry(word).complement
        assert complement is not None, word
        assert complement.value == 3, word


@pytest.mark.parametrize(
    ("pattern", "words", "end"),
    [
        ("dans la|toute mesure", "dans toute mesure", 3),
        ("au (plus) tard", "au tard", 2),
        ("au (plus) tard", "au plus tard", 3),
        ("droit ~ représentants", "droits reconnus à tous les représentants", 6),
        ("inform* ~ cse", "informera donc le cse", 4),
        ("en #y", "en 2026", 2),
        ("# %", "80 %", 2),
        ("en #y", "en 26", -1),
        ("d' ici @month", "d' ici juin", 3),
        ("droit ~ veto", "droit a b c d e f g veto", -1),
    ],
)
def test_a_phrase_is_matched_as_it_is_written(pattern: str, words: str, end: int) -> None:
    book = PhraseBook({"month": ("mai", "juin")})
    book.add(Rule("T-1", "R5", 2, permissive=False), [pattern])
    keys = [key_of(word) for word in words.split()]
    found = [phrase.end(keys, 0) for phrase in book.starting_with(keys[0])]
    assert max(found, default=-1) == end


def test_a_rule_is_added_without_touching_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = (HOME / "lexicon.en.yaml").read_text("utf-8")
    added = '\nphrases:\n  - {id: EN-R8-TEST, criterion: R8, value: 3, source: review, words: ["green slip"]}\n'
    (tmp_path / "lexicon.en.yaml").write_text(source.replace("\nphrases:\n", added), "utf-8")
    before = read("A green slip shall follow.", "en").clauses[0].scores["R8"]
    monkeypatch.setattr(lexicons, "__file__", str(tmp_path / "lexicon.py"))
    lexicons.lexicon.cache_clear()
    try:
        clause = read("A green slip shall follow.", "en").clauses[0]
    finally:
        monkeypatch.undo()
        lexicons.lexicon.cache_clear()
    named = [(finding.rule, finding.words) for finding in clause.findings if finding.criterion == "R8"]
    assert (before, clause.scores["R8"], named) == (0, 3, [("EN-R8-TEST", "green slip")])
