"""A reply is shown, exported and taken back with the version it was given to; withholding clears no contest."""

from __future__ import annotations

import re
from html import unescape

import pytest

from indicators import wording
from indicators.loader import bundled
from tests.api.conftest import Stage
from tests.api.test_contests_by_cycle import done, figure
from tests.samples import annotation, answer_target

HERE = "/api/v1/annotations"
BODY = annotation(answer_target("SD-1"), ("A1",))
REPLY = {"body": [{"value": "Nous avons consulté.", "language": "fr"}]}
LAPSED = {
    "fr": "a répondu à la version 1\u202f; maintenant en version 2",
    "en": "replied to version 1; now at version 2",
}
BEFORE = {
    "fr": "a répondu avant son maintien sur la révision 2",
    "en": "replied before it was carried forward to revision 2",
}
AGAIN = {
    "fr": "L’entreprise n’a pas encore répondu à ce que l’annotation dit maintenant.",
    "en": "The company has not yet replied to what the annotation says now.",
}
MOVED = {
    "fr": "Écrite sur la révision 1\u202f; la réponse en est maintenant à la révision 2.",
    "en": "Written about revision 1; the answer is now at revision 2.",
}


def replied_to(stage: Stage) -> str:
    """File an answer that everyone may read, annotate it, let the company reply; returns the annotation's address."""
    stage.filed(publication="full")
    at: str = done(stage.client("union").post(HERE, json=BODY)).headers["location"]
    done(stage.client("company").post(f"{at}/replies", json=REPLY))
    return at


def edit(stage: Stage, at: str) -> None:
    tag = stage.client("union").get(at).headers["etag"]
    done(stage.client("union").put(at, json=BODY, headers={"If-Match": tag}), 200)


def pages(stage: Stage, at: str, language: str) -> dict[str, str]:
    """The public page of the union and the company's own pages on the annotation."""
    company, id_ = stage.browser("company"), at.rpartition("/")[2]
    read = {
        "public": stage.client().get(f"/{language}/unions/union-invented"),
        "list": company.get(f"/{language}/company/2026/annotations"),
        "one": company.get(f"/{language}/company/2026/annotations/{id_}"),
    }
    return {name: unescape(done(page, 200).text) for name, page in read.items()}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_pages_say_that_a_reply_was_to_an_earlier_version(light_stage: Stage, language: str) -> None:
    at = replied_to(light_stage)
    for name, page in pages(light_stage, at, language).items():
        assert (LAPSED[language] in page, AGAIN[language] in page) == (False, False), name

    edit(light_stage, at)

    for name, page in pages(light_stage, at, language).items():
        assert (LAPSED[language] in page, AGAIN[language] in page) == (True, True), name
    done(light_stage.client("company").post(f"{at}/replies", json=REPLY))
    for name, page in pages(light_stage, at, language).items():
        assert (LAPSED[language] in page, AGAIN[language] in page) == (True, False), name


@pytest.mark.parametrize("language", ["fr", "en"])
def test_pages_say_which_revision_was_read_and_that_a_reply_came_before_the_carry_forward(
    light_stage: Stage, language: str
) -> None:
    at = replied_to(light_stage)
    light_stage.filed(publication="full")
    assert all(MOVED[language] in page for page in pages(light_stage, at, language).values())

    done(light_stage.client("union").post(f"{at}/carry-forward", json={"revision": 2}))

    for name, page in pages(light_stage, at, language).items():
        assert (MOVED[language] in page, BEFORE[language] in page) == (False, True), name


def test_figures_are_open_again_after_an_edit_and_after_a_carry_forward(stage: Stage) -> None:
    at, told = replied_to(stage), []

    def tell() -> None:
        told.append(figure(stage, "2026")[:2])

    tell()
    edit(stage, at)
    tell()
    done(stage.client("company").post(f"{at}/replies", json=REPLY))
    tell()
    stage.filed(publication="full")
    tell()
    done(stage.client("union").post(f"{at}/carry-forward", json={"revision": 2}))
    tell()
    done(stage.client("company").post(f"{at}/replies", json=REPLY))
    tell()
    assert told == [(1, "answered"), (1, "open"), (1, "answered"), (0, "none"), (1, "open"), (1, "answered")]


