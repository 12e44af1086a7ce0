"""Everybody's desk in one office: the example with its edition, a second cycle that runs, a third that is prepared.

In it stands somebody of every kind, once at a full desk and once at an empty one, so that every page has its states.
All companies, unions and people of it are invented.
"""

from __future__ import annotations

import io
import re
import zipfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from indicators.loader import bundled
from service.actors import OPERATOR
from service.workflows.accounts import Place, create_account
from service.workflows.bulk import work_off
from service.workflows.bulk_filing import FilingRoom
from service.workflows.cycles import create_cycle
from service.workflows.people.resets import hand_reset
from service.workflows.under_way import Progress
from tests.company_scene import NAMES, faulty_workbook, good_workbook
from tests.pages.offices import MORNING, Browser, Office, office
from tests.people import invited, joined
from tests.samples import annotation, answer_target, self_assessment, value_of

RUNNING, PREPARED = "2027", "2028"
FULL, NEW, ELSEWHERE, BULK = "EX-901", "EX-902", "EX-903", "EX-904"
PEOPLE = {
    "company": FULL,
    "new company": NEW,
    "company without a cycle": ELSEWHERE,
    "union": "fed",
    "other union": "conf",
    "new union": "syn",
    "analyst": "ANALYST",
    "secretariat": "SECRETARIAT",
}
"""Who sits at the desks, and for which organisation."""

CLAUSE = "urn:enregard:paris-2025@1:clause:1.1"
ANSWER = answer_target("SD-1", FULL, 1, RUNNING)
SAID = "Rien ne dit *qui* est consulté, ni quand."
DEMAND = {
    "code": "D1",
    "title_fr": "Droit d'alerte",
    "title_en": "Right to alert",
    "sentence_fr": "Chacun peut alerter.",
    "sentence_en": "Everyone may alert.",
    "source": "Congrès inventé",
    "clauses": "1.1",
}


@dataclass
class Gallery:
    """The office, the tokens of programs by organisation, the cookie of each person, and parts of addresses."""

    office: Office
    tokens: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, tuple[str, str]] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    going_on: ExitStack = field(default_factory=ExitStack)

    def asks(self, organisation: str, path: str, body: Any = None, **more: Any) -> Any:
        """Post to the API as a program of an organisation; returns what came back."""
        client = TestClient(self.office.app, headers={"Authorization": f"Bearer {self.tokens[organisation]}"})
        answer = client.post(f"/api/v1{path}", json=body, **more)
        assert answer.status_code < 300, f"{path}: {answer.text}"
        return answer.json() if answer.content else None

    def desk(self, who: str) -> Browser:
        """Return a browser of one of the people."""
        browser = self.office.browser()
        browser.client.cookies.set(*self.cookies[who])
        return browser

    def sends(self, who: str, path: str, fields: dict[str, str], *, to: str = "", **more: Any) -> str:
        """Let one of the people send a form; returns the path of the page that follows."""
        page = self.desk(who).send(path, fields, to=to, **more)
        assert page.status_code < 300, f"{path}: {page.text}"
        return str(page.url.path)


def gallery(example_url: str, directory: Path) -> Gallery:
    """Furnish an office over a copy of the example."""
    made = Gallery(office(example_url, directory))
    made.office.house.reader.warm()
    _invite_everybody(made)
    _declare(made)
    _oppose(made)
    _administer(made)
    _publish_for_ever(made)
    return made


def _invite_everybody(made: Gallery) -> None:
    database, reception = made.office.house.database, made.office.house.reception
    for cycle, opens in ((RUNNING, MORNING - timedelta(days=20)), (PREPARED, MORNING + timedelta(days=60))):
        dates = {"opens": opens, "closes": opens + timedelta(days=60), "replies_until": opens + timedelta(days=90)}
        create_cycle(
            database, made.office.house.frameworks, id_=cycle, framework="paris-2025", clock=made.office.clock, **dates
        )
    for signatory in (FULL, NEW):
        place = Place(RUNNING, signatory)
        issued = create_account(database, kind="company", name=NAMES[signatory], id_=signatory, place=place)
        made.tokens[signatory] = issued.secret
    create_account(database, kind="company", name="Forges du Couchant (invented)", id_=ELSEWHERE)
    unions = {"fed": "Fédération Exemple (invented)", "conf": "Confédération Exemple (invented)"}
    for id_, name in (*unions.items(), ("syn", "Syndicat Exemple (invented)")):
        made.tokens[id_] = create_account(database, kind="union", name=name, id_=id_, verified=id_ != "syn").secret
    for who, organisation in PEOPLE.items():
        made.cookies[who] = made.office.session(organisation)
    invited(reception, "fed", "bruno@example.org")  # his first letter was lost: two invitations to one address
    id_, secret = invited(reception, "fed", "bruno@example.org")
    made.parts["invitation"] = f"/invitation/{id_}/{secret}"
    member = joined(reception, "fed", "paul@example.org", role="member")
    made.cookies["member"] = (made.cookies["union"][0], member.secret)
    link = hand_reset(reception, OPERATOR, "fed", member.account)
    assert link is not None
    made.parts["reset"] = "/" + "/".join(link.split("/")[-3:])


