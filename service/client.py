"""A typed client of the API, for programs of companies: send a workbook, safely, and read what the service said.

Nothing of the server is imported here but the contracts in `schemas/`.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ValidationError
from tenacity import RetryCallState, Retrying, retry_if_exception_type, retry_if_result, stop_after_attempt

from indicators.model import Language
from schemas.out import CycleOut, DryRunOut, Page, RevisionFiledOut
from schemas.problem import FindingOut, Problem

API = "/api/v1"
ATTEMPTS = 6
LONGEST_PAUSE = 30.0
"""Seconds; a longer `Retry-After` is the caller's to wait for."""

Shape = TypeVar("Shape", bound=BaseModel)

_NOT_THE_SERVICE: dict[Language, str] = {
    "fr": "Ce qui répond à cette adresse n’est pas ce service. Vérifiez l’adresse.",
    "en": "What answers at this address is not this service. Check the address.",
}
_PASSING = frozenset({429, 502, 503, 504})
_IN_FLIGHT = "idempotency_in_flight"


class UnreachableError(Exception):
    """The service could not be reached, or stayed too busy, after every attempt."""


class RefusedError(Exception):
    """The service said no: `problem` holds its words and its findings, each with sheet and cell."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Filed:
    """A revision on file: its number, when it was received, the warnings that stand beside it, and its receipt."""

    revision: RevisionFiledOut

    @property
    def warnings(self) -> tuple[FindingOut, ...]:
        """The doubts shown to unions and analysts beside the answers."""
        return tuple(self.revision.findings)


class Client:
    """One organisation's connection to one service; a context manager.

    Every write carries an idempotency key that is kept over the attempts, so that a retry after a lost answer makes no
    second revision.
    """

    def __init__(
        self,
        server: str,
        token: str | None = None,
        language: Language = "fr",
        transport: httpx.BaseTransport | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        headers: dict[str, str] = {"Accept-Language": language}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        self._http = httpx.Client(base_url=server, headers=headers, timeout=60, transport=transport)
        self._pause = pause
        self._language = language

    def __enter__(self) -> Client:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._http.close()

    def cycles(self) -> list[CycleOut]:
        """Return the first hundred cycles of the service. Raises RefusedError, UnreachableError."""
        return self._read(Page[CycleOut], self._sent("GET", f"{API}/cycles")).items

    def submit_workbook(self, file: Path, cycle: str, key: str | None = None) -> Filed:
        """File a workbook as the next revision. Raises RefusedError with every finding, UnreachableError, OSError."""
        answer = self._post_workbook(file, cycle, {}, {"Idempotency-Key": key or str(uuid.uuid4())})
        return Filed(self._read(RevisionFiledOut, answer))

    def try_workbook(self, file: Path, cycle: str) -> DryRunOut:
        """Return what filing a workbook would do, without writing. Raises RefusedError, UnreachableError, OSError."""
        return self._read(DryRunOut, self._post_workbook(file, cycle, {"dry_run": "true"}, {}))

    def _read(self, shape: type[Shape], answer: httpx.Response) -> Shape:
        """Return an answer in its shape. Raises RefusedError where something else answers at this address."""
        try:
            return shape.model_validate(answer.json())
        except (ValueError, ValidationError):
            said = _NOT_THE_SERVICE[self._language]
            code = "not_the_service"
            raise RefusedError(
                Problem(type="about:blank", title=said, status=answer.status_code, detail=said, code=code)
            ) from None

    def _post_workbook(self, file: Path, cycle: str, params: dict[str, str], headers: dict[str, str]) -> httpx.Response:
        files = {"file": ("workbook", file.read_bytes(), "application/octet-stream")}
        address = f"{API}/cycles/{quote(cycle, safe='')}/submissions/workbook"
        return self._sent("POST", address, params=params, headers=headers, files=files)

    def _sent(self, method: str, address: str, **request: Any) -> httpx.Response:
        attempts = Retrying(
            retry=retry_if_exception_type(httpx.TransportError) | retry_if_result(_passing),
            stop=stop_after_attempt(ATTEMPTS),
            wait=_pause_after,
            retry_error_callback=_last,
            sleep=self._pause,
        )
        answer: httpx.Response = attempts(self._http.request, method, address, **request)
        if answer.is_success:
            return answer
        raise RefusedError(_problem_of(answer))


def _passing(answer: httpx.Response) -> bool:
    """Whether trying again may help: too busy, or the same request still in flight."""
    return answer.status_code in _PASSING or (answer.status_code == 409 and _problem_of(answer).code == _IN_FLIGHT)


def _pause_after(state: RetryCallState) -> float:
    """Seconds before the next attempt: what the service asked for, else 0.2, 0.4, 0.8, ..."""
    outcome = state.outcome
    asked = "" if outcome is None or outcome.failed else outcome.result().headers.get("Retry-After", "")
    seconds = float(asked) if asked.isdigit() else 0.1 * 2.0**state.attempt_number
    return min(seconds, LONGEST_PAUSE)


def _last(state: RetryCallState) -> httpx.Response:
    outcome = state.outcome
    assert outcome is not None
    if outcome.failed:
        raise UnreachableError(str(outcome.exception())) from outcome.exception()
    answer: httpx.Response = outcome.result()
    return answer


def _problem_of(answer: httpx.Response) -> Problem:
    """Return the problem of an error answer; one that came from something in between is put in the same shape."""
    try:
        return Problem.model_validate(answer.json())
    except (ValueError, ValidationError):
        title = answer.reason_phrase or str(answer.status_code)
        return Problem(type="about:blank", title=title, status=answer.status_code, detail=title, code="not_a_problem")
