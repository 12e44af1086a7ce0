"""Public pages kept as they were written: none outlives what it says, none is anyone's own, and they are bounded."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from service.access import PAGE_RIGHTS
from service.actors import OPERATOR
from service.ledger.notes import new_key, read_signing_key
from service.pages import visit
from service.pages.front import Foyer
from service.pages.kept import Kept, KeptPages, coding_of
from service.store.engine import Database
from service.store.rows import insert_rows
from service.store.tables import Organisation
from service.workflows.checkpoints import make_checkpoint
from service.workflows.people.accrediting import Decision, write_decision
from tests.api.conftest import Stage
from tests.api.test_annotation_life import ACTS, DOERS, HERE
from tests.kept_edition import keep_edition
from tests.samples import annotation, answer_target, open_cycle

UNION = "/en/unions/{union}"


def opened(stage: Stage) -> Stage:
    """Let the stage keep pages, as a running application does."""
    stage.app.state.foyer = Foyer(stage.app.state.house)
    return stage


def differs_after(stage: Stage, path: str, act: Callable[[], object]) -> None:
    """Do something and assert that the page, kept before it, says it afterwards as a page written anew does."""
    client = stage.client()
    before = client.get(path)
    act()
    after = client.get(path)
    stage.app.state.foyer.pages.forget()
    anew = client.get(path)

    assert (before.status_code, after.status_code) == (200, 200)
    assert after.text == anew.text
    assert after.text != before.text, path


def test_no_act_on_an_annotation_leaves_a_page_as_it_was(stage: Stage) -> None:
    opened(stage).filed(publication="full")
    path = UNION.format(union=stage.organisations["union"])
    made: list[httpx.Response] = []
    differs_after(stage, path, lambda: made.append(posted(stage, annotation(answer_target("SD-1"), ("A1", "A2")))))
    at = made[0].headers["location"]
    stage.filed(publication="full")

    for name in ("countersign", "reply", "revise", "dissent", "carry", "withhold"):
        differs_after(stage, path, lambda name=name: done(ACTS[name](stage, DOERS[name], at)))  # type: ignore[misc]
    lifted = {"ground": "personal_data", "reason": "Le nom a été ôté.", "lifted": True}
    differs_after(stage, path, lambda: done(stage.client("secretariat").post(f"{at}/withholding", json=lifted)))
    differs_after(stage, path, lambda: done(ACTS["retract"](stage, "union", at)))


def test_words_on_the_pledge_stand_on_its_page_and_at_home_at_once_and_are_gone_when_erased(stage: Stage) -> None:
    opened(stage)
    long = {"type": "TextualBody", "value": "Rien ne dit qui est consulté, ni quand. " * 5, "language": "en"}
    quoted = {"source": "urn:enregard:paris-2025@1:clause:1.1", "selector": selector(stage)}
    said = annotation() | {"body": [long], "target": quoted}
    differs_after(stage, "/en", lambda: posted(stage, said))
    made: list[httpx.Response] = []
    differs_after(stage, "/en/pledge", lambda: made.append(posted(stage, said)))
    subject = f"{made[0].json()['id']}:version:1"
    erasure = {"subject": subject, "ground": "personal_data", "reason": "Un nom y figurait."}
    differs_after(
        stage, "/en/pledge", lambda: done(stage.client("secretariat").post("/api/v1/log/erasures", json=erasure))
    )


def test_a_company_that_publishes_no_more_takes_what_is_said_of_its_answers_with_it(stage: Stage) -> None:
    opened(stage).filed(publication="full")
    posted(stage, annotation(answer_target("SD-1"), ("A1",)))

    differs_after(
        stage,
        UNION.format(union=stage.organisations["union"]),
        lambda: stage.filed(publication="consolidated"),
    )


def test_registers_editions_and_checkpoints_are_told_at_once(stage: Stage) -> None:
    opened(stage).filed()
    now = datetime.now(UTC)
    row = {"id": "un-9", "kind": "union", "name": "Neuf (invented)", "created": now}
    key = read_signing_key(new_key("example.org/log").encoded())

    differs_after(stage, "/en/unions", lambda: stage.database.write(lambda c: insert_rows(c, Organisation, [row])))
    differs_after(
        stage,
        "/en/unions",
        lambda: stage.database.write(
            lambda c: write_decision(c, OPERATOR, "un-9", Decision("granted", "Lettre."), now)
        ),
    )
    differs_after(stage, "/en/data", lambda: open_cycle(stage.database, "2027"))
    differs_after(stage, "/en/log", lambda: make_checkpoint(stage.database, key, datetime.now(UTC), least=1))
    differs_after(stage, "/en/editions", lambda: keep_edition(stage.database))


def test_a_phase_that_begins_by_the_clock_moves_what_pages_rest_on(light_stage: Stage) -> None:
    foyer = opened(light_stage).app.state.foyer
    house, now = light_stage.app.state.house, datetime.now(UTC)

    async def asked() -> list[tuple[int, ...]]:
        found = []
        for days in (0, 1, 89, 91):  # it closes 90 days from now
            house.clock = lambda days=days: now + timedelta(days=days)
            found.append((await foyer.standing.now()).record)
        return found

    first, later, before, after = asyncio.run(asked())

    assert first == later == before
    assert after[-1] == first[-1] + 1


def test_a_kept_page_is_found_again_by_its_tag_and_is_not_written_again(
    light_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = opened(light_stage).client()
    page = client.get("/fr/pledge")

    def refuse(*_: object) -> str:
        raise AssertionError("a page was written")

    monkeypatch.setattr(visit, "render", refuse)
    again = client.get("/fr/pledge", headers={"If-None-Match": f'"other", {page.headers["etag"]}'})
    whole = client.get("/fr/pledge")
    head = client.head("/fr/pledge")

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == page.headers["etag"]
    assert again.headers["cache-control"] == page.headers["cache-control"] == "public, no-cache"
    assert {"Cookie", "Authorization", "Accept-Encoding"} <= set(whole.headers["vary"].split(", "))
    assert (whole.text, whole.headers["etag"]) == (page.text, page.headers["etag"])
    assert (head.status_code, head.content, head.headers["content-length"]) == (
        200,
        b"",
        whole.headers["content-length"],
    )


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [("gzip, br", "br"), ("gzip", "gzip"), ("zstd;q=0, gzip;q=0.5", "gzip"), ("zstd", "zstd"), ("identity", None)],
)
def test_a_kept_page_is_the_same_in_every_coding(light_stage: Stage, accepted: str, coding: str | None) -> None:
    client = opened(light_stage).client()
    plain = client.get("/fr/method", headers={"Accept-Encoding": "identity"})
    coded = [client.get("/fr/method", headers={"Accept-Encoding": accepted}) for _ in range(2)]

    assert {one.headers.get("content-encoding") for one in coded} == {coding}
    assert {one.text for one in coded} == {plain.text}
    assert {one.headers["etag"] for one in coded} == {plain.headers["etag"]}


def test_the_coding_is_one_that_the_caller_takes() -> None:
    asked = ("", "*", "br;q=0, *", "gzip;q=0.1, br;q=0", "deflate", "zstd;q=x")

    assert [coding_of(one) for one in asked] == ["identity", "zstd", "zstd", "gzip", "identity", "identity"]


def test_nobodys_own_page_is_kept_and_nobody_is_given_a_kept_one_as_theirs(light_stage: Stage) -> None:
    stage = opened(light_stage)
    browser, stranger, program = stage.browser("union"), stage.client(), stage.client("union")
    own = browser.get("/en/pledge")
    public = stranger.get("/en/pledge")
    own_again = browser.get("/en/pledge")
    of_program = program.get("/en/pledge")

    assert "My workspace" in own.text
    assert "My workspace" not in public.text
    assert "My workspace" in own_again.text
    assert {one.headers["cache-control"] for one in (own, own_again, of_program)} == {"no-store"}
    assert "etag" not in own_again.headers
    assert stranger.get("/en/pledge").text == public.text


def test_a_page_no_longer_open_to_everyone_is_not_sent_from_what_is_kept(
    light_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = opened(light_stage).client()
    before = client.get("/en/method").status_code
    monkeypatch.delitem(PAGE_RIGHTS, "pages.method")

    assert (before, client.get("/en/method").status_code) == (200, 403)


def test_queries_that_no_page_knows_fill_nothing(light_stage: Stage) -> None:
    client = opened(light_stage).client()
    pages = light_stage.app.state.foyer.pages
    client.get("/en/method")
    held = pages.bytes
    answers = [client.get(f"/en/method?x={number}").status_code for number in range(5)]
    missing = [client.get(f"/en/companies/{number}").status_code for number in range(5)]

    assert (set(answers), set(missing)) == ({200}, {404})
    assert pages.bytes == held


def test_what_is_kept_is_bounded_in_bytes_and_the_page_asked_for_longest_ago_goes_first() -> None:
    pages = KeptPages(most=40_000)

    def page(letter: str) -> Kept:
        return Kept([], letter.encode() * 10_000, (), (), None)

    for letter in "abc":
        pages.keep(letter, page(letter))
    pages.get("a")
    pages.keep("d", page("d"))
    newest = pages.get("d")
    assert newest is not None
    pages.in_coding(newest, "gzip")
    pages.keep("e", Kept([], b"x" * 50_000, (), (), None))

    assert [letter for letter in "abcde" if pages.get(letter)] == ["a", "c", "d"]
    assert 0 < pages.bytes <= 40_000


def test_many_who_ask_for_a_new_page_at_once_have_it_written_once(
    light_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(light_stage)
    written: list[str] = []
    render = visit.render

    def counted(template: str, *more: Any) -> str:
        written.append(template)
        return render(template, *more)

    monkeypatch.setattr(visit, "render", counted)

    async def all_at_once() -> set[tuple[int, str]]:
        transport = httpx.ASGITransport(light_stage.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            answers = await asyncio.gather(*(client.get("/en/pledge") for _ in range(20)))
        return {(one.status_code, one.headers["etag"]) for one in answers}

    assert len(asyncio.run(all_at_once())) == 1
    assert written == ["public/pledge.html"]


def test_a_commit_of_another_process_is_seen_and_one_s_own_reading_is_none(sqlite_url: str) -> None:
    database, other = Database.open(sqlite_url), Database.open(sqlite_url)
    first = database.changes.number()
    with database.reading() as connection:
        connection.execute(text("SELECT 1"))
    again = database.changes.number()
    open_cycle(other)
    after = database.changes.number()
    database.close()
    other.close()

    assert first is not None
    assert first == again != after
    assert database.changes.number() is None


def posted(stage: Stage, body: dict[str, Any]) -> httpx.Response:
    """Publish an annotation of the union."""
    return done(stage.client("union").post(HERE, json=body))


def done(answer: httpx.Response) -> httpx.Response:
    """Return an answer that says yes."""
    assert answer.status_code in (200, 201, 204), answer.text
    return answer


def selector(stage: Stage) -> dict[str, str]:
    """Return the first words of clause 1.1, as an annotation quotes them."""
    words = stage.framework.clause("1.1").text.in_("fr").split(" ")[:3]
    return {"type": "TextQuoteSelector", "exact": " ".join(words)}
