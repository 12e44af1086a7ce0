"""Whatever a schema refuses is told in our words, in French and in English: no sentence of pydantic reaches anyone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from httpx import Response
from pydantic import ValidationError
from pydantic_core import PydanticKnownError
from pydantic_core.core_schema import ErrorType

from indicators.model import LANGUAGES, Language
from schemas.annotation_export import AnnotationFile
from service.api.problems import shape_findings
from service.slips import json_reason, slip_of, unreadable
from tests.api.conftest import Stage
from tests.samples import annotation

CYCLES = "/api/v1/cycles"
SUBMISSIONS = "/api/v1/cycles/2026/submissions"
ANNOTATIONS = "/api/v1/annotations"
DEMANDS = "/api/v1/demands"
CONTEXT: dict[str, Any] = {
    **dict.fromkeys(("gt", "ge", "lt", "le", "multiple_of", "min_length", "max_length", "actual_length"), 7),
    **dict.fromkeys(("max_digits", "decimal_places", "whole_digits", "tz_expected", "tz_actual"), 7),
    **dict.fromkeys(("attribute", "error", "method_name", "class_name", "class", "discriminator", "tag"), "word"),
    **dict.fromkeys(("expected", "expected_tags", "expected_schemas", "expected_schemes", "field_type"), "word"),
    "pattern": "^x$",
    "encoding": "utf-8",
    "encoding_error": "word",
    "expected_version": 4,
}


def _complaint(kind: Any) -> dict[str, Any]:
    """An error of one kind as pydantic lists it, with all that its sentence needs."""
    sentence = PydanticKnownError(kind, CONTEXT).message()
    return {"type": kind, "loc": ("body", "thing"), "msg": sentence, "input": "given", "ctx": CONTEXT}


def _sentences() -> Iterator[str]:
    """Every run of three words or more of pydantic's own sentences, between what they fill in."""
    for kind in get_args(ErrorType):
        for piece in re.split(r"\{\w+\}|[.,:'\"]", PydanticKnownError(kind, CONTEXT).message_template):
            if len(piece.split()) >= 3:
                yield piece.strip().lower()


OF_PYDANTIC = sorted(set(_sentences()))
OF_PYTHON = re.compile(r"NoneType|Decimal\(|UploadFile|<class|\bNone\b|\bTrue\b|\bdict\b|\[key\]")


def _library_words(text: str) -> list[str]:
    found = [piece for piece in OF_PYDANTIC if piece in text.lower()]
    return found + OF_PYTHON.findall(text)


def _refused(response: Response) -> list[dict[str, Any]]:
    assert response.status_code == 422, response.text
    assert _library_words(response.text) == []
    found: list[dict[str, Any]] = response.json()["findings"]
    assert all(one["message"] and one["remedy"] and one["expected"] for one in found), found
    return found


def test_the_sentences_of_the_library_are_known() -> None:
    assert len(OF_PYDANTIC) > 50
    assert "input should be a valid string" in OF_PYDANTIC
    assert _library_words("Input should be a valid string") != []


@pytest.mark.parametrize("kind", get_args(ErrorType))
def test_every_kind_of_complaint_that_the_library_knows_has_words_of_ours_in_both_languages(kind: Any) -> None:
    error = _complaint(kind)
    said = {language: shape_findings([error], language)[0] for language in LANGUAGES}
    short = {language: slip_of(error).short(language) for language in LANGUAGES}

    assert said["fr"].message != said["en"].message
    assert said["fr"].remedy != said["en"].remedy
    assert short["fr"] != short["en"] or kind == "none_required"
    for language in LANGUAGES:
        words = f"{said[language].model_dump_json()} {short[language]}"
        assert _library_words(words.replace("given", "")) == []
        assert "{" not in short[language]


def test_a_kind_that_a_later_library_may_add_is_told_too() -> None:
    (said,) = shape_findings([{"type": "not_yet", "loc": ("body", "a"), "msg": "Should be so", "input": 1}], "fr")

    assert (said.code, said.message) == ("J00", "«\u00a0a\u00a0» a une valeur inattendue. Corrigez la valeur.")


