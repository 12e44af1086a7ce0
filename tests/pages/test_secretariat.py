"""The secretariat's pages: a cycle from draft to published edition, who takes part, what is withheld and signed."""

from __future__ import annotations

import gzip
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.ledger.notes import new_key
from service.workflows.checkpoints import make_checkpoint
from service.workflows.under_way import Progress
from tests.pages.offices import Browser, Office, form_token, office, plain

DESK = "/en/secretariat"
DATES = {
    "opens": "2026-07-01T11:00",
    "closes": "2026-07-01T12:00",
    "replies_until": "2026-07-01T13:00",
    "zone": "Europe/Paris",
}
PAGES = (
    "",
    "/new-cycle",
    "/cycles/2026",
    "/cycles/2026/roster",
    "/cycles/2026/roster/EX-001",
    "/cycles/2026/bulk",
    "/cycles/2026/publication",
    "/organisations",
    "/organisations/UN-BRAISIERE",
    "/withholding",
    "/log",
    "/frameworks?since=paris-2025@1&version=paris-2025@1",
)


@pytest.fixture
def desk(example_url: str, tmp_path: Path) -> Office:
    return office(example_url, tmp_path)


@pytest.fixture
def browser(desk: Office) -> Browser:
    return desk.browser("SECRETARIAT")


def _at(desk: Office, hour: int) -> None:
    """Let it be half past `hour` of that day in Paris."""
    desk.clock.now = datetime(2026, 7, 1, hour - 2, 30, tzinfo=UTC)


def test_every_page_is_there_in_both_languages_within_its_weight(browser: Browser) -> None:
    weights = {
        f"/{language}/secretariat{path}": len(gzip.compress(browser.read(f"/{language}/secretariat{path}").content))
        for language in ("fr", "en")
        for path in PAGES
    }

    assert {path: weight for path, weight in weights.items() if weight > 25_000} == {}


def test_only_the_secretariat_comes_in(desk: Office) -> None:
    nobody, union = desk.browser(), desk.browser("UN-BRAISIERE")

    assert {nobody.client.get(DESK + path).status_code for path in PAGES} == {401}
    assert {union.client.get(DESK + path).status_code for path in PAGES} == {403}


def test_a_cycle_goes_from_draft_to_a_published_edition_and_its_correction(desk: Office, browser: Browser) -> None:
    made = browser.send(f"{DESK}/new-cycle", {"id": "2027", "framework": "paris-2025@1", **DATES})
    assert made.url.path == f"{DESK}/cycles/2027"
    assert "In preparation: it opens on 1 July 2026, 11:00." in plain(made)
    here = f"{DESK}/cycles/2027"
    browser.send(f"{here}/roster", {"id": "EX-900", "name": "Verrerie Exemple (invented)", "status": "joined"})
    assert "1 silent" in plain(browser.read(here))

    phases = {11: "Open: companies declare", 12: "companies reply until", 13: "The time for replies is over"}
    for hour, said in phases.items():
        _at(desk, hour)
        assert said in plain(browser.read(here)), hour

    frozen = browser.send(f"{here}/publication", {}, to=f"{here}/freeze")
    assert "Frozen since 1 July 2026, 13:30" in plain(frozen)
    published = browser.send(f"{here}/publication", {"reason": ""})
    assert published.url.path == f"{here}/publication"
    assert 'href="/en/editions/2027-1.0"' in published.text
    assert browser.read("/en/editions/2027-1.0").status_code == 200

    silent = browser.send(f"{here}/publication", {"kind": "correction", "reason": ""})
    assert (silent.status_code, "K06" in plain(silent)) == (409, True)
    corrected = browser.send(f"{here}/publication", {"kind": "correction", "reason": "A name was misspelt."})
    assert re.findall(r'href="/en/editions/(2027-[0-9.]+)"', corrected.text) == ["2027-1.1", "2027-1.0"]
    assert "A name was misspelt." in plain(corrected)


