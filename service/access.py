"""Who may do what: one table, deny by default. A route that has no row here is refused to everyone.

Rows are routes by name; whose data an allowed request then sees is decided by `sees_every_submission` and by the
queries of `service/store`, which are scoped by actor.
"""

from __future__ import annotations

from dataclasses import dataclass

from service.actors import OPERATOR, Actor, Role, Scope
from service.errors import ServiceError

ALL: frozenset[Role] = frozenset({"public", "company", "union", "secretariat", "analyst"})
KNOWN: frozenset[Role] = ALL - {"public"}
COMPANY: frozenset[Role] = frozenset({"company"})
UNION: frozenset[Role] = frozenset({"union"})
SECRETARIAT: frozenset[Role] = frozenset({"secretariat"})
ALL_ANSWERS: frozenset[Role] = frozenset({"union", "secretariat"})


@dataclass(frozen=True, slots=True)
class Right:
    """Which roles may use a route, the scope their token needs for it, and whether only a `person` signed in may."""

    roles: frozenset[Role]
    scope: Scope
    person: bool = False


RIGHTS: dict[str, Right] = {
    # what                  who      with which scope of a token
    "frameworks.read": Right(ALL, "read"),
    "frameworks.changes": Right(ALL, "read"),
    "cycles.list": Right(ALL, "read"),
    "cycles.read": Right(ALL, "read"),
    "cycles.template": Right(ALL, "read"),
    "cycles.create": Right(SECRETARIAT, "administer"),
    "cycles.change": Right(SECRETARIAT, "administer"),
    "cycles.transitions": Right(ALL, "read"),
    "cycles.begin": Right(SECRETARIAT, "administer"),
    "cycles.funnel": Right(SECRETARIAT, "read"),
    "signatories.list": Right(SECRETARIAT, "read"),
    "signatories.read": Right(SECRETARIAT, "read"),
    "signatories.write": Right(SECRETARIAT, "administer"),
    "drafts.read": Right(COMPANY, "submit"),
    "drafts.findings": Right(COMPANY, "submit"),
    "drafts.part": Right(COMPANY, "submit"),
    "drafts.write": Right(COMPANY, "submit"),
    "drafts.write_part": Right(COMPANY, "submit"),
    "drafts.discard": Right(COMPANY, "submit"),
    "drafts.discard_part": Right(COMPANY, "submit"),
    "drafts.submit": Right(COMPANY, "submit"),
    "bulk.create": Right(SECRETARIAT, "administer"),
    "bulk.read": Right(SECRETARIAT, "read"),
    "bulk.file": Right(SECRETARIAT, "read"),
    "submissions.create": Right(COMPANY, "submit"),
    "submissions.upload": Right(COMPANY, "submit"),
    "submissions.list": Right(KNOWN, "read"),
    "submissions.read": Right(KNOWN, "read"),
    "submissions.revision": Right(KNOWN, "read"),
    "submissions.differences": Right(KNOWN, "read"),
    "submissions.received": Right(COMPANY, "read"),
    "submissions.withdraw": Right(COMPANY, "submit"),
    "annotations.create": Right(UNION, "annotate"),
    "annotations.list": Right(ALL, "read"),
    "annotations.read": Right(ALL, "read"),
    "annotations.versions": Right(ALL, "read"),
    "annotations.revise": Right(UNION, "annotate"),
    "annotations.retract": Right(UNION, "annotate"),
    "annotations.carry": Right(UNION, "annotate"),
    "annotations.countersign": Right(UNION, "annotate"),
    "annotations.dissent": Right(UNION, "annotate"),
    # One thread, two sides: the workflow asks for `submit` of the company, `annotate` of the union.
    "annotations.reply": Right(COMPANY | UNION, "read"),
    "annotations.collection": Right(ALL, "read"),
    "annotations.import": Right(UNION, "annotate"),
    "annotations.workbook": Right(ALL, "read"),
    "annotations.upload": Right(UNION, "annotate"),
    "annotations.queue": Right(COMPANY | UNION, "read"),
    "annotations.mark": Right(UNION, "annotate"),
    "annotation_drafts.create": Right(UNION, "annotate"),
    "annotation_drafts.list": Right(UNION, "annotate"),
    "annotation_drafts.read": Right(UNION, "annotate"),
    "annotation_drafts.change": Right(UNION, "annotate"),
    "annotation_drafts.remove": Right(UNION, "annotate"),
    "annotation_drafts.publish": Right(UNION, "annotate"),
    "demands.list": Right(ALL, "read"),
    "demands.read": Right(ALL, "read"),
    "demands.versions": Right(ALL, "read"),
    "demands.create": Right(UNION, "annotate"),
    "demands.change": Right(UNION, "annotate"),
    "annotations.withhold": Right(SECRETARIAT, "administer"),
    # A live report holds every answer and cells of one company: companies, analysts and the public read editions.
    "report.read": Right(ALL_ANSWERS, "read"),
    "report.file": Right(ALL_ANSWERS, "read"),
    "report.exchange": Right(ALL_ANSWERS, "read"),
    "report.figure": Right(ALL_ANSWERS, "read"),
    "editions.publish": Right(SECRETARIAT, "administer"),
    "editions.checklist": Right(SECRETARIAT, "administer"),
    "editions.list": Right(ALL, "read"),
    "editions.read": Right(ALL, "read"),
    "editions.citation": Right(ALL, "read"),
    "editions.receipt": Right(ALL, "read"),
    "editions.report": Right(ALL, "read"),
    "editions.file": Right(ALL, "read"),
    "editions.exchange": Right(ALL, "read"),
    "editions.figure": Right(ALL, "read"),
    "editions.kept": Right(ALL, "read"),
    "editions.complete": Right(ALL_ANSWERS, "read"),
    "editions.comparison": Right(ALL, "read"),
    "wording.read": Right(ALL, "read"),
    "feeds.cycle": Right(ALL, "read"),
    "feeds.union": Right(ALL, "read"),
    "feeds.company": Right(ALL, "read"),
    "feeds.clause": Right(ALL, "read"),
    "webhooks.create": Right(KNOWN, "read"),
    "webhooks.list": Right(KNOWN, "read"),
    "webhooks.end": Right(KNOWN, "read"),
    "webhooks.deliveries": Right(KNOWN, "read"),
    "log.checkpoint": Right(ALL, "read"),
    "log.key": Right(ALL, "read"),
    "log.leaves": Right(ALL, "read"),
    "log.inclusion": Right(ALL, "read"),
    "log.consistency": Right(ALL, "read"),
    "log.tile": Right(ALL, "read"),
    "log.erasures": Right(ALL, "read"),
    "log.erase": Right(SECRETARIAT, "administer"),
    # People see to people: no program invites or removes anyone. Whose people, `may_administer` decides.
    "sessions.create": Right(ALL, "read"),
    "sessions.list": Right(ALL, "read", person=True),
    "sessions.sign_out": Right(ALL, "read", person=True),
    "sessions.end": Right(ALL, "read", person=True),
    "me.read": Right(ALL, "read", person=True),
    "me.update": Right(ALL, "read", person=True),
    "me.organisation": Right(ALL, "read", person=True),
    "me.password": Right(ALL, "read", person=True),
    "password_resets.create": Right(ALL, "read"),
    "password_resets.use": Right(ALL, "read"),
    "invitations.create": Right(KNOWN, "read", person=True),
    "invitations.list": Right(KNOWN, "read", person=True),
    "invitations.withdraw": Right(KNOWN, "read", person=True),
    "invitations.accept": Right(ALL, "read"),
    "oidc.start": Right(ALL, "read"),
    "oidc.callback": Right(ALL, "read"),
    "organisations.list": Right(KNOWN, "read"),
    "organisations.create": Right(SECRETARIAT, "administer"),
    "organisations.read": Right(KNOWN, "read"),
    "members.list": Right(KNOWN, "read", person=True),
    "members.role": Right(KNOWN, "read", person=True),
    "members.remove": Right(KNOWN, "read", person=True),
    "members.reset": Right(SECRETARIAT, "administer", person=True),
    "tokens.list": Right(KNOWN, "read", person=True),
    "tokens.create": Right(KNOWN, "read", person=True),
    "tokens.revoke": Right(KNOWN, "read", person=True),
    "accreditations.list": Right(KNOWN, "read"),
    "accreditations.create": Right(SECRETARIAT, "administer"),
}

