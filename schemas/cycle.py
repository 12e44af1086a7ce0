"""What comes in and goes out about running a cycle: its dates, its transitions, its roster, how far everybody is."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from indicators.phases import Phase
from schemas.out import Out
from schemas.submission import Code, In
from schemas.text import Line, SafeText, Written

Zone = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+_/-]{1,60}$")]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
Reason = Annotated[SafeText, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]
"""Why something was done, in the words of who did it."""


Dated = Annotated[datetime, Written]
"""A moment as text; without an offset, one of the clock of a zone."""


class CycleIn(In):
    """A cycle to make. A moment without an offset is one of the clock of `zone`."""

    id: Id = Field(examples=["2027"])
    framework: Code = Field(examples=["paris-2025@1"], description="`id` or `id@version`; fixed for good.")
    opens: Dated = Field(examples=["2027-02-01T00:00:00"])
    closes: Dated = Field(
        examples=["2027-04-30T23:59:59"], description="From this moment on, what comes is marked late."
    )
    replies_until: Dated | None = Field(
        default=None, examples=["2027-06-15T00:00:00"], description="First moment after the contradictory period."
    )
    zone: Zone = Field(default="UTC", examples=["Europe/Paris"], description="IANA time zone.")


class CyclePatch(In):
    """Dates to change; what is left out stays, and null takes the end of replies away."""

    opens: Dated | None = None
    closes: Dated | None = None
    replies_until: Dated | None = None
    zone: Zone | None = None
    reason: Reason | None = None


class TransitionIn(In):
    """A phase for the secretariat to begin."""

    phase: Literal["frozen", "published"]
    reason: Reason | None = None


class TransitionOut(Out):
    """A phase that began at `at`, why, by whose act, and the dates that hold from then on. Moments are UTC."""

    number: int
    phase: Phase
    cause: Literal["created", "clock", "dates", "act"]
    at: datetime
    recorded: datetime
    by: str | None = Field(default=None, description="The organisation whose act it was; null for the clock.")
    opens: datetime
    closes: datetime
    replies_until: datetime | None = None
    reason: str | None = None


class SignatoryIn(In):
    """A signatory as the secretariat writes it."""

    name: Line
    country: str | None = Field(default=None, pattern=r"^[A-Z]{2}$", examples=["FR"], description="ISO 3166-1.")
    sector: str | None = Field(default=None, pattern=r"^[A-V]$", examples=["C"], description="NACE Rev. 2.1 section.")
    headcount: Annotated[int, Field(ge=0, le=999_999_999)] | None = None
    status: Literal["invited", "joined", "left"] = "joined"
    on: date | None = Field(default=None, description="The day the status holds from; today if not given.")
    reason: Reason | None = None
    organisation: Id | None = Field(default=None, description="The account that stands for it, where it has one.")


class SignatoryOut(Out):
    """A signatory of a cycle; `opened`: when somebody of it first fetched its workbook or its draft."""

    id: str
    name: str
    country: str | None = None
    sector: str | None = None
    headcount: int | None = None
    status: Literal["invited", "joined", "left"]
    left_on: date | None = None
    organisation: str | None = None
    opened: datetime | None = None


class SignatoryEventOut(Out):
    """One thing that became of a signatory: its status, the day it holds from, when that was written."""

    number: int
    status: Literal["invited", "joined", "left"]
    on: date
    recorded: datetime
    by: str | None = None
    reason: str | None = None


class SignatoryRecordOut(SignatoryOut):
    """A signatory with everything that became of it."""

    events: list[SignatoryEventOut]


class FunnelOut(Out):
    """How far the signatories of a cycle are. `invited`: all that have not left; the counts after it are among them."""

    invited: int
    joined: int
    opened: int = Field(description="Have fetched their workbook or their draft, or done more.")
    in_progress: int = Field(description="Have a draft, and nothing submitted that stands.")
    submitted: int = Field(description="Have a submission that stands.")
    late: int = Field(description="Of these, those whose first revision came late.")
    withdrawn: int
    silent: int = Field(description="Have no submission that stands.")
    left: int


class WithdrawalIn(In):
    """A company withdraws its submission as it stands at `revision`."""

    revision: Annotated[int, Field(ge=1, le=999_999)]
    reason: Reason
