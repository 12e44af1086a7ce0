"""What becomes of an annotation over the API: whose act it is, what stands afterwards, and what everyone may read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import httpx
import pytest

from indicators.annotation_life import MOST_TURNS
from schemas.annotation_export import read_record
from service.store import cycles
from tests.api.conftest import Stage
from tests.samples import annotation, answer_target

HERE = "/api/v1/annotations"
WORDS = {"body": [{"type": "TextualBody", "value": "Nous avons réuni les élus le 3 mars.", "language": "fr"}]}
ACTS: dict[str, Callable[[Stage, str, str], httpx.Response]] = {
    "revise": lambda stage, who, at: edited(stage, who, at),
    "retract": lambda stage, who, at: stage.client(who).post(f"{at}/retraction", json={"reason": "Erreur de site."}),
    "carry": lambda stage, who, at: stage.client(who).post(f"{at}/carry-forward", json={"revision": 2}),
    "countersign": lambda stage, who, at: stage.client(who).post(f"{at}/countersignatures"),
    "dissent": lambda stage, who, at: stage.client(who).post(f"{at}/dissents", json={"text": "Nous lisons autrement."}),
    "reply": lambda stage, who, at: stage.client(who).post(f"{at}/replies", json=WORDS),
    "withhold": lambda stage, who, at: stage.client(who).post(
        f"{at}/withholding", json={"ground": "personal_data", "reason": "Un nom y figure."}
    ),
}
DOERS = {
    "revise": "union",
    "retract": "union",
    "carry": "union",
    "countersign": "other union",
    "dissent": "other union",
    "reply": "company",
    "withhold": "secretariat",
}
EVERYONE = ("nobody", "company", "other company", "union", "other union", "secretariat", "analyst")


def on_answer(stage: Stage, *, revisions: int = 2) -> str:
    """File an answer and an annotation on its first revision; return the annotation's address."""
    stage.filed()
    made = stage.client("union").post(HERE, json=annotation(answer_target("SD-1"), ("A1", "A2")))
    assert made.status_code == 201, made.text
    for _ in range(revisions - 1):
        stage.filed()
    at: str = made.headers["location"]
    return at


def read(stage: Stage, at: str, who: str = "union") -> dict[str, Any]:
    found: dict[str, Any] = stage.client(who).get(at).json()
    return found


def edited(stage: Stage, who: str, at: str, tag: str | None = None, **changes: Any) -> httpx.Response:
    """Send a new version with the tag just read, or with `tag`."""
    client = stage.client(who)
    named = tag or client.get(at).headers.get("etag", '"none"')
    body = annotation(answer_target("SD-1"), ("A1",)) | changes
    return client.put(at, json=body, headers={"If-Match": named})


def test_every_act_is_its_own_sides_alone_and_leaves_the_text_as_it_was(stage: Stage) -> None:
    at = on_answer(stage)
    before = read(stage, at)
    refused = {}
    for act, do in ACTS.items():
        for who in EVERYONE:
            if who != DOERS[act]:
                refused[act, who] = do(stage, who, at).status_code

    assert {key: status for key, status in refused.items() if status not in (401, 403, 404, 409)} == {}
    assert {act for (act, who), status in refused.items() if status == 409} == {"reply"}  # the author, too soon
    assert read(stage, at) == before
    for act in ("revise", "carry", "countersign", "reply", "withhold", "retract"):
        done = ACTS[act](stage, DOERS[act], at)
        assert done.status_code == (200 if act == "revise" else 201), (act, done.text)


def test_no_method_removes_or_replaces_an_annotation(stage: Stage) -> None:
    at = on_answer(stage)
    before = read(stage, at)

    statuses = {who: stage.client(who).delete(at).status_code for who in EVERYONE}
    patched = {who: stage.client(who).patch(at, json={}).status_code for who in EVERYONE}

    assert set(statuses.values()) == set(patched.values()) == {405}
    assert read(stage, at) == before


def test_an_edit_is_a_new_version_and_the_earlier_one_stays_readable(stage: Stage) -> None:
    at = on_answer(stage)
    first = read(stage, at)

    made = edited(stage, "union", at, motives=["A3"], demands=["E03"])

    assert (made.status_code, made.json()["version"], made.json()["motives"]) == (200, 2, ["A3"])
    assert made.json()["created"] == first["created"] < made.json()["modified"]
    versions = stage.client("company").get(f"{at}/versions").json()
    assert [(one["version"], one["motives"]) for one in versions] == [(1, ["A1", "A2"]), (2, ["A3"])]
    assert "modified" not in versions[0]


