"""What is told of every request to those who run the service: one log line, and the counters behind `/metrics`.

Told: the route's name, the method, the status, the time, the size, the role. Not told: addresses, paths as asked,
queries, tokens, who. A path no route knows is told as `unmatched`, because people mistype secrets into addresses.
"""

from __future__ import annotations

import time
from functools import lru_cache

from prometheus_client import Counter, Gauge, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.journal import logger

LOGGER = logger("service.requests")
UNMATCHED = "unmatched"
_QUIET = frozenset({"healthz", "readyz", "metrics"})
"""Asked every few seconds by machines: counted, not logged."""

REQUESTS = Counter("enregard_requests_total", "Requests answered.", ["route", "method", "status"])
SECONDS = Histogram(
    "enregard_request_seconds",
    "Time from the first byte asked to the last byte answered.",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15),
)
IN_FLIGHT = Gauge("enregard_requests_in_flight", "Requests being answered.", multiprocess_mode="livesum")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Observed:
    """Counts, times and logs each request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        told = {"status": 500, "bytes": 0}

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                told["status"] = message["status"]
            else:
                told["bytes"] += len(message.get("body", b""))
            await send(message)

        with IN_FLIGHT.track_inprogress():
            try:
                await self._app(scope, receive, sending)
            finally:
                _tell(scope, told, time.perf_counter() - begun)


@lru_cache(maxsize=2_048)
def _counted(name: str, method: str, status: int) -> Counter:
    """The counter of requests so answered; found once, for to find it takes a lock and makes its labels anew."""
    return REQUESTS.labels(name, method, str(status))


@lru_cache(maxsize=512)
def _timed(name: str) -> Histogram:
    return SECONDS.labels(name)


def _tell(scope: Scope, told: dict[str, int], seconds: float) -> None:
    route = scope.get("route")
    name = getattr(route, "name", UNMATCHED)
    method = scope["method"] if scope["method"] in _METHODS else "other"
    _counted(name, method, told["status"]).inc()
    _timed(name).observe(seconds)
    if name in _QUIET:
        return
    state = scope.get("state", {})
    LOGGER.info(
        "request",
        request_id=state.get("request_id"),
        route=name,
        method=method,
        role=getattr(state.get("actor"), "role", None),
        milliseconds=round(seconds * 1000, 1),
        **told,
    )