def test_withholding_clears_no_figure_and_hides_every_word_of_the_union(stage: Stage) -> None:
    stage.filed(publication="full")
    said = {"fr": "PAROLE-1", "en": "PAROLE-2"}
    body = BODY | {
        "body": [{"type": "TextualBody", "value": text, "language": language} for language, text in said.items()],
        "evidence": [{"kind": "document", "title": "PAROLE-3"}],
    }
    at = done(stage.client("union").post(HERE, json=body)).headers["location"]
    hide = {"ground": "legal", "reason": "Illicite en entier."}
    done(stage.client("secretariat").post(f"{at}/withholding", json=hide))

    assert figure(stage, "2026")[:2] == (1, "open")
    shown = stage.client().get(at)
    assert (shown.json()["state"]["contests"], shown.json()["motives"]) == (True, ["A1"])
    assert stage.client("company").get(f"{HERE}/queue", params={"cycle": "2026"}).json()["items"] == []
    refused = stage.client("company").post(f"{at}/replies", json=REPLY)
    assert (refused.status_code, refused.json()["code"]) == (409, "annotation_withheld")
    report = stage.client("other union").get("/api/v1/cycles/2026/report", params={"indicator": "SD-1"})
    assert report.json()["figures"][0]["annotations_by_motive"] == {"A1": 1}
    seen = [shown, report, stage.client().get(f"{HERE}/collection"), stage.client().get("/fr/unions/union-invented")]
    assert [one.url.path for one in seen if "PAROLE" in one.text] == []
    assert "Illicite en entier." in seen[-1].text

    done(stage.client("union").post(f"{at}/retraction", json={"reason": "Réglé."}))
    assert figure(stage, "2026")[:2] == (0, "withdrawn")


def test_the_reasons_of_judgements_are_withheld_with_the_text(light_stage: Stage) -> None:
    light_stage.filed(publication="full")
    found = next(one for clause in wording.read(_clause(), "fr").clauses for one in clause.findings)
    judged = {**found.as_dict(), "verdict": "confirm", "reason": "PAROLE"}
    at = done(light_stage.client("union").post(HERE, json=annotation(judgements=[judged]))).headers["location"]
    assert "PAROLE" in light_stage.client().get(at).text

    hide = {"ground": "personal_data", "reason": "Un nom y figure."}
    done(light_stage.client("secretariat").post(f"{at}/withholding", json=hide))

    assert "PAROLE" not in light_stage.client().get(at).text
    assert "PAROLE" not in light_stage.client().get(f"{at}/versions").text
    assert "PAROLE" in light_stage.client("union").get(at).text


def _clause() -> str:
    return bundled("paris-2025", 1).clause("1.1").text.in_("fr")


def test_an_export_says_what_moved_and_one_from_before_versions_is_taken_back_as_equal(light_stage: Stage) -> None:
    at = replied_to(light_stage)
    edit(light_stage, at)
    light_stage.filed(publication="full")
    client = light_stage.client("union")

    collection = client.get(f"{HERE}/collection").json()

    (one,) = collection["first"]["items"]
    assert one["state"] == {"revisionRead": 1, "revisionNow": 2, "note": MOVED}
    assert [reply["version"] for reply in one["replies"]] == [1]
    assert done(client.post(f"{HERE}/collection", json=collection)).json()["unchanged"] == 1
    for reply in one["replies"]:
        del reply["version"]
    assert done(client.post(f"{HERE}/collection", json=collection)).json()["unchanged"] == 1
    one["replies"][0]["version"] = 2
    taken = done(client.post(f"{HERE}/collection", json=collection)).json()
    assert taken["unchanged"] == 1
    assert [(left["code"], left["field"]) for left in taken["left_out"]] == [("N31", "replies")]
    assert re.search(r"items/0", taken["left_out"][0]["message"] + str(taken["left_out"]))