def test_nobody_overwrites_what_has_moved_on_since_they_read_it(stage: Stage) -> None:
    at = on_answer(stage)
    tag = stage.client("union").get(at).headers["etag"]

    bare = stage.client("union").put(at, json=annotation(answer_target("SD-1"), ("A1",)))
    first = edited(stage, "union", at, tag)
    second = edited(stage, "union", at, tag)

    assert (bare.status_code, bare.json()["code"]) == (428, "precondition_needed")
    assert first.status_code == 200
    assert (second.status_code, second.json()["code"]) == (412, "stale")
    assert read(stage, at)["version"] == 2


def test_a_new_version_is_about_the_same_thing(light_stage: Stage) -> None:
    at = on_answer(light_stage)

    moved = edited(light_stage, "union", at, target={"source": answer_target("SD-2")})

    assert [(one["code"], one["pointer"]) for one in moved.json()["findings"]] == [("N23", "/target")]


def test_a_tombstone_keeps_the_place_the_reason_and_the_words(stage: Stage) -> None:
    at = on_answer(stage)

    done = ACTS["retract"](stage, "union", at)
    again = {act: ACTS[act](stage, DOERS[act], at).json()["code"] for act in ACTS if act != "withhold"}

    assert done.json()["retraction"]["reason"] == "Erreur de site."
    shown = read(stage, at, "company")
    assert (shown["state"]["standing"], shown["body"]) == ("retracted", done.json()["body"])
    assert set(again.values()) == {"annotation_retracted"}


def test_an_annotation_stays_on_the_revision_it_was_written_about_until_its_union_carries_it(stage: Stage) -> None:
    at = on_answer(stage)
    note = read(stage, at)["state"]["note"]
    before = read(stage, at)["state"]

    too_far = stage.client("union").post(f"{at}/carry-forward", json={"revision": 3}).json()
    carried = stage.client("union").post(f"{at}/carry-forward", json={"revision": 2, **WORDS}).json()
    again = stage.client("union").post(f"{at}/carry-forward", json={"revision": 2}).json()

    assert note["en"] == "Written about revision 1; the answer is now at revision 2."
    assert note["fr"] == "Écrite sur la révision 1\u202f; la réponse en est maintenant à la révision 2."
    assert (before["revisionRead"], before["revisionNow"], before["contests"]) == (1, 2, False)
    assert [one["code"] for one in too_far["findings"]] == [one["code"] for one in again["findings"]] == ["N14"]
    assert carried["carriedForward"]["revision"] == 2
    assert carried["target"]["source"] == answer_target("SD-1")
    assert carried["state"]["contests"] is True


def test_words_that_the_later_revision_does_not_hold_are_not_carried_to_it(stage: Stage) -> None:
    """Another commitment stands at the same place, and an optional answer is no longer given."""
    first, later = stage.body(), stage.body()
    words = "Nous allons former tous les salariés à l’IA."
    first["commitments"][0]["text"] = words
    first["answers"].append({"indicator": "SH-5", "status": "not_available", "reason": "Pas encore compté."})
    later["commitments"] = [later["commitments"][0] | {"text": "Nous réduirons nos déchets."}, first["commitments"][0]]
    quoted = annotation(answer_target("commitment-1"), ("A1",))
    quoted["target"] |= {"selector": {"type": "TextQuoteSelector", "exact": "former tous"}, "quotedLanguage": "fr"}
    file = partial(stage.client("company").post, "/api/v1/cycles/2026/submissions")
    assert file(json=first).status_code == 201
    made = [stage.client("union").post(HERE, json=one) for one in (quoted, annotation(answer_target("SH-5"), ("A1",)))]
    assert [one.status_code for one in made] == [201, 201], made
    assert file(json=later).status_code == 201

    told = [ACTS["carry"](stage, "union", one.headers["location"]) for one in made]
    assert file(json=first).status_code == 201
    back = [
        stage.client("union").post(f"{one.headers['location']}/carry-forward", json={"revision": 3}) for one in made
    ]

    found = [(one["code"], one["pointer"], one["found"]) for answer in told for one in answer.json()["findings"]]
    assert [one.status_code for one in told] == [422, 422]
    assert found == [("N04", "/revision", "former tous"), ("N19", "/revision", "SH-5")]
    assert [one.json()["state"]["contests"] for one in back] == [True, True], "the words stand there again"


def test_the_thread_shows_both_sides_in_their_order(stage: Stage) -> None:
    at = on_answer(stage)

    early = ACTS["reply"](stage, "union", at)
    company = ACTS["reply"](stage, "company", at).json()
    union = ACTS["reply"](stage, "union", at).json()

    assert early.json()["code"] == "nothing_to_answer"
    assert [one["creator"]["id"] for one in company["replies"]] == ["EX-001"]
    assert [one["creator"]["id"] for one in union["replies"]] == ["EX-001", "urn:enregard:union:union-invented"]
    assert union["state"]["replied"] is True
    assert "late" not in company["replies"][0]


