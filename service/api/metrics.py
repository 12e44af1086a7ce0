"""`/metrics`: the counters of `observed.py` in Prometheus' text format, for whoever runs the service.

With ENREGARD_METRICS_TOKEN set, a bearer of it; without, only a caller on the machine itself whom no proxy stands for.
"""

from __future__ import annotations

import hmac
import ipaddress

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from service.api.documented import problems
from service.dependencies import House, HouseDep
from service.errors import ServiceError
from service.settings import counters_shared
from service.visitors import bearer

router = APIRouter(tags=["running it"])


@router.get("/metrics", name="metrics", response_class=Response, responses=problems())
def metrics(request: Request, house: HouseDep) -> Response:
    """Counters of requests, their times, and what is being answered now."""
    _admit(request, house)
    registry: CollectorRegistry = REGISTRY
    if counters_shared():
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


def _admit(request: Request, house: House) -> None:
    token = house.settings.metrics_token
    if token is not None:
        given = bearer(request) or ""
        if not hmac.compare_digest(given.encode(), token.get_secret_value().encode()):
            raise ServiceError("token_unknown", 401)
        return
    forwarded = "forwarded" in request.headers or "x-forwarded-for" in request.headers
    if forwarded or not _on_this_machine(request.client.host if request.client else ""):
        raise ServiceError("not_found", 404)


def _on_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