TOO_LONG = "x" * 301
SLIPS: list[tuple[str, str, Any, str, str, str, str]] = [
    # who, where, what is sent, the code, its place, and words that fit in French and in English
    ("company", SUBMISSIONS, {"organisation": {"name": ""}}, "J11", "/organisation/name", "est vide", "is empty"),
    (
        "company",
        SUBMISSIONS,
        {"organisation": {"name": TOO_LONG}},
        "J04",
        "/organisation/name",
        "300 caractères",
        "300 c",
    ),
    (
        "company",
        SUBMISSIONS,
        {"organisation": {"name": "a\nb"}},
        "J07",
        "/organisation/name",
        "une seule ligne",
        "one l",
    ),
    ("company", SUBMISSIONS, {"organisation": None}, "J03", "/organisation", "un objet", "an object"),
    ("company", SUBMISSIONS, {"organisation": {}}, "J01", "/organisation/name", "Il manque", "is missing"),
    ("company", SUBMISSIONS, {"answers": [{}] * 501}, "J04", "/answers", "trop d’éléments", "too many items"),
    ("company", SUBMISSIONS, {"language": "de"}, "J05", "/language", "'fr' ou 'en'", "'fr' or 'en'"),
    ("company", SUBMISSIONS, {"colour": 1}, "J02", "/colour", "n’existe pas", "no key"),
    (
        *("company", SUBMISSIONS, {"answers": [{"indicator": "SD-1", "values": {"x" * 61: 1}}]}, "J04"),
        *("/answers/0/values/" + "x" * 61, "60 caractères", "60 characters"),
    ),
    ("union", ANNOTATIONS, {"motives": []}, "J11", "/motives", "la liste", "the list"),
    ("union", ANNOTATIONS, {"motives": ["A1"] * 11}, "J04", "/motives", "10 au plus", "10 at most"),
    ("union", ANNOTATIONS, {"version": True}, "J03", "/version", "un nombre entier", "a whole number"),
    ("union", ANNOTATIONS, {"version": 0}, "J10", "/version", "≥ 1", "≥ 1"),
    ("union", ANNOTATIONS, {"created": "hier"}, "J03", "/created", "une date et heure", "date and time"),
    ("union", ANNOTATIONS, {"created": "2026-01-01T00:00:00"}, "J03", "/created", "avec fuseau", "with a zone"),
    ("union", ANNOTATIONS, {"target": "urn:x"}, "J12", "/target/source", "rien qui puisse", "names nothing"),
    ("union", ANNOTATIONS, {"@context": "x"}, "J15", "/@context", "contexte", "context"),
    ("union", ANNOTATIONS, {"body": []}, "J11", "/body", "est vide", "is empty"),
    (
        *("union", ANNOTATIONS, {"evidence": [{"kind": "link", "link": "ftp://x"}]}, "J07", "/evidence/0/link"),
        *("https://exemple.org", "https://example.org"),
    ),
    ("union", DEMANDS, {"source": ""}, "J11", "/source", "est vide", "is empty"),
    ("union", DEMANDS, {"title": {"fr": "", "en": "Title"}}, "J11", "/title/fr", "est vide", "is empty"),
    ("union", DEMANDS, {"sentence": {"fr": " ", "en": "One."}}, "J11", "/sentence/fr", "est vide", "is empty"),
    ("secretariat", CYCLES, {"opens": "demain"}, "J03", "/opens", "une date et heure", "date and time"),
    ("secretariat", CYCLES, {"zone": "à côté"}, "J07", "/zone", "forme", "form"),
]
BODIES = {
    ANNOTATIONS: annotation(),
    DEMANDS: {
        "framework": "paris-2025",
        "code": "D1",
        "source": "Congrès inventé",
        "clauses": ["1.1"],
        "title": {"fr": "Titre", "en": "Title"},
        "sentence": {"fr": "Une.", "en": "One."},
    },
    CYCLES: {
        "id": "2031",
        "framework": "paris-2025@1",
        "opens": "2031-02-01T00:00:00Z",
        "closes": "2031-03-01T00:00:00Z",
    },
}