def test_positions_are_on_one_version_and_open_again_with_the_next(stage: Stage) -> None:
    at = on_answer(stage)

    ACTS["countersign"](stage, "other union", at)
    twice = ACTS["dissent"](stage, "other union", at).json()["code"]
    edited(stage, "union", at)
    ACTS["dissent"](stage, "other union", at)

    shown = read(stage, at)
    assert twice == "position_taken"
    assert [(one["name"], one["version"]) for one in shown["countersignatures"]] == [("other union (invented)", 1)]
    assert [(one["creator"]["name"], one["version"]) for one in shown["dissents"]] == [("other union (invented)", 2)]


def test_a_union_without_accreditation_signs_nothing(light_stage: Stage) -> None:
    light_stage.employ("newcomer", "union", verified=False)
    light_stage.filed(publication="full")
    made = light_stage.client("union").post(HERE, json=annotation())

    refused = ACTS["countersign"](light_stage, "newcomer", made.headers["location"])

    assert (refused.status_code, refused.json()["code"]) == (403, "not_accredited")


def test_a_withheld_text_leaves_its_place_and_its_reason(stage: Stage) -> None:
    at = on_answer(stage)
    words = read(stage, at)["body"]

    ACTS["withhold"](stage, "secretariat", at)
    twice = ACTS["withhold"](stage, "secretariat", at).json()["code"]
    seen = {who: read(stage, at, who) for who in ("company", "other union", "union", "secretariat")}
    unread = {act: ACTS[act](stage, DOERS[act], at).json()["code"] for act in ("reply", "countersign", "dissent")}

    assert twice == "already_so"
    assert {who: one.get("body") for who, one in seen.items()} == {
        "company": None,
        "other union": None,
        "union": words,
        "secretariat": words,
    }
    assert seen["company"]["withholding"]["reason"] == "Un nom y figure."
    assert seen["company"]["withholding"]["ground"] == "personal_data"
    assert "body" not in stage.client("company").get(f"{at}/versions").json()[0]
    assert set(unread.values()) == {"annotation_withheld"}
    lifted = stage.client("secretariat").post(
        f"{at}/withholding", json={"ground": "personal_data", "reason": "Le nom a été retiré.", "lifted": True}
    )
    assert lifted.json()["body"] == words
    assert read(stage, at, "company")["body"] == words


def test_one_reply_or_dissent_is_withheld_alone(stage: Stage) -> None:
    at = on_answer(stage)
    ACTS["reply"](stage, "company", at)
    ACTS["dissent"](stage, "other union", at)
    post = stage.client("secretariat").post

    for part in ("reply", "dissent"):
        done = post(f"{at}/withholding", json={"of": part, "number": 0, "ground": "legal", "reason": "Diffamation."})
        assert done.status_code == 201, done.text
    nowhere = post(f"{at}/withholding", json={"of": "reply", "number": 1, "ground": "legal", "reason": "x"})

    shown = read(stage, at)
    assert nowhere.status_code == 404
    assert "body" in shown
    assert "body" not in shown["replies"][0]
    assert "text" not in shown["dissents"][0]
    assert shown["replies"][0]["withholding"] == shown["dissents"][0]["withholding"] == {"reason": "Diffamation."}
    assert "body" in read(stage, at, "company")["replies"][0]


@pytest.mark.parametrize("act", ["retract", "reply", "countersign"])
def test_an_act_sent_again_under_its_key_happens_once(stage: Stage, act: str) -> None:
    at = on_answer(stage)
    client = stage.client(DOERS[act], **{"Idempotency-Key": "once"})
    path, body = {
        "retract": ("retraction", {"reason": "Erreur."}),
        "reply": ("replies", WORDS),
        "countersign": ("countersignatures", None),
    }[act]

    first, second = (client.post(f"{at}/{path}", json=body) for _ in range(2))

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert second.headers["idempotent-replayed"] == "true"


def test_a_testimony_that_could_point_at_somebody_waits_for_a_second_look(light_stage: Stage) -> None:
    light_stage.filed()
    spoken = {"kind": "testimony", "quote": "Appelez Mme Durand.", "role": "directrice du site", "consent": True}
    body = annotation(answer_target("SD-1"), ("A1",), evidence=[spoken])
    client = light_stage.client("union")

    asked = client.post(HERE, json=body)
    accepted = client.post(HERE, params={"small_groups": "accepted"}, json=body)

    assert (asked.status_code, asked.json()["code"]) == (409, "small_group")
    codes = {(one["code"], one["severity"], one["pointer"]) for one in asked.json()["findings"]}
    assert {("T04", "warning", "/evidence/0"), ("T05", "warning", "/evidence/0")} <= codes
    assert accepted.status_code == 201


