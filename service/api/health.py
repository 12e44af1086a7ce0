"""`/healthz` and `/readyz`: whether the process lives, and whether it can serve. For operators, outside `/api/v1`."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from service.api.documented import problems
from service.dependencies import HouseDep
from service.errors import ServiceError
from service.store import schema

router = APIRouter(tags=["running it"])


class Health(BaseModel):
    """The service's own word on itself."""

    status: Literal["ok"] = "ok"


@router.get("/healthz", name="healthz")
async def healthz() -> Health:
    """The process answers."""
    return Health()


@router.get("/readyz", name="readyz", responses=problems())
def readyz(house: HouseDep) -> Health:
    """The database answers and has the schema that this code knows."""
    if schema.current(house.database) != schema.newest():
        raise ServiceError("not_ready", 503)
    return Health()