def test_while_an_edition_is_being_written_the_page_says_how_far_it_is_and_starts_no_second_one(
    desk: Office, browser: Browser
) -> None:
    here = f"{DESK}/cycles/2026/publication"
    token = {"form_token": form_token(browser.read(here))}

    with desk.house.under_way.telling("2026") as tell:
        first = plain(browser.read(here))
        tell(Progress("report.fr.xlsx", 3, 99))
        told = browser.read(here)
        again = browser.client.post(here, data={**token, "kind": "correction", "reason": "A name was misspelt."})
    afterwards = plain(browser.read(here))

    assert "The figures are being checked and protected; then the files are written." in first
    assert "3 of 99 files are written; the last one is report.fr.xlsx." in plain(told)
    assert f'action="{here}"' not in told.text
    assert (again.status_code, again.url.path) == (200, here)
    assert "An edition is being published" in plain(again)
    assert re.findall(r'href="/en/editions/(2026-[0-9.]+)"', again.text) == ["2026-1.0"]
    assert ("An edition is being published" in afterwards, "Checklist" in afterwards) == (False, True)


def test_nothing_is_published_before_replies_are_over(desk: Office, browser: Browser) -> None:
    browser.send(f"{DESK}/new-cycle", {"id": "2027", "framework": "paris-2025@1", **DATES})
    _at(desk, 11)

    early = browser.send(f"{DESK}/log", {}, to=f"{DESK}/cycles/2027/publication")

    assert early.status_code == 409
    assert "K01" in plain(early)
    assert "Nothing can be published yet" in plain(early)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("opens", "soon", "“soon” is no date"),
        ("zone", "Europe/Atlantis", "Europe/Atlantis"),
        ("closes", "2026-07-01T10:30", "2026-07-01 10:30"),
        ("id", "2026", "2026"),
    ],
)
def test_a_cycle_that_cannot_be_is_refused_with_what_was_typed(
    browser: Browser, field: str, value: str, said: str
) -> None:
    given = {"id": "2027", "framework": "paris-2025@1", **DATES, field: value}

    refused = browser.send(f"{DESK}/new-cycle", given)

    assert refused.status_code in (409, 422)
    assert said in plain(refused)
    assert f'value="{value}"' in refused.text
    assert browser.client.get(f"{DESK}/cycles/2027").status_code == 404


def test_dates_change_with_a_reason_and_never_twice_from_one_reading(browser: Browser) -> None:
    browser.send(f"{DESK}/new-cycle", {"id": "2027", "framework": "paris-2025@1", **DATES})
    here, later = f"{DESK}/cycles/2027", {**DATES, "closes": "2026-07-01T12:30", "reason": "Asked for by companies."}
    read = re.search(r'name="version" value="(\d+)"', browser.read(here).text)
    assert read is not None

    changed = browser.send(here, {**later, "version": read[1]})
    again = browser.send(here, {**later, "closes": "2026-07-01T12:45", "version": read[1]})

    assert "to 1 July 2026, 12:30" in plain(changed)
    assert "Asked for by companies." in plain(changed)
    assert again.status_code == 412
    assert "to 1 July 2026, 12:30" in plain(browser.read(here))


def test_a_roster_file_is_written_whole_or_not_at_all(browser: Browser) -> None:
    browser.send(f"{DESK}/new-cycle", {"id": "2027", "framework": "paris-2025@1", **DATES})
    here = f"{DESK}/cycles/2027/roster"
    head = b"id,name,country,sector,headcount,status,left_on\n"
    wrong = head + b"A-1,Un (invented),FR,C,10,joined,\nA-2,Deux (invented),ZZ,C,many,joined,\n"

    refused = browser.send(here, {}, to=f"{here}-file", file=("roster.csv", wrong))
    told = browser.send(
        here, {}, to=f"{here}-file", file=("roster.csv", wrong.replace(b"ZZ", b"DE").replace(b"many", b"9"))
    )

    assert refused.status_code == 422
    assert "Nothing was written: 2 points to correct" in plain(refused)
    assert "Line 3, country" in plain(refused)
    assert "2 signatories added, 0 changed" in plain(told)
    left = browser.send(
        f"{here}/A-2", {"name": "Deux (invented)", "status": "left", "on": "2026-06-30", "version": "1"}
    )
    assert "left (2026-06-30)" in plain(left)


