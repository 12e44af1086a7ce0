"""Every page and every important state of it: who stands before it, at which address, after which form.

What pictures, axe, validity, weight and policy are looked at by. A page without a row fails `test_states.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.pages.gallery import ANSWER, CLAUSE, FULL, NEW, PREPARED, RUNNING
from tests.pages.plan import PUBLIC

NOBODY = ""


@dataclass(frozen=True)
class Form:
    """A form to send from a page: its selector, what is written into it, the button as `name=value` where it counts."""

    at: str = "main form"
    fields: dict[str, str] = field(default_factory=dict)
    button: str = ""


@dataclass(frozen=True)
class State:
    """One state: its name, whose desk, the address after the language (with `{parts}` of the gallery), the form sent
    from there, the status of the answer, and whether all of it stands in no frame of the site (an embed)."""

    name: str
    who: str
    path: str
    form: Form | None = None
    status: int = 200


def _listed(who: str, rows: dict[str, str | tuple[str, int] | tuple[str, Form] | tuple[str, Form, int]]) -> list[State]:
    made = []
    for name, row in rows.items():
        path, *more = (row,) if isinstance(row, str) else row
        form = next((one for one in more if isinstance(one, Form)), None)
        status = next((one for one in more if isinstance(one, int)), 200)
        made.append(State(f"{who.replace(' ', '-') or 'public'}-{name}", who, path, form, status))
    return made


_COMPANY, _UNION, _DESK = f"/company/{RUNNING}", f"/union/cycles/{RUNNING}/companies/{FULL}", "/secretariat"
_PUBLIC = _listed(
    NOBODY,
    {
        **{path.strip("/").replace("/", "-").replace("?", "-") or "home": path for path in PUBLIC},
        "edition-corrected": "/editions/2026-1.1",
        "comparison": "/editions/2026-1.1/since/2026-1.0",
        "explorer": "/explorer",
        "explorer-narrowed": "/explorer?sector=C&objective=1",
        "explorer-refused": ("/explorer?country=XX", 404),
        "explorer-empty": "/explorer?sector=L&objective=4&contested=set_aside",
        "log-first": "/log?from=0",
        "pledge-one-clause": "/pledge?clause=1.1",
        "companies-sought": "/companies?name=a&state=consolidated",
        "companies-none-found": "/companies?name=personne",
        "unknown-address": ("/nothing-here", 404),
        "sign-in-needed": ("/union", 401),
    },
)
_PEOPLE = _listed(
    NOBODY,
    {
        "sign-in": "/sign-in",
        "sign-in-wrong": ("/sign-in", Form(fields={"email": "nobody@example.org", "password": "something else"}), 401),
        "password-forgotten": "/password",
        "password-asked": ("/password", Form(fields={"email": "nobody@example.org"})),
        "password-reset": "{reset}",
        "password-too-short": ("{reset}", Form(fields={"password": "court"}), 422),
        "invitation": "{invitation}",
        "invitation-refused": ("{invitation}", Form(fields={"name": "Bruno Exemple", "password": "court"}), 422),
        "invitation-over": ("/invitation/i_0000000000000000/nothing", 410),
    },
) + _listed(
    "union",
    {
        "account": "/account",
        "account-wrong-password": (
            "/account",
            Form('form[action$="/account/password"]', {"current": "wrong", "password": "une autre phrase longue"}),
            403,
        ),
        "team": "/team",
        "team-wrong-address": ("/team", Form('form[action$="/invitations"]', {"email": "no address"}), 422),
        "team-invited": ("/team", Form('form[action$="/invitations"]', {"email": "zoe@example.org"})),
        "team-token": ("/team", Form('form[action$="/tokens"]', {"label": "robot", "days": "30"})),
    },
)
_COMPANIES = (
    _listed(
        "company",
        {
            "home": "/company",
            "cycle": _COMPANY,
            "organisation": f"{_COMPANY}/form/organisation",
            "objective": f"{_COMPANY}/form/objective-1",
            "objective-2": f"{_COMPANY}/form/objective-2",
            "commitments": f"{_COMPANY}/form/commitments",
            "workbook": f"{_COMPANY}/workbook",
            "check": f"{_COMPANY}/check",
            "filed": f"{_COMPANY}/filed",
            "revisions": f"{_COMPANY}/revisions",
            "differences": f"{_COMPANY}/differences?before=1&after=2",
            "annotations": f"{_COMPANY}/annotations",
            "annotation-replied": f"{_COMPANY}/annotations/{{answer}}",
            "annotation-waiting": f"{_COMPANY}/annotations/{{moved}}",
            "reply-empty": (
                f"{_COMPANY}/annotations/{{moved}}",
                Form('form[action*="/annotations/"]', {"text": ""}),
                422,
            ),
            "not-for-companies": ("/secretariat", 403),
        },
    )
    + _listed(
        "new company",
        {
            "home": "/company",
            "objective": f"{_COMPANY}/form/objective-1",
            "organisation": f"{_COMPANY}/form/organisation",
            "commitments": f"{_COMPANY}/form/commitments",
            "check": f"{_COMPANY}/check",
            "revisions": f"{_COMPANY}/revisions",
            "annotations": f"{_COMPANY}/annotations",
            "workbook-none": (f"{_COMPANY}/workbook", Form(), 422),
            "workbook-good": f"{_COMPANY}/workbook/{{good}}",
            "form-faults": (
                f"{_COMPANY}/form/objective-1",
                Form(
                    'form[action*="/form/"]',
                    {"SD-1.numerator": "neuf", "SD-1.denominator": "3", "SD-2.numerator": "-4"},
                ),
            ),
            "form-clash": (
                f"{_COMPANY}/form/objective-2",
                Form('form[action*="/form/"]', {"HC-1.numerator": "7", "version": "{stale}"}),
                412,
            ),
        },
    )
    + _listed("company without a cycle", {"home": "/company"})
)
_COMPOSE = f"/union/compose?source={CLAUSE}"
_UNIONS = _listed(
    "union",
    {
        "queue": "/union",
        "queue-nothing": "/union?company=personne",
        "company": _UNION,
        "answer": f"{_UNION}/answers/SD-1",
        "answer-before": f"{_UNION}/answers/SD-1?revision=1",
        "targets": "/union/targets",
        "compose-clause": _COMPOSE,
        "compose-answer": f"/union/compose?source={ANSWER}",
        "compose-figure": "/union/compose?source=urn:enregard:cycle:2026:figure:SD-1",
        "compose-faults": (
            _COMPOSE,
            Form('form[action*="/compose"]', {"e0-link": "javascript:alert(1)"}, "act=preview"),
            422,
        ),
        "drafts": "/union/drafts",
        "draft": "/union/drafts/{draft}",
        "preview": "/union/drafts/{draft}/preview",
        "annotations": "/union/annotations",
        "annotations-of-others": "/union/annotations?by=others",
        "annotations-moved": "/union/annotations?only=moved",
        "annotation": "/union/annotations/{answer}",
        "annotation-moved": "/union/annotations/{moved}",
        "annotation-foreign": "/union/annotations/{foreign}",
        "retraction-empty": (
            "/union/annotations/{clause}",
            Form('form[action$="/retraction"]', {"reason": ""}),
            422,
        ),
        "version": "/union/annotations/{clause}/version",
        "demands": "/union/demands",
        "demands-faults": ("/union/demands", Form('form[action$="/demands"]', {"code": "d 1"}), 422),
        "demand": "/union/demands/fed.D1",
        "exchange": "/union/exchange",
        "exchange-none": ("/union/exchange", Form('form[action$="/exchange"]', button="act=check"), 422),
    },
) + _listed(
    "new union",
    {"queue": "/union", "drafts": "/union/drafts", "annotations": "/union/annotations", "demands": "/union/demands"},
)
_SECRETARIAT = _listed(
    "secretariat",
    {
        "home": _DESK,
        "new-cycle": f"{_DESK}/new-cycle",
        "new-cycle-faults": (
            f"{_DESK}/new-cycle",
            Form(fields={"id": "2029", "opens": "soon", "closes": "2026-07-01T12:00"}),
            422,
        ),
        "cycle-published": f"{_DESK}/cycles/2026",
        "cycle-running": f"{_DESK}/cycles/{RUNNING}",
        "cycle-prepared": f"{_DESK}/cycles/{PREPARED}",
        "roster": f"{_DESK}/cycles/2026/roster",
        "roster-empty": f"{_DESK}/cycles/{PREPARED}/roster",
        "roster-faults": (f"{_DESK}/cycles/{PREPARED}/roster", Form(fields={"id": "", "name": ""}), 422),
        "signatory": f"{_DESK}/cycles/{RUNNING}/roster/{NEW}",
        "bulk": f"{_DESK}/cycles/{RUNNING}/bulk",
        "bulk-none": (f"{_DESK}/cycles/{RUNNING}/bulk", Form(), 422),
        "upload-done": f"{_DESK}/uploads/{{upload}}",
        "upload-waiting": f"{_DESK}/uploads/{{waiting}}",
        "publication-published": f"{_DESK}/cycles/2026/publication",
        "publication-too-early": f"{_DESK}/cycles/{RUNNING}/publication",
        "publication-under-way": f"{_DESK}/cycles/{PREPARED}/publication",
        "organisations": f"{_DESK}/organisations",
        "organisations-faults": (f"{_DESK}/organisations", Form('main form[method="post"]', {"name": ""}), 422),
        "organisation-union": f"{_DESK}/organisations/fed",
        "organisation-unverified": f"{_DESK}/organisations/syn",
        "organisation-company": f"{_DESK}/organisations/{FULL}",
        "withholding": f"{_DESK}/withholding",
        "texts": f"{_DESK}/withholding/{{answer}}",
        "texts-withheld": f"{_DESK}/withholding/{{foreign}}",
        "texts-silent": (f"{_DESK}/withholding/{{answer}}", Form(fields={"reason": ""}, button="act=withhold"), 422),
        "log": f"{_DESK}/log",
        "frameworks": f"{_DESK}/frameworks",
        "frameworks-compared": f"{_DESK}/frameworks?since=paris-2025@1&version=paris-2025@1",
    },
)
ROOMS: dict[str, list[State]] = {
    "public": _PUBLIC,
    "people": _PEOPLE,
    "company": _COMPANIES,
    "union": _UNIONS,
    "analyst": _listed("analyst", {"explorer": "/explorer", "explorer-narrowed": "/explorer?sector=C&objective=1"}),
    "secretariat": _SECRETARIAT,
}
"""Every state, by the room it is in."""