PAGE_RIGHTS: dict[str, Right] = {
    # pages: reading one needs no scope beyond "read"; a form that acts needs the scope of its act
    "pages.door": Right(ALL, "read"),
    "pages.home": Right(ALL, "read"),
    "pages.pledge": Right(ALL, "read"),
    "pages.report": Right(ALL, "read"),
    "pages.objective": Right(ALL, "read"),
    "pages.indicator": Right(ALL, "read"),
    "pages.companies": Right(ALL, "read"),
    "pages.company": Right(ALL, "read"),
    "pages.unions": Right(ALL, "read"),
    "pages.union": Right(ALL, "read"),
    "pages.data": Right(ALL, "read"),
    "pages.method": Right(ALL, "read"),
    "pages.permalink": Right(ALL, "read"),
    "pages.editions": Right(ALL, "read"),
    "pages.edition": Right(ALL, "read"),
    "pages.comparison": Right(ALL, "read"),
    "pages.log": Right(ALL, "read"),
    "receipts.one": Right(KNOWN, "read"),
    "receipts.imported": Right(UNION, "read"),
    "pages.embed": Right(ALL, "read"),
    "pages.share": Right(ALL, "read"),
    "people.sign_in": Right(ALL, "read"),
    "people.enter": Right(ALL, "read"),
    "people.elsewhere": Right(ALL, "read"),
    "people.leave": Right(ALL, "read"),
    "people.invitation": Right(ALL, "read"),
    "people.accept": Right(ALL, "read"),
    "people.forgotten": Right(ALL, "read"),
    "people.ask_reset": Right(ALL, "read"),
    "people.password": Right(ALL, "read"),
    "people.reset": Right(ALL, "read"),
    "people.account": Right(ALL, "read", person=True),
    "people.describe": Right(ALL, "read", person=True),
    "people.change_password": Right(ALL, "read", person=True),
    "people.speak": Right(ALL, "read", person=True),
    "people.end_session": Right(ALL, "read", person=True),
    "people.team": Right(KNOWN, "read", person=True),
    "people.invite": Right(KNOWN, "read", person=True),
    "people.withdraw_invitation": Right(KNOWN, "read", person=True),
    "people.change_member": Right(KNOWN, "read", person=True),
    "people.make_token": Right(KNOWN, "read", person=True),
    "people.revoke_token": Right(KNOWN, "read", person=True),
    "company.home": Right(COMPANY, "read"),
    "company.cycle": Right(COMPANY, "read"),
    "company.part": Right(COMPANY, "submit"),
    "company.save": Right(COMPANY, "submit"),
    "company.discard": Right(COMPANY, "submit"),
    "company.workbook": Right(COMPANY, "read"),
    "company.template": Right(COMPANY, "read"),
    "company.upload": Right(COMPANY, "submit"),
    "company.trial": Right(COMPANY, "read"),
    "company.marked": Right(COMPANY, "read"),
    "company.confirm": Right(COMPANY, "submit"),
    "company.check": Right(COMPANY, "submit"),
    "company.submit": Right(COMPANY, "submit"),
    "company.filed": Right(COMPANY, "read"),
    "company.revisions": Right(COMPANY, "read"),
    "company.differences": Right(COMPANY, "read"),
    "company.received": Right(COMPANY, "read"),
    "company.withdraw": Right(COMPANY, "submit"),
    "company.annotations": Right(COMPANY, "read"),
    "company.annotation": Right(COMPANY, "read"),
    "company.reply": Right(COMPANY, "submit"),
    "secretariat.home": Right(SECRETARIAT, "read"),
    "secretariat.new_cycle": Right(SECRETARIAT, "administer"),
    "secretariat.create_cycle": Right(SECRETARIAT, "administer"),
    "secretariat.cycle": Right(SECRETARIAT, "read"),
    "secretariat.change_dates": Right(SECRETARIAT, "administer"),
    "secretariat.roster": Right(SECRETARIAT, "read"),
    "secretariat.add_signatory": Right(SECRETARIAT, "administer"),
    "secretariat.send_roster": Right(SECRETARIAT, "administer"),
    "secretariat.signatory": Right(SECRETARIAT, "read"),
    "secretariat.change_signatory": Right(SECRETARIAT, "administer"),
    "secretariat.bulk": Right(SECRETARIAT, "administer"),
    "secretariat.send_bulk": Right(SECRETARIAT, "administer"),
    "secretariat.upload": Right(SECRETARIAT, "read"),
    "secretariat.publication": Right(SECRETARIAT, "administer"),
    "secretariat.freeze": Right(SECRETARIAT, "administer"),
    "secretariat.publish": Right(SECRETARIAT, "administer"),
    "secretariat.organisations": Right(SECRETARIAT, "read"),
    "secretariat.create_organisation": Right(SECRETARIAT, "administer"),
    "secretariat.organisation": Right(SECRETARIAT, "read", person=True),
    "secretariat.invite": Right(SECRETARIAT, "administer", person=True),
    "secretariat.end_invitation": Right(SECRETARIAT, "administer", person=True),
    "secretariat.accredit": Right(SECRETARIAT, "administer"),
    "secretariat.withholding": Right(SECRETARIAT, "read"),
    "secretariat.texts": Right(SECRETARIAT, "read"),
    "secretariat.withhold": Right(SECRETARIAT, "administer"),
    "secretariat.log": Right(SECRETARIAT, "read"),
    "secretariat.sign": Right(SECRETARIAT, "administer"),
    "secretariat.frameworks": Right(SECRETARIAT, "read"),
    # The explorer shows what editions publish: everyone's, though analysts begin there.
    "analyst.home": Right(ALL, "read"),
    "union.home": Right(UNION, "read"),
    "union.mark": Right(UNION, "annotate"),
    "union.company": Right(UNION, "read"),
    "union.reading": Right(UNION, "read"),
    "union.targets": Right(UNION, "read"),
    "union.compose": Right(UNION, "annotate"),
    "union.keep": Right(UNION, "annotate"),
    "union.drafts": Right(UNION, "annotate"),
    "union.draft": Right(UNION, "annotate"),
    "union.change_draft": Right(UNION, "annotate"),
    "union.remove_draft": Right(UNION, "annotate"),
    "union.preview": Right(UNION, "annotate"),
    "union.publish": Right(UNION, "annotate"),
    "union.annotations": Right(UNION, "read"),
    "union.annotation": Right(UNION, "read"),
    "union.countersign": Right(UNION, "annotate"),
    "union.dissent": Right(UNION, "annotate"),
    "union.retract": Right(UNION, "annotate"),
    "union.carry": Right(UNION, "annotate"),
    "union.carry_unchanged": Right(UNION, "annotate"),
    "union.reply": Right(UNION, "annotate"),
    "union.version": Right(UNION, "annotate"),
    "union.revise": Right(UNION, "annotate"),
    "union.exchange": Right(UNION, "read"),
    "union.import": Right(UNION, "annotate"),
    "union.demands": Right(UNION, "read"),
    "union.add_demand": Right(UNION, "annotate"),
    "union.demand": Right(UNION, "read"),
    "union.change_demand": Right(UNION, "annotate"),
}