def test_what_clients_get_wrong_is_told_in_fitting_words_in_both_languages(light_stage: Stage) -> None:
    for who, where, change, code, pointer, french, english in SLIPS:
        body = {**(BODIES.get(where) or light_stage.body()), **change}
        for language, words in (("fr", french), ("en", english)):
            response = light_stage.client(who).post(where, params={"language": language}, json=body)

            first = _refused(response)[0]
            assert (first["code"], first["pointer"]) == (code, pointer), (change, response.text)
            said = f"{first['message']} {first['expected']}".lower()
            assert words.lower() in said.replace("\u00a0", " "), (change, first)


QUERIES = [
    ({"limit": "many"}, "un nombre entier", "a whole number"),
    ({"limit": "0"}, "≥ 1", "≥ 1"),
    ({"limit": "201"}, "≤ 200", "≤ 200"),
    ({"limit": "9" * 5000}, "moins de chiffres", "fewer digits"),
    ({"motive": "a"}, "de la forme", "of the form"),
    ({"dry": "1"}, "n’existe pas", "no key"),
]


def test_so_is_what_stands_in_an_address(light_stage: Stage) -> None:
    for query, french, english in QUERIES:
        for language, words in (("fr", french), ("en", english)):
            response = light_stage.client("union").get(ANNOTATIONS, params={**query, "language": language})
            assert words in _refused(response)[0]["message"], query


UNREADABLE = [
    (b"{", "le nom d’une clé", "a key in double quotes"),
    (b'{"a" 1}', "un deux-points", "a colon"),
    (b'{"a": 1 "b": 2}', "une virgule", "a comma"),
    (b'{"a": "b', "n’est pas fermé", "not closed"),
    (b'{"a": "\x01"}', "caractère de contrôle", "control character"),
    (b'{"a": "\\q"}', "échappement", "escape"),
    (b"{} {}", "après la fin", "after the end"),
    (b"\xff\xfe", "UTF-8", "UTF-8"),
    (b"[" * 100_000, "emboîtés", "nested"),
    (b'{"a": 1, "a": 2}', "la clé 'a' est donnée deux fois", "the key 'a' is given twice"),
]


def test_json_that_cannot_be_read_is_told_without_the_readers_own_sentence(light_stage: Stage) -> None:
    client, head = light_stage.client("company"), {"Content-Type": "application/json"}
    for content, french, english in UNREADABLE:
        for language, words in (("fr", french), ("en", english)):
            response = client.post(SUBMISSIONS, params={"language": language}, content=content, headers=head)
            (finding,) = _refused(response)
            assert (finding["code"], finding["pointer"], finding["field"]) == ("J08", None, None)
            assert words in finding["message"], content[:40]
            assert not re.search("Expecting|Unterminated|Invalid|Extra data", response.text)


def test_every_message_of_the_json_reader_of_this_python_has_words_of_its_own() -> None:
    source = Path(json.decoder.__file__).read_text(encoding="utf-8")
    messages = set(re.findall(r'JSONDecodeError\(\s*"([^"]+)"', source))
    messages |= set(re.findall(r'msg = "(Invalid[^"{%]+)', source))
    anything = {language: json_reason("of a later version", None, language) for language in LANGUAGES}

    assert len(messages) >= 5
    for message in messages:
        for language in LANGUAGES:
            assert json_reason(message.replace("\\\\", "\\"), None, language) != anything[language], message


def test_what_was_found_is_shown_as_json_writes_it(light_stage: Stage) -> None:
    shown = {}
    for value in (None, True, 1.5, {"a": None}, ["b"]):
        response = light_stage.client("union").post(DEMANDS, json={**BODIES[DEMANDS], "source": value})
        shown[json.dumps(value)] = _refused(response)[0]["found"]

    assert shown == {found: found for found in shown}


@pytest.mark.parametrize(
    ("language", "told"),
    [("fr", "1 annotation sur 2, le reste est ailleurs"), ("en", "1 of 2 annotations, the rest is elsewhere")],
)
def test_a_file_that_is_only_a_part_is_told_so(language: Language, told: str) -> None:
    with pytest.raises(ValidationError) as refused:
        AnnotationFile.model_validate({"type": "AnnotationCollection", "total": 2, "items": [{}]})

    assert unreadable(refused.value, language) == told
