"""Every door of the API opened once, in an order that makes sense. Organisations and people are invented."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Any

from tests.api.conftest import Stage
from tests.api.publishing import filled_stage
from tests.api.walk import API, Walk
from tests.people import PASSWORD, invited, joined, reception_of
from tests.provider import CLIENT, SECRET, running_provider
from tests.samples import annotation, answer_target
from tests.workbooks import PROFILE, workbook

NEW_PASSWORD = "cinq autres mots sans rapport"
_COMPANY = replace(PROFILE, name="company (invented)", reference="EX-001")


def walk_through(stage: Stage) -> Walk:
    """Open every door once; return what was said."""
    walk = Walk(stage)
    _cycles(walk)
    _drafts(walk)
    _submissions(walk)
    _annotations(walk)
    _annotation_drafts(walk)
    _people(walk)
    _elsewhere(walk)
    _programs(walk)
    _publishing(walk)
    _log(walk)
    return walk


def _cycles(walk: Walk) -> None:
    walk("nobody", "GET", "/frameworks/paris-2025")
    walk("nobody", "GET", "/frameworks/paris-2025/changes?since=paris-2025@1")
    walk("nobody", "POST", "/wording", {"text": "Promouvoir le dialogue social, si possible.", "language": "fr"})
    dates = {"opens": "2027-02-01T00:00:00", "closes": "2027-04-30T23:59:59", "replies_until": "2027-06-15T00:00:00"}
    made = {"id": "2027", "framework": "paris-2025@1", **dates, "zone": "Europe/Paris"}
    walk("secretariat", "POST", "/cycles", made)
    tag = walk("nobody", "GET", "/cycles/2027").headers["etag"]
    later = {"closes": "2027-05-15T23:59:59", "reason": "Deux semaines de plus, à la demande des signataires."}
    walk("secretariat", "PATCH", "/cycles/2027", later, headers={"If-Match": tag})
    walk("nobody", "GET", "/cycles")
    walk("nobody", "GET", "/cycles/2027/transitions")
    signatory = {"name": "Verrerie Exemple (invented)", "country": "FR", "sector": "C", "headcount": 240}
    walk("secretariat", "PUT", "/cycles/2026/signatories/EX-003", signatory)
    tag = walk("secretariat", "GET", "/cycles/2026/signatories/EX-003").headers["etag"]
    grown = {**signatory, "headcount": 260}
    walk("secretariat", "PUT", "/cycles/2026/signatories/EX-003", grown, headers={"If-Match": tag})
    walk("secretariat", "GET", "/cycles/2026/signatories")
    walk("secretariat", "GET", "/cycles/2026/funnel")


def _drafts(walk: Walk) -> None:
    here, content = "/cycles/2026/draft", {"answers": [{"indicator": "SD-1", "values": {"numerator": 4}}]}
    walk("company", "PUT", f"{here}/objective-1", content, headers={"If-Match": '"v0"'})
    tag = walk("company", "GET", f"{here}/objective-1").headers["etag"]
    walk("company", "GET", f"{here}/findings")
    walk("company", "DELETE", f"{here}/objective-1", headers={"If-Match": tag})
    tag = walk("company", "GET", here).headers["etag"]
    tag = walk("company", "PUT", here, {"parts": _parts(walk.stage)}, headers={"If-Match": tag}).headers["etag"]
    walk("company", "POST", f"{here}/submission?dry_run=true", headers={"If-Match": tag})
    walk("company", "POST", f"{here}/submission", headers={"If-Match": tag})
    tag = walk("other company", "GET", here).headers["etag"]
    walk("other company", "DELETE", here, headers={"If-Match": tag})


def _parts(stage: Stage) -> dict[str, Any]:
    """Every part of a complete self-assessment, as the form saves it."""
    body = stage.body()
    objectives = {one.id: f"objective-{one.objective}" for one in stage.framework.indicators}
    parts: dict[str, Any] = {"organisation": {"organisation": {**body["organisation"], "language": "fr"}}}
    for answer in body["answers"]:
        name = objectives[answer["indicator"]]
        name = "objective-0" if name == "objective-7" else name  # the follow-up is asked beside the chapeau
        parts.setdefault(name, {"answers": []})["answers"].append(answer)
    return parts


def _submissions(walk: Walk) -> None:
    here = "/cycles/2026/submissions"
    walk("company", "POST", here, walk.stage.body(publication="full"))
    walk("company", "POST", f"{here}?dry_run=true", walk.stage.body())
    book = {"file": ("exemple.xlsx", workbook(organisation=_COMPANY), "application/octet-stream")}
    walk("company", "POST", f"{here}/workbook?dry_run=true", files=book)
    walk("company", "POST", f"{here}/workbook", files=book)
    walk("company", "GET", here)
    walk("company", "GET", "/submissions/2026.EX-001")
    walk("company", "GET", "/submissions/2026.EX-001/revisions/1")
    walk("company", "GET", "/submissions/2026.EX-001/revisions/1/differences/2")
    walk("other company", "POST", here, walk.stage.body())
    withdrawal = {"revision": 1, "reason": "Les effectifs d’une filiale manquaient."}
    walk("other company", "POST", "/submissions/2026.EX-002/withdrawal", withdrawal)
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("readme.txt", "left aside")
        archive.writestr("EX-099.xlsx", workbook())
    taken = walk("secretariat", "POST", "/cycles/2026/bulk", files={"file": ("all.zip", zipped.getvalue(), "x/zip")})
    walk("secretariat", "GET", taken.headers["location"].removeprefix(API))


def _annotations(walk: Walk) -> None:
    body = annotation(answer_target("SD-1", "EX-001", 2), ("A1", "A2"))
    at = walk("union", "POST", "/annotations", body).headers["location"].removeprefix(API)
    walk("union", "GET", "/annotations/queue?cycle=2026")
    walk("union", "POST", "/annotations/queue/readings", {"cycle": "2026", "signatory": "EX-001", "revision": 2})
    tag = walk("union", "GET", at).headers["etag"]
    walk("union", "PUT", at, {**body, "motives": ["A1"]}, headers={"If-Match": tag})
    walk("union", "GET", f"{at}/versions")
    walk("company", "POST", f"{at}/replies", {"body": [_words("Les élus ont été réunis le 3 mars.")]})
    walk("other union", "POST", f"{at}/countersignatures")
    walk("union", "GET", "/annotations/collection")
    walk("company", "POST", "/cycles/2026/submissions", walk.stage.body(publication="full"))
    walk("union", "POST", f"{at}/carry-forward", {"revision": 3, "body": [_words("Rien n’a changé.")]})
    other = walk("union", "POST", "/annotations", annotation()).headers["location"].removeprefix(API)
    walk("other union", "POST", f"{other}/dissents", {"text": "Nous lisons cette clause autrement."})
    hidden = {"ground": "personal_data", "reason": "Un nom y figure."}
    walk("secretariat", "POST", f"{other}/withholding", hidden)
    walk("union", "POST", f"{other}/retraction", {"reason": "Erreur de clause."})
    walk("nobody", "GET", "/annotations?target=urn:enregard:paris-2025@1:clause:1.1")
    walk("union", "POST", "/annotations/collection?dry_run=true", {"type": "AnnotationPage", "items": [annotation()]})
    walk("union", "POST", "/annotations/collection", {"type": "AnnotationPage", "items": [annotation()]})
    blank = walk("union", "GET", "/annotations/workbook").content
    for ask in ("?dry_run=true", ""):
        book = {"file": ("annotations.xlsx", blank, "application/octet-stream")}
        walk("union", "POST", f"/annotations/workbook{ask}", files=book)


def _words(text: str) -> dict[str, str]:
    return {"type": "TextualBody", "value": text, "language": "fr"}


def _annotation_drafts(walk: Walk) -> None:
    here = "/annotation-drafts"
    at = walk("union", "POST", here, annotation()).headers["location"].removeprefix(API)
    walk("union", "GET", here)
    tag = walk("union", "GET", at).headers["etag"]
    changed = annotation(demands=["E03"])
    walk("union", "PUT", at, changed, headers={"If-Match": tag})
    tag = walk("union", "GET", at).headers["etag"]
    walk("union", "POST", f"{at}/publication", headers={"If-Match": tag})
    demand = {
        "framework": "paris-2025",
        "title": {"fr": "Droit d’alerte", "en": "Right to alert"},
        "sentence": {"fr": "Chacun peut alerter sans sanction.", "en": "Everyone may alert without sanction."},
        "source": "Congrès inventé de 2025",
        "clauses": ["3.2"],
    }
    made = walk("union", "POST", "/demands", {"code": "D1", **demand}).headers["location"].removeprefix(API)
    tag = walk("nobody", "GET", made).headers["etag"]
    walk("union", "PUT", made, demand, headers={"If-Match": tag})
    walk("nobody", "GET", "/demands")
    walk("nobody", "GET", f"{made}/versions")


def _people(walk: Walk) -> None:
    reception = walk.stage.app.state.house.reception
    union = walk.stage.organisations["union"]
    joined(reception, union, "claire@example.org")
    signing = {"email": "claire@example.org", "password": PASSWORD}
    walk("nobody", "POST", "/sessions", signing)
    walk("union", "GET", "/sessions", person=True)
    walk("union", "GET", "/me", person=True)
    walk("union", "PUT", "/me", {"name": "Dominique Exemple", "language": "fr"}, person=True)
    walk("union", "PUT", "/me/password", {"current": PASSWORD, "new": NEW_PASSWORD}, person=True)
    walk.forget("union")
    walk("union", "PUT", "/me/organisation", {"organisation": union}, person=True)
    walk.forget("union")
    walk("nobody", "POST", "/password-resets", {"email": "claire@example.org"})
    wanted = {"organisation": union, "email": "camille@example.org", "role": "member", "language": "fr"}
    walk("union", "POST", "/invitations", wanted, person=True)
    walk("union", "GET", "/invitations", person=True)
    id_, secret = invited(reception, union, "sacha@example.org")
    comer = {"secret": secret, "name": "Sacha Exemple", "password": PASSWORD, "language": "fr"}
    walk("nobody", "POST", f"/invitations/{id_}/acceptance", comer)
    members = walk("union", "GET", f"/organisations/{union}/members", person=True).json()["items"]
    member = next(one["id"] for one in members if one["email"] == "sacha@example.org")
    walk("union", "PUT", f"/organisations/{union}/members/{member}", {"role": "member"}, person=True)
    link = walk("secretariat", "POST", f"/organisations/{union}/members/{member}/password-reset", person=True).json()
    reset, secret = link["link"].split("/")[-2:]
    walk("nobody", "POST", f"/password-resets/{reset}/use", {"secret": secret, "password": NEW_PASSWORD})


def _elsewhere(walk: Walk) -> None:
    """Begin to sign in with an OpenID Connect provider."""
    house = walk.stage.app.state.house
    before = house.reception
    with running_provider() as provider:
        house.reception = reception_of(
            walk.stage.database, oidc_issuer=provider.issuer, oidc_client_id=CLIENT, oidc_client_secret=SECRET
        )
        walk("nobody", "POST", "/oidc/sign-ins", {"link": False})
    house.reception = before


def _programs(walk: Walk) -> None:
    union = walk.stage.organisations["union"]
    made = {"kind": "union", "name": "Syndicat Nouveau (invented)", "id": "syndicat-nouveau"}
    walk("secretariat", "POST", "/organisations", made)
    walk("secretariat", "GET", "/organisations")
    walk("secretariat", "GET", f"/organisations/{union}")
    decision = {"act": "granted", "ground": "Représentative dans la branche (exemple).", "cycle": "2026"}
    walk("secretariat", "POST", "/organisations/syndicat-nouveau/accreditations", decision)
    walk("secretariat", "GET", "/organisations/syndicat-nouveau/accreditations")
    token = {"label": "Nightly import", "scopes": ["read", "annotate"], "days": 90}
    walk("union", "POST", f"/organisations/{union}/tokens", token, person=True)
    walk("union", "GET", f"/organisations/{union}/tokens", person=True)
    hook = {"url": "https://union.example.org/enregard", "kinds": ["annotation", "withholding"]}
    at = walk("union", "POST", "/webhooks", hook).json()["id"]
    walk("union", "GET", "/webhooks")
    walk("union", "GET", f"/webhooks/{at}/deliveries")
    for feed in ("cycles/2026", f"unions/{union}", "companies/EX-001", "frameworks/paris-2025/clauses/1.1"):
        walk("nobody", "GET", f"/feeds/{feed}.json")


def _publishing(walk: Walk) -> None:
    filled_stage(walk.stage)
    tag = walk("secretariat", "GET", "/cycles/2026").headers["etag"]
    frozen = {"phase": "frozen", "reason": "La période contradictoire est close."}
    walk("secretariat", "POST", "/cycles/2026/transitions", frozen, headers={"If-Match": tag})
    walk("union", "GET", "/cycles/2026/report")
    walk("secretariat", "GET", "/cycles/2026/editions/checklist")
    walk("secretariat", "POST", "/cycles/2026/editions", {})
    correction = {"reason": "Un effectif de la liste des signataires était faux.", "correction": True}
    walk.sent.pop("editions.publish")
    walk("secretariat", "POST", "/cycles/2026/editions", correction)
    walk("nobody", "GET", "/editions")
    walk("nobody", "GET", "/editions/2026-1.0")
    walk("nobody", "GET", "/editions/2026-1.0/citation")
    walk("nobody", "GET", "/editions/2026-1.0/receipt")
    walk("nobody", "GET", "/editions/2026-1.0/report")
    walk("nobody", "GET", "/editions/2026-1.0/comparison/2026-1.1")


def _log(walk: Walk) -> None:
    walk("nobody", "GET", "/log/leaves?start=0")
    walk("nobody", "GET", "/log/inclusion?leaf=0")
    walk("nobody", "GET", "/log/consistency?from=1")
    posted = walk("union", "POST", "/annotations", annotation()).json()
    erased = {"subject": f"{posted['id']}:version:1", "ground": "personal_data", "reason": "Une personne y est nommée."}
    walk("secretariat", "POST", "/log/erasures", erased)
    walk("nobody", "GET", "/log/erasures")
