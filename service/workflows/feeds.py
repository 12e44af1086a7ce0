"""What feeds tell: the newest public acts on a cycle, by a union, on a company's answers, on a clause.

Everything is read as the public reads it, so that a feed can never say more than a page does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml
from sqlalchemy import ColumnElement, Connection

from indicators.annotation_life import revision_note
from indicators.annotations import Annotation, Reply, Respondent, Target
from indicators.model import LANGUAGES, Framework, Language
from service.actors import PUBLIC
from service.errors import ServiceError
from service.ledger.subjects import revision_urn
from service.render.feeds import Entry, Feed
from service.store import annotations as rows
from service.store import feed_rows, organisations
from service.store.annotation_access import visible_to
from service.store.tables import Cycle
from service.workflows.cycles import known_cycle

NEWEST = 50
LOOKED_AT = 200
"""The annotations that were written last, and those on which others or their authors acted last, of each kind of act;
among them those that changed last are told."""


class Teller:
    """Makes feeds in one language, with addresses under `public_url`."""

    def __init__(self, connection: Connection, public_url: str, language: Language) -> None:
        self._connection = connection
        self._base = public_url.rstrip("/")
        self._language: Language = language

    def cycle(self, cycle: str) -> Feed:
        """Return the feed of a cycle. Raises ServiceError `unknown_cycle` (404)."""
        found = known_cycle(self._connection, cycle)
        entries = [
            *self._annotations(rows.within_cycle(found.id, found.framework)),
            *self._revisions(cycle=cycle),
            *self._editions(found),
        ]
        title = self._say("cycle", name=cycle)
        return self._feed(f"cycles/{quote(cycle, safe='@')}", title, "", found.created, entries)

    def union(self, union: str) -> Feed:
        """Return the feed of a union. Raises ServiceError `not_found` (404)."""
        found = organisations.find_organisation(self._connection, union)
        if found is None or found.kind != "union":
            raise ServiceError("not_found", 404)
        entries = self._annotations(rows.by_union(union))
        title = self._say("union", name=found.name)
        return self._feed(f"unions/{quote(union)}", title, f"/unions/{quote(union)}", found.created, entries)

    def company(self, signatory: str) -> Feed:
        """Return the feed of a signatory over all cycles. Raises ServiceError `not_found` (404)."""
        found = feed_rows.signatory_since(self._connection, signatory)
        if found is None:
            raise ServiceError("not_found", 404)
        entries = [*self._annotations(feed_rows.on_signatory(signatory)), *self._revisions(signatory=signatory)]
        title = self._say("company", name=found.name)
        home = f"/companies/{quote(signatory)}"
        return self._feed(f"companies/{quote(signatory)}", title, home, found.created, entries)

    def clause(self, framework: Framework, clause: str) -> Feed:
        """Return the feed of one clause of a framework. Raises ServiceError `not_found` (404)."""
        if clause not in {one.id for one in framework.clauses}:
            raise ServiceError("not_found", 404)
        entries = self._annotations(feed_rows.on_clause(framework.ref, clause))
        address = f"frameworks/{quote(framework.ref, safe='@')}/clauses/{quote(clause)}"
        began = feed_rows.first_cycle(self._connection, framework.ref)
        return self._feed(address, self._say("clause", name=clause), "/pledge", began, entries)

    def _feed(self, address: str, title: str, home: str, began: Any, entries: Iterable[Entry]) -> Feed:
        newest = sorted(entries, key=lambda one: (one.updated, one.id), reverse=True)[:NEWEST]
        return Feed(
            id=f"urn:enregard:feed:{address.replace('/', ':')}:{self._language}",
            title=title,
            subtitle=self._say("subtitle"),
            address=f"{self._base}/api/v1/feeds/{address}",
            home=f"{self._base}/{self._language}{home}",
            language=self._language,
            began=began,
            entries=newest,
        )

    def _annotations(self, *where: ColumnElement[bool]) -> Iterator[Entry]:
        lately = feed_rows.lately(self._connection, (*where, visible_to(PUBLIC)), LOOKED_AT)
        found = [one for _, one in rows.annotations_seen(self._connection, PUBLIC, rows.among(lately))]
        revised = feed_rows.revised(self._connection, lately)
        hidden = feed_rows.withheld_or_shown(self._connection, lately)
        names = feed_rows.names_on_rosters(self._connection, [one.target for one in found])
        for one in found:
            name = names.get((one.target.cycle or "", one.target.signatory or ""), one.target.signatory or "")
            id_ = one.id.removeprefix(rows.IRI)
            now, received = revised.get(id_, (None, None))
            yield self._annotation(one, name, now, received, hidden.get(id_))

    def _annotation(
        self, one: Annotation, company: str, now: int | None, received: datetime | None, hidden: datetime | None
    ) -> Entry:
        ends = [("retracted", one.retracted), ("withheld", one.withheld)]
        act, reason = next(((name, why) for name, why in ends if why is not None), ("annotation", None))
        spoken: Language = next((language for language in (self._language, *LANGUAGES) if language in one.texts), "fr")
        words = one.texts.get(spoken, "")
        if reason is not None:
            spoken, words = self._language, self._say("reason", reason=reason)
        changes = [one.revised, one.carried_on, one.retracted_on, hidden]  # words shown again are a change, too
        changes += [received] if now is not None and now != one.target.revision else []
        changes += [reply.created for reply in one.replies]
        changes += [by.created for by in (*one.countersigned_by, *(by for by, _ in one.dissent))]
        target = self._target(one.target, company)
        return Entry(
            id=one.id,
            title=self._say(act, union=one.union.name, target=target, motives=", ".join(one.motives)),
            link=f"{self._base}/api/v1/annotations/{one.id.removeprefix(rows.IRI)}",
            author=one.union.name,
            published=one.created,
            updated=max((when for when in changes if when is not None), default=one.created),
            text="\n\n".join(part for part in (words, since(one, company, now, spoken)) if part),
            language=spoken,
            summary=since(one, company, now, self._language),
        )

    def _target(self, target: Target, company: str) -> str:
        names = {key: getattr(target, key) or "" for key in ("clause", "indicator", "edition")} | {"company": company}
        return self._say(f"on_{target.kind}" if f"on_{target.kind}" in texts() else "on_framework", **names)

    def _revisions(self, *, cycle: str | None = None, signatory: str | None = None) -> Iterator[Entry]:
        for row in feed_rows.public_revisions(self._connection, NEWEST, cycle=cycle, signatory=signatory):
            late = self._say("late") if row.late else ""
            yield Entry(
                id=revision_urn(row.submission, row.number),
                title=self._say("revision", name=row.name, number=str(row.number)),
                link=f"{self._base}/{self._language}/companies/{quote(row.signatory)}",
                author=row.name,
                published=row.received,
                updated=row.received,
                text=self._say("revision_text", late=late).strip(),
                language=self._language,
            )

    def _editions(self, cycle: Cycle) -> Iterator[Entry]:
        for one in feed_rows.published_editions(self._connection, cycle.id, NEWEST):
            yield Entry(
                id=f"urn:enregard:edition:{one.id}",
                title=self._say("edition", name=one.id),
                link=f"{self._base}/api/v1/editions/{quote(one.id)}",
                author="En regard",
                published=one.published,
                updated=one.published,
                text=one.reason or self._say("edition", name=one.id),
                language=self._language,
            )

    def _say(self, code: str, **given: str) -> str:
        return texts()[code][self._language].format_map(given)


def since(one: Annotation, company: str, now: int | None, language: Language) -> str:
    """Return what became of an annotation since it was written, one sentence an act, in `language`; `now` is the
    current revision of the answer it is about, `company` the name of the company that gave it. What others wrote is not
    repeated: its link leads there.
    """
    notes = [revision_note(one, now).get(language, "")]
    notes += [_position("countersigned", by, one, language) for by in one.countersigned_by]
    notes += [_position("differs", by, one, language) for by, _ in one.dissent]
    notes += [_reply(reply, one, company, language) for reply in one.replies if reply.by_company]
    return " ".join(note for note in notes if note)


def _position(code: str, by: Respondent, one: Annotation, language: Language) -> str:
    earlier = f"{code}_earlier" if by.version != one.version else code
    return texts()[earlier][language].format(union=by.name, version=by.version, now=one.version)


def _reply(reply: Reply, one: Annotation, company: str, language: Language) -> str:
    code = {"version": "replied_version", "carried": "replied_carried"}.get(one.lapse(reply) or "", "replied")
    given = {"version": reply.version, "now": one.version, "carried": one.carried_to}
    return texts()[code][language].format(company=company, **given)


@cache
def texts() -> dict[str, dict[Language, str]]:
    """Return the words of feeds. Read once."""
    read: dict[str, dict[Language, str]] = yaml.safe_load(
        Path(__file__).with_name("feeds.yaml").read_text(encoding="utf-8")
    )
    return read
