"""A self-assessment as JSON, judged and ready to be filed; what a route still needs of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fastapi import Response
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool

from indicators.answers import Submission
from indicators.findings import Finding, has_errors
from indicators.model import Language
from schemas.problem import FindingOut
from schemas.submission import SubmissionIn
from service.actors import Actor
from service.api.findings import findings_out
from service.api.revisions import dry, present
from service.dependencies import House
from service.store.engine import Database
from service.store.idempotency import Answered
from service.workflows.once import Key
from service.workflows.submit import Desk, approach, filing, judge, try_out


@dataclass(frozen=True, slots=True)
class Judged:
    """A submission with its findings, and the same in words (`told`)."""

    desk: Desk
    submission: Submission
    findings: tuple[Finding, ...]
    told: Sequence[FindingOut]
    language: Language

    @property
    def has_errors(self) -> bool:
        """Whether it cannot be filed."""
        return has_errors(self.findings)

    def dry(self, database: Database) -> Response:
        """Return what filing would do."""
        return dry(try_out(database, self.desk, self.submission, self.findings), self.told)

    async def filed(self, house: House, key: Key | None, *, brief: bool) -> Answered:
        """File it. Raises ServiceError as `workflows.submit.submit` does."""
        if not house.database.beside:
            return await run_in_threadpool(lambda: house.database.write(self.filing(key)))
        return await house.database.written(await house.near(brief, self.filing, key))

    def filing(self, key: Key | None) -> Callable[[Connection], Answered]:
        """Return the act that files it (`workflows.submit.filing`)."""
        return filing(
            self.desk,
            self.submission,
            self.findings,
            source="json",
            present=lambda revision: present(revision, self.language, self.desk.framework, self.told),
            key=key,
        )


def judged_by(house: House, actor: Actor, cycle: str, given: SubmissionIn, language: Language) -> Judged:
    """Return a submission of `actor`, judged. Raises ServiceError as `approach` and `judge` do."""
    desk = approach(house.database, house.frameworks, actor, cycle, clock=house.clock)
    submission = given.as_submission()
    findings = judge(desk, submission)
    house.met.add((cycle, given.language))
    return Judged(desk, submission, findings, findings_out(findings, language, desk.framework, submission), language)