def test_an_organisation_is_made_with_a_warning_and_its_link_is_shown_once(browser: Browser) -> None:
    names = {"kind": "union", "name": "Federation Exemple (invented)", "id": "fed"}
    browser.send(f"{DESK}/organisations", names)
    made = browser.send(f"{DESK}/organisations", {**names, "name": "Fédération  Exemple (invented)", "id": "fed-2"})
    here = f"{DESK}/organisations/fed-2"

    assert "Names that look like this one" in plain(made)
    assert 'href="/en/secretariat/organisations/fed"' in made.text
    invited = browser.send(here, {"email": "claire@example.org", "role": "admin"}, to=f"{here}/invitations")
    assert re.search(r"<pre>http://127.0.0.1:8000/fr/invitation/i_\w+/[\w-]+</pre>", invited.text)
    assert "/invitation/i_" not in browser.read(here).text

    bare = browser.send(here, {"act": "granted", "ground": " "}, to=f"{here}/accreditation")
    granted = browser.send(here, {"act": "granted", "ground": "Decision 12"}, to=f"{here}/accreditation")
    ended = browser.send(here, {"act": "ended", "ground": "Decision 13"}, to=f"{here}/accreditation")
    assert bare.status_code == 422
    assert "Accredited for every cycle." in plain(granted)
    assert "Not accredited" in plain(ended)
    assert plain(ended).index("Decision 13") < plain(ended).index("Decision 12")


def test_a_text_is_withheld_with_a_reason_and_shown_again(desk: Office, browser: Browser) -> None:
    listed = browser.read(f"{DESK}/withholding")
    found = re.search(r'href="(/en/secretariat/withholding/[^"?]+)"', listed.text)
    assert found is not None
    here, text = found[1], {"of": "annotation", "number": "0", "ground": "personal_data"}

    silent = browser.send(here, {**text, "reason": "", "act": "withhold"})
    held = browser.send(here, {**text, "reason": "It names a person.", "act": "withhold"})

    assert (silent.status_code, "Choose a ground" in plain(silent)) == (422, True)
    assert "It names a person." in plain(held)
    assert "It names a person." in plain(browser.read(f"{DESK}/withholding"))
    browser.send(here, {**text, "reason": "The name is gone.", "act": "lift"})
    assert "Nothing is withheld." in plain(browser.read(f"{DESK}/withholding"))


def test_signing_leaves_nothing_waiting(browser: Browser) -> None:
    for year in ("2027", "2028", "2029"):
        browser.send(f"{DESK}/new-cycle", {"id": year, "framework": "paris-2025@1", **DATES})
    waiting = plain(browser.read(f"{DESK}/log"))

    signed = browser.send(f"{DESK}/log", {})

    assert "0 leaves wait" not in waiting
    assert "0 leaves wait for a checkpoint" in plain(signed)
    assert browser.client.get("/api/v1/log/checkpoint").status_code == 200


def test_leaves_too_few_to_be_told_together_are_not_signed_and_the_page_says_how_many_are_needed(
    desk: Office, browser: Browser
) -> None:
    key = new_key("example.org/log")
    make_checkpoint(desk.house.database, key, desk.clock.now, least=1)
    browser.send(f"{DESK}/new-cycle", {"id": "2027", "framework": "paris-2025@1", **DATES})
    before = browser.client.get("/api/v1/log/checkpoint").text

    refused = browser.send(f"{DESK}/log", {})

    assert refused.status_code == 409
    assert "1 leaf waits, 3 are needed" in plain(refused)
    assert browser.client.get("/api/v1/log/checkpoint").text == before


def test_what_is_no_zip_is_refused_where_it_was_sent(browser: Browser) -> None:
    here = f"{DESK}/cycles/2026/bulk"

    refused = browser.send(here, {}, file=("workbooks.zip", b"no zip at all"))
    empty = browser.send(here, {})

    assert (refused.status_code, empty.status_code) == (422, 422)
    assert all('id="f-file-fault"' in page.text for page in (refused, empty))
