"""Deny by default: every route has a row in the table of rights, and every role finds exactly its doors open."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from service.access import ALL, KNOWN, PAGE_RIGHTS, RIGHTS, SCOPES_OF, Right, require
from service.actors import Actor, Role
from service.api.route import GuardedRoute
from service.app import create_app
from service.errors import ServiceError
from service.pages.route import PageRoute
from service.settings import Settings
from tests.api.conftest import Stage
from tests.api.walk import API_ROUTES, routes_of
from tests.samples import annotation, answer_target

EXPECTED = """
route                 public company union secretariat analyst
frameworks.read       yes    yes     yes   yes         yes
frameworks.changes    yes    yes     yes   yes         yes
cycles.list           yes    yes     yes   yes         yes
cycles.read           yes    yes     yes   yes         yes
cycles.template       yes    yes     yes   yes         yes
cycles.create         -      -       -     yes         -
cycles.change         -      -       -     yes         -
cycles.transitions    yes    yes     yes   yes         yes
cycles.begin          -      -       -     yes         -
cycles.funnel         -      -       -     yes         -
signatories.list      -      -       -     yes         -
signatories.read      -      -       -     yes         -
signatories.write     -      -       -     yes         -
drafts.read           -      yes     -     -           -
drafts.findings       -      yes     -     -           -
drafts.part           -      yes     -     -           -
drafts.write          -      yes     -     -           -
drafts.write_part     -      yes     -     -           -
drafts.discard        -      yes     -     -           -
drafts.discard_part   -      yes     -     -           -
drafts.submit         -      yes     -     -           -
bulk.create           -      -       -     yes         -
bulk.read             -      -       -     yes         -
bulk.file             -      -       -     yes         -
submissions.create    -      yes     -     -           -
submissions.upload    -      yes     -     -           -
submissions.list      -      yes     yes   yes         yes
submissions.read      -      yes     yes   yes         yes
submissions.revision  -      yes     yes   yes         yes
submissions.differences - yes yes yes yes
submissions.received  -      yes     -     -           -
submissions.withdraw  -      yes     -     -           -
annotations.create    -      -       yes   -           -
annotations.list      yes    yes     yes   yes         yes
annotations.read      yes    yes     yes   yes         yes
annotations.versions  yes    yes     yes   yes         yes
annotations.revise    -      -       yes   -           -
annotations.retract   -      -       yes   -           -
annotations.carry     -      -       yes   -           -
annotations.countersign -    -       yes   -           -
annotations.dissent   -      -       yes   -           -
annotations.reply     -      yes     yes   -           -
annotations.withhold  -      -       -     yes         -
annotations.collection yes   yes     yes   yes         yes
annotations.import    -      -       yes   -           -
annotations.workbook  yes    yes     yes   yes         yes
annotations.upload    -      -       yes   -           -
annotations.queue     -      yes     yes   -           -
annotations.mark      -      -       yes   -           -
annotation_drafts.create -      -       yes   -           -
annotation_drafts.list -      -       yes   -           -
annotation_drafts.read -      -       yes   -           -
annotation_drafts.change -      -       yes   -           -
annotation_drafts.remove -      -       yes   -           -
annotation_drafts.publish -      -       yes   -           -
demands.list          yes    yes     yes   yes         yes
demands.read          yes    yes     yes   yes         yes
demands.versions      yes    yes     yes   yes         yes
demands.create        -      -       yes   -           -
demands.change        -      -       yes   -           -
report.read           -      -       yes   yes         -
report.file           -      -       yes   yes         -
report.exchange       -      -       yes   yes         -
report.figure         -      -       yes   yes         -
editions.publish      -      -       -     yes         -
editions.checklist    -      -       -     yes         -
editions.list         yes    yes     yes   yes         yes
editions.read         yes    yes     yes   yes         yes
editions.citation     yes    yes     yes   yes         yes
editions.receipt      yes    yes     yes   yes         yes
editions.report       yes    yes     yes   yes         yes
editions.file         yes    yes     yes   yes         yes
editions.exchange     yes    yes     yes   yes         yes
editions.figure       yes    yes     yes   yes         yes
editions.kept         yes    yes     yes   yes         yes
editions.complete     -      -       yes   yes         -
editions.comparison   yes    yes     yes   yes         yes
wording.read          yes    yes     yes   yes         yes
feeds.cycle           yes    yes     yes   yes         yes
feeds.union           yes    yes     yes   yes         yes
feeds.company         yes    yes     yes   yes         yes
feeds.clause          yes    yes     yes   yes         yes
webhooks.create       -      yes     yes   yes         yes
webhooks.list         -      yes     yes   yes         yes
webhooks.end          -      yes     yes   yes         yes
webhooks.deliveries   -      yes     yes   yes         yes
log.checkpoint        yes    yes     yes   yes         yes
log.key               yes    yes     yes   yes         yes
log.leaves            yes    yes     yes   yes         yes
log.inclusion         yes    yes     yes   yes         yes
log.consistency       yes    yes     yes   yes         yes
log.tile              yes    yes     yes   yes         yes
log.erasures          yes    yes     yes   yes         yes
log.erase             -      -       -     yes         -
sessions.create        yes     yes     yes     yes     yes
sessions.list          person  person  person  person  person
sessions.sign_out      person  person  person  person  person
sessions.end           person  person  person  person  person
me.read                person  person  person  person  person
me.update              person  person  person  person  person
me.organisation        person  person  person  person  person
me.password            person  person  person  person  person
password_resets.create yes     yes     yes     yes     yes
password_resets.use    yes     yes     yes     yes     yes
invitations.create     -       person  person  person  person
invitations.list       -       person  person  person  person
invitations.withdraw   -       person  person  person  person
invitations.accept     yes     yes     yes     yes     yes
oidc.start             yes     yes     yes     yes     yes
organisations.list     -       yes     yes     yes     yes
organisations.create   -       -       -       yes     -
organisations.read     -       yes     yes     yes     yes
members.list           -       person  person  person  person
members.role           -       person  person  person  person
members.remove         -       person  person  person  person
members.reset          -       -       -       person  -
tokens.list            -       person  person  person  person
tokens.create          -       person  person  person  person
tokens.revoke          -       person  person  person  person
accreditations.list    -       yes     yes     yes     yes
accreditations.create  -       -       -       yes     -
oidc.callback          yes     yes     yes     yes     yes
"""
_HEAD, *_ROWS = [line.split() for line in EXPECTED.strip().splitlines()]
TABLE = {row[0]: dict(zip(_HEAD[1:], row[1:], strict=True)) for row in _ROWS}

REQUESTS = {
    "frameworks.read": ("GET", "/frameworks/paris-2025"),
    "frameworks.changes": ("GET", "/frameworks/paris-2025/changes?since=paris-2025@1"),
    "cycles.list": ("GET", "/cycles"),
    "cycles.read": ("GET", "/cycles/2026"),
    "cycles.template": ("GET", "/cycles/2026/template.xlsx"),
    "cycles.create": ("POST", "/cycles"),
    "cycles.change": ("PATCH", "/cycles/2026"),
    "cycles.transitions": ("GET", "/cycles/2026/transitions"),
    "cycles.begin": ("POST", "/cycles/2026/transitions"),
    "cycles.funnel": ("GET", "/cycles/2026/funnel"),
    "signatories.list": ("GET", "/cycles/2026/signatories"),
    "signatories.read": ("GET", "/cycles/2026/signatories/EX-001"),
    "signatories.write": ("PUT", "/cycles/2026/signatories/EX-001"),
    "drafts.read": ("GET", "/cycles/2026/draft"),
    "drafts.findings": ("GET", "/cycles/2026/draft/findings"),
    "drafts.part": ("GET", "/cycles/2026/draft/objective-1"),
    "drafts.write": ("PUT", "/cycles/2026/draft"),
    "drafts.write_part": ("PUT", "/cycles/2026/draft/objective-1"),
    "drafts.discard": ("DELETE", "/cycles/2026/draft"),
    "drafts.discard_part": ("DELETE", "/cycles/2026/draft/objective-1"),
    "drafts.submit": ("POST", "/cycles/2026/draft/submission"),
    "bulk.create": ("POST", "/cycles/2026/bulk"),
    "bulk.read": ("GET", "/bulk/b_" + "0" * 24),
    "bulk.file": ("GET", "/bulk/b_" + "0" * 24 + "/files/1"),
    "submissions.create": ("POST", "/cycles/2026/submissions"),
    "submissions.upload": ("POST", "/cycles/2026/submissions/workbook"),
    "submissions.list": ("GET", "/cycles/2026/submissions"),
    "submissions.read": ("GET", "/submissions/2026.EX-001"),
    "submissions.revision": ("GET", "/submissions/2026.EX-001/revisions/1"),
    "submissions.differences": ("GET", "/submissions/2026.EX-001/revisions/1/differences/2"),
    "submissions.received": ("GET", "/submissions/2026.EX-001/revisions/1/upload"),
    "submissions.withdraw": ("POST", "/submissions/2026.EX-001/withdrawal"),
    "annotations.create": ("POST", "/annotations"),
    "annotations.list": ("GET", "/annotations"),
    "annotations.read": ("GET", "/annotations/" + "0" * 32),
    "annotations.versions": ("GET", "/annotations/" + "0" * 32 + "/versions"),
    "annotations.revise": ("PUT", "/annotations/" + "0" * 32),
    "annotations.retract": ("POST", "/annotations/" + "0" * 32 + "/retraction"),
    "annotations.carry": ("POST", "/annotations/" + "0" * 32 + "/carry-forward"),
    "annotations.countersign": ("POST", "/annotations/" + "0" * 32 + "/countersignatures"),
    "annotations.dissent": ("POST", "/annotations/" + "0" * 32 + "/dissents"),
    "annotations.reply": ("POST", "/annotations/" + "0" * 32 + "/replies"),
    "annotations.collection": ("GET", "/annotations/collection"),
    "annotations.import": ("POST", "/annotations/collection"),
    "annotations.workbook": ("GET", "/annotations/workbook"),
    "annotations.upload": ("POST", "/annotations/workbook"),
    "annotations.queue": ("GET", "/annotations/queue?cycle=2026"),
    "annotations.mark": ("POST", "/annotations/queue/readings"),
    "annotation_drafts.create": ("POST", "/annotation-drafts"),
    "annotation_drafts.list": ("GET", "/annotation-drafts"),
    "annotation_drafts.read": ("GET", "/annotation-drafts/" + "0" * 32),
    "annotation_drafts.change": ("PUT", "/annotation-drafts/" + "0" * 32),
    "annotation_drafts.remove": ("DELETE", "/annotation-drafts/" + "0" * 32),
    "annotation_drafts.publish": ("POST", "/annotation-drafts/" + "0" * 32 + "/publication"),
    "demands.list": ("GET", "/demands"),
    "demands.read": ("GET", "/demands/UN-1.D1"),
    "demands.versions": ("GET", "/demands/UN-1.D1/versions"),
    "demands.create": ("POST", "/demands"),
    "demands.change": ("PUT", "/demands/UN-1.D1"),
    "annotations.withhold": ("POST", "/annotations/" + "0" * 32 + "/withholding"),
    "report.read": ("GET", "/cycles/2026/report"),
    "report.file": ("GET", "/cycles/2026/report.xlsx"),
    "report.exchange": ("GET", "/cycles/2026/report/sdmx.csv"),
    "report.figure": ("GET", "/cycles/2026/report/figures/SD-1.svg"),
    "editions.publish": ("POST", "/cycles/2026/editions"),
    "editions.checklist": ("GET", "/cycles/2026/editions/checklist"),
    "editions.list": ("GET", "/editions"),
    "editions.read": ("GET", "/editions/2026-1.0"),
    "editions.citation": ("GET", "/editions/2026-1.0/citation"),
    "editions.receipt": ("GET", "/editions/2026-1.0/receipt"),
    "editions.report": ("GET", "/editions/2026-1.0/report"),
    "editions.file": ("GET", "/editions/2026-1.0/report.csv"),
    "editions.exchange": ("GET", "/editions/2026-1.0/report/package.zip"),
    "editions.figure": ("GET", "/editions/2026-1.0/figures/SD-1.png"),
    "editions.kept": ("GET", "/editions/2026-1.0/files/package.zip"),
    "editions.complete": ("GET", "/editions/2026-1.0/complete.zip"),
    "editions.comparison": ("GET", "/editions/2026-1.0/comparison/2026-1.1"),
    "wording.read": ("POST", "/wording"),
    "feeds.cycle": ("GET", "/feeds/cycles/2026.atom"),
    "feeds.union": ("GET", "/feeds/unions/union-invented.json"),
    "feeds.company": ("GET", "/feeds/companies/EX-001.atom"),
    "feeds.clause": ("GET", "/feeds/frameworks/paris-2025/clauses/1.1.atom"),
    "webhooks.create": ("POST", "/webhooks"),
    "webhooks.list": ("GET", "/webhooks"),
    "webhooks.end": ("DELETE", "/webhooks/w_0123456789abcdef"),
    "webhooks.deliveries": ("GET", "/webhooks/w_0123456789abcdef/deliveries"),
    "log.checkpoint": ("GET", "/log/checkpoint"),
    "log.key": ("GET", "/log/key"),
    "log.leaves": ("GET", "/log/leaves"),
    "log.inclusion": ("GET", "/log/inclusion?leaf=0"),
    "log.consistency": ("GET", "/log/consistency?from=1"),
    "log.tile": ("GET", "/log/tile/0/000"),
    "log.erasures": ("GET", "/log/erasures"),
    "log.erase": ("POST", "/log/erasures"),
    "sessions.create": ("POST", "/sessions"),
    "sessions.list": ("GET", "/sessions"),
    "sessions.sign_out": ("DELETE", "/sessions"),
    "sessions.end": ("DELETE", "/sessions/s_0123456789abcdef"),
    "me.read": ("GET", "/me"),
    "me.update": ("PUT", "/me"),
    "me.organisation": ("PUT", "/me/organisation"),
    "me.password": ("PUT", "/me/password"),
    "password_resets.create": ("POST", "/password-resets"),
    "password_resets.use": ("POST", "/password-resets/r_0123456789abcdef/use"),
    "invitations.create": ("POST", "/invitations"),
    "invitations.list": ("GET", "/invitations"),
    "invitations.withdraw": ("DELETE", "/invitations/i_0123456789abcdef"),
    "invitations.accept": ("POST", "/invitations/i_0123456789abcdef/acceptance"),
    "oidc.start": ("POST", "/oidc/sign-ins"),
    "organisations.list": ("GET", "/organisations"),
    "organisations.create": ("POST", "/organisations"),
    "organisations.read": ("GET", "/organisations/nobody"),
    "members.list": ("GET", "/organisations/{own}/members"),
    "members.role": ("PUT", "/organisations/{own}/members/p_0123456789abcdef"),
    "members.remove": ("DELETE", "/organisations/{own}/members/p_0123456789abcdef"),
    "members.reset": ("POST", "/organisations/other-union-invented/members/p_0123456789abcdef/password-reset"),
    "tokens.list": ("GET", "/organisations/{own}/tokens"),
    "tokens.create": ("POST", "/organisations/{own}/tokens"),
    "tokens.revoke": ("DELETE", "/organisations/{own}/tokens/t_0123456789ab"),
    "accreditations.list": ("GET", "/organisations/union-invented/accreditations"),
    "accreditations.create": ("POST", "/organisations/union-invented/accreditations"),
    "oidc.callback": ("GET", "/oidc/callback"),
}


def test_every_route_of_the_api_is_guarded_and_has_its_row() -> None:
    assert {route.name for route in API_ROUTES} == set(RIGHTS) == set(REQUESTS)
    assert len(API_ROUTES) == len(RIGHTS)
    assert all(isinstance(route, GuardedRoute) for route in API_ROUTES)


def test_outside_the_api_stand_only_the_operators_pages_and_files() -> None:
    app = create_app(Settings())
    described = [route for route in app.routes if getattr(route, "path", "") != app.openapi_url]
    outside = {route.path for route in routes_of(described) if not isinstance(route, GuardedRoute | PageRoute)}

    assert outside == {"/healthz", "/readyz", "/metrics", "/static/{name:path}"}


def test_a_route_without_a_row_is_refused_to_everyone() -> None:
    for role in KNOWN:
        with pytest.raises(ServiceError) as refused:
            require(Actor(role, "x", scopes=frozenset({"read", "submit", "annotate", "administer"})), "new.route")
        assert (refused.value.code, refused.value.status) == ("forbidden", 403)


def test_the_table_of_rights_is_what_this_test_says() -> None:
    rights = {name: {role: _said(right, role) for role in ALL} for name, right in RIGHTS.items()}

    assert rights == TABLE


def _said(right: Right, role: Role) -> str:
    return "-" if role not in right.roles else "person" if right.person else "yes"


DOOR = {"sign_in_needed", "forbidden", "session_needed", "scope_missing"}
"""What a door says; whatever else is answered comes from within."""


def _tried(client: TestClient, own: str) -> dict[str, str]:
    """Knock at every door, signing out at the very end, and return what each says."""
    said = {}
    for name in sorted(REQUESTS, key=lambda name: name == "sessions.sign_out"):
        method, path = REQUESTS[name]
        response = client.request(method, f"/api/v1{path.format(own=own)}")
        code = response.json()["code"] if response.status_code in (401, 403) else ""
        said[name] = code if code in DOOR else "let in"
    return said


@pytest.mark.parametrize("role", sorted(ALL))
def test_every_role_is_let_in_or_refused_at_the_door_as_the_table_says(light_stage: Stage, role: str) -> None:
    said = _tried(light_stage.client(role), light_stage.organisations.get(role, "nobody"))

    shut = "sign_in_needed" if role == "public" else "forbidden"
    only_people = "sign_in_needed" if role == "public" else "session_needed"
    words = {"yes": "let in", "person": only_people, "-": shut}
    assert said == {name: words[row[role]] for name, row in TABLE.items()}


@pytest.mark.parametrize("role", sorted(KNOWN))
def test_people_who_signed_in_find_the_doors_of_their_organisation_open(light_stage: Stage, role: str) -> None:
    said = _tried(light_stage.browser(role), light_stage.organisations[role])

    assert said == {name: "forbidden" if row[role] == "-" else "let in" for name, row in TABLE.items()}


def test_a_page_opens_for_whom_its_row_names_and_for_nobody_else() -> None:
    for name, right in PAGE_RIGHTS.items():
        for role in sorted(ALL):
            organisation = "" if role == "public" else "x"
            program = Actor(role, organisation, token=organisation or None, scopes=SCOPES_OF[role])
            person = Actor(role, organisation, scopes=SCOPES_OF[role], person="p", session="s")
            allowed = role in right.roles and right.scope in SCOPES_OF[role]
            assert _opens(person, name) is allowed, (name, role)
            assert _opens(program, name) is (allowed and not right.person), (name, role)


def _opens(actor: Actor, name: str) -> bool:
    try:
        require(actor, name)
    except ServiceError as refusal:
        return refusal.status not in (401, 403)
    return True


def test_a_body_is_not_read_for_those_who_may_not_send_it(light_stage: Stage) -> None:
    response = light_stage.client("union").post(
        "/api/v1/cycles/2026/submissions", content=b"{", headers={"Content-Type": "application/json"}
    )

    assert (response.status_code, response.json()["code"]) == (403, "forbidden")


def test_a_token_with_a_narrower_scope_does_only_that(light_stage: Stage) -> None:
    light_stage.employ("reading union", "union", scopes=["read"])

    refused = light_stage.client("reading union").post("/api/v1/annotations", json=annotation())
    allowed = light_stage.client("reading union").get("/api/v1/cycles/2026/submissions")

    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
    assert "annotate" in refused.json()["detail"]
    assert allowed.status_code == 200


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("Bearer enr_nobody", "token_unknown"),
        ("Bearer ghp_foreign", "token_unknown"),
        ("Bearer enr_" + "é" * 3, "token_unknown"),
        ("Basic dXNlcjpwYXNz", "bad_credentials"),
        ("Bearer", "bad_credentials"),
    ],
)
def test_a_token_that_nobody_issued_is_refused_even_where_none_is_needed(
    light_stage: Stage, header: str, code: str
) -> None:
    response = light_stage.client().get("/api/v1/cycles", headers={"Authorization": header.encode("latin-1")})  # type: ignore[dict-item]

    assert (response.status_code, response.json()["code"]) == (401, code)
    assert response.headers["www-authenticate"] == 'Bearer realm="enregard"'


def test_a_union_not_yet_verified_sees_only_what_is_public(light_stage: Stage) -> None:
    light_stage.employ("unverified union", "union", verified=False)
    light_stage.filed()
    client = light_stage.client("unverified union")

    assert client.get("/api/v1/cycles/2026/submissions").json()["items"] == []
    assert client.get("/api/v1/submissions/2026.EX-001").status_code == 404
    on_hidden = client.post("/api/v1/annotations", json=annotation(answer_target("SD-1"), ("A1",)))
    assert [one["code"] for one in on_hidden.json()["findings"]] == ["N11"]