SCOPES_OF: dict[Role, frozenset[Scope]] = {
    "public": frozenset({"read"}),
    "company": frozenset({"read", "submit"}),
    "union": frozenset({"read", "annotate"}),
    "secretariat": frozenset({"read", "administer"}),
    "analyst": frozenset({"read"}),
}
"""The widest scopes a token of each role can have."""


def require(actor: Actor, route: str) -> None:
    """Raise ServiceError unless `actor` may use `route`.

    `sign_in_needed` 401; `forbidden`, `session_needed` (a program where only a person may) or `scope_missing` 403.
    """
    right = RIGHTS.get(route) or PAGE_RIGHTS.get(route)
    if right is None:
        raise ServiceError("forbidden", 403)
    nobody = actor.person is None and not actor.organisation and actor != OPERATOR
    if nobody and (right.person or actor.role not in right.roles):
        raise ServiceError("sign_in_needed", 401)
    if actor.role not in right.roles:
        raise ServiceError("forbidden", 403)
    if right.person and actor.person is None:
        raise ServiceError("session_needed", 403)
    if right.scope not in actor.scopes:
        raise ServiceError("scope_missing", 403, {"scope": right.scope})


def may_administer(actor: Actor, organisation: str) -> bool:
    """Whether `actor` may see, invite and remove the people of an organisation.

    Its own administrators may, and for other organisations the secretariat.
    """
    own = actor.organisation == organisation
    if actor.role == "secretariat" and "administer" in actor.scopes and not (own and actor.person):
        return True
    return own and actor.admin


def sees_every_submission(actor: Actor, cycle: str) -> bool:
    """Whether `actor` sees what every company declared in a cycle: the secretariat, and unions accredited for it.

    Everyone else with a token sees what companies publish in full, and a company its own (framework, section 6). The
    same rule as a condition on rows is `service.store.scoping.every_submission`.
    """
    return actor.role == "secretariat" or (actor.role == "union" and actor.accreditation.covers(cycle))