def _declare(made: Gallery) -> None:
    body = {**self_assessment(bundled(), name=NAMES[FULL]), "cycle": RUNNING}
    for numerator in (4, 3):
        value_of(body, "SD-1")["numerator"] = numerator
        answer = next(one for one in body["answers"] if one["indicator"] == "SD-1")
        answer["comment"] = "Deux avis du CSE.\n\nUn accord."
        answer["evidence"] = [{"kind": "minutes", "title": "PV du CSE", "link": "https://exemple.fr/pv"}]
        made.asks(FULL, f"/cycles/{RUNNING}/submissions", body)
        if numerator == 4:
            made.parts["moved"] = made.asks("fed", "/annotations", annotation(ANSWER, ("A1",)))["id"].rpartition(":")[2]
    for name, who, signatory, content in (
        ("faulty", "company", FULL, faulty_workbook),
        ("good", "new company", NEW, good_workbook),
    ):
        file = ("réponses.xlsx", content("fr", signatory, RUNNING))
        trial = made.sends(who, f"/fr/company/{RUNNING}/workbook", {}, file=file, named="workbook")
        made.parts[name] = trial.rpartition("/")[2]
    form = f"/fr/company/{RUNNING}/form/objective-2"
    version = re.search(r'name="version" value="([^"]+)"', made.desk("new company").read(form).text)
    assert version is not None
    made.parts["stale"] = version[1]
    made.sends("new company", form, {"version": version[1], "then": "stay", "HC-1.numerator": "5"})


def _oppose(made: Gallery) -> None:
    now = answer_target("SD-1", FULL, 2, RUNNING)
    words = {"type": "TextQuoteSelector", "exact": "dialogue social", "prefix": "le ", "suffix": ","}
    clause = annotation(CLAUSE, ("V1",))
    clause["target"]["selector"] = words
    for name, body in (("answer", annotation(now, ("A2",))), ("clause", clause)):
        made.parts[name] = made.asks("fed", "/annotations", body)["id"].rpartition(":")[2]
    at = f"/annotations/{made.parts['answer']}"
    made.asks("conf", f"{at}/countersignatures")
    made.asks(FULL, f"{at}/replies", {"body": [{"value": "Le CSE a été consulté le 3 mars.", "language": "fr"}]})
    other = made.asks("conf", "/annotations", annotation(answer_target("SD-2", FULL, 2, RUNNING), ("L1",)))
    made.parts["foreign"] = other["id"].rpartition(":")[2]
    fields = {"source": CLAUSE, "quoted": "fr", "motives": "V1", "text_fr": SAID, "act": "preview"}
    card = made.sends("union", f"/fr/union/compose?source={CLAUSE}", fields, to="/fr/union/compose")
    made.parts["draft"] = card.split("/")[-2]
    made.sends("union", "/fr/union/demands", DEMAND)


def _administer(made: Gallery) -> None:
    house, at = made.office.house, f"/fr/secretariat/cycles/{RUNNING}/bulk"
    create_account(house.database, kind="company", name=f"{BULK} (invented)", id_=BULK, place=Place(RUNNING, BULK))
    files = {BULK: good_workbook("fr", BULK, RUNNING), "EX-999": good_workbook("fr", "EX-999", RUNNING), "notes": b"no"}
    for name in ("upload", "waiting"):
        if name == "waiting":
            work_off(FilingRoom(house.database, house.frameworks, house.reader, house.clock))
        sent = made.sends("secretariat", at, {}, file=("classeurs.zip", _zipped(files, name)))
        made.parts[name] = sent.rpartition("/")[2]
    corrected = {"kind": "correction", "reason": "Un chiffre de la première était faux."}
    made.sends("secretariat", "/fr/secretariat/cycles/2026/publication", corrected)
    withheld = {"of": "annotation", "number": "0", "ground": "personal_data", "reason": "Un nom.", "act": "withhold"}
    made.sends("secretariat", f"/fr/secretariat/withholding/{made.parts['foreign']}", withheld)


def _publish_for_ever(made: Gallery) -> None:
    """Stop in the middle of writing an edition, as whoever looks meanwhile finds it."""
    tell = made.going_on.enter_context(made.office.house.under_way.telling(PREPARED))
    tell(Progress("figures/SD-2.fr.svg", 17, 99))


def _zipped(files: dict[str, bytes], comment: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.comment = comment.encode()
        for name, content in files.items():
            archive.writestr(f"{name}.xlsx", content)
    return buffer.getvalue()