def test_a_new_version_is_asked_about_its_testimonies_as_the_first_one_was(stage: Stage) -> None:
    at = on_answer(stage, revisions=1)
    spoken = {"kind": "testimony", "quote": "Appelez Mme Durand.", "role": "directrice du site", "consent": True}
    body = annotation(answer_target("SD-1"), ("A1",), evidence=[spoken])
    client = stage.client("union")
    tag = {"If-Match": client.get(at).headers["etag"]}

    asked = client.put(at, json=body, headers=tag)
    version = read(stage, at)["version"]
    accepted = client.put(at, params={"small_groups": "accepted"}, json=body, headers=tag)

    assert (asked.status_code, asked.json()["code"], version) == (409, "small_group", 1)
    codes = {(one["code"], one["severity"], one["pointer"]) for one in asked.json()["findings"]}
    assert {("T04", "warning", "/evidence/0"), ("T05", "warning", "/evidence/0")} <= codes
    assert (accepted.status_code, accepted.json()["version"]) == (200, 2)


@pytest.mark.parametrize("target", ["urn:enregard:paris-2025@1:clause:1.1", "urn:enregard:paris-2025@1:indicator:SD-1"])
def test_a_sector_of_few_companies_is_noticed_where_the_words_name_no_cycle(stage: Stage, target: str) -> None:
    """The roster is that of every cycle under the framework: beside each of their reports the testimony is read."""
    stage.filed()
    with stage.database.reading() as connection:
        alone = cycles.roster(connection, "2026")[0]
    stage.database.write(
        lambda connection: cycles.put_signatories(connection, "2026", [replace(alone, sector="K", headcount=4000)])
    )
    spoken = {"kind": "testimony", "quote": "On nous a prévenus après.", "sector": "K", "consent": True}

    told = {
        sector: stage.client("union").post(HERE, json=annotation(target, evidence=[{**spoken, **sector_of}]))
        for sector, sector_of in {"K": {}, "none": {"sector": "F"}}.items()
    }

    assert (told["K"].status_code, told["K"].json()["code"]) == (409, "small_group")
    (finding,) = told["K"].json()["findings"]
    assert (finding["code"], finding["pointer"]) == ("T03", "/evidence/0")
    assert told["none"].status_code == 201, told["none"].text


def test_nothing_that_leaves_names_a_person_or_a_token(stage: Stage) -> None:
    at = on_answer(stage)
    for act in ("countersign", "reply"):
        ACTS[act](stage, DOERS[act], at)
    shown = stage.client("other union").get(at).text + stage.client("other union").get(f"{at}/versions").text

    assert [word for word in ("token", "t_", "account", "enr_", "person") if word in shown] == []


def test_a_side_that_has_taken_its_turns_is_told_so_and_the_other_still_speaks(light_stage: Stage) -> None:
    at = on_answer(light_stage)
    for _ in range(MOST_TURNS):
        assert ACTS["reply"](light_stage, "company", at).status_code == 201

    refused = {
        language: light_stage.client("company", **{"Accept-Language": language}).post(f"{at}/replies", json=WORDS)
        for language in ("fr", "en")
    }
    author = ACTS["reply"](light_stage, "union", at)

    assert {one.status_code for one in refused.values()} == {409}
    assert {one.json()["code"] for one in refused.values()} == {"thread_full"}
    assert {language: one.json()["title"] for language, one in refused.items()} == {
        "fr": "Fil complet de votre côté",
        "en": "Thread full on your side",
    }
    assert all(f" {MOST_TURNS} " in one.json()["detail"] for one in refused.values())
    assert author.status_code == 201
    assert len(author.json()["replies"]) == MOST_TURNS + 1

    edited(light_stage, "union", at, motives=["A3"])
    anew = ACTS["reply"](light_stage, "company", at)
    assert anew.status_code == 201, "a new version opens as many turns again"
    collection = light_stage.client("union").get(f"{HERE}/collection").json()
    again = light_stage.client("union").post(f"{HERE}/collection", json=collection)
    assert (again.status_code, again.json()["unchanged"], again.json()["left_out"]) == (201, 1, [])
    (record,) = (read_record(item) for item in collection["first"]["items"])
    assert len(record.replies) == MOST_TURNS + 2
