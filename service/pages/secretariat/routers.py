"""Every page of the secretariat, one line each."""

from __future__ import annotations

from fastapi import APIRouter

from service.pages.secretariat import (
    bulk,
    cycles,
    frameworks,
    home,
    organisations,
    publication,
    record,
    roster,
    withholding,
)

ROUTERS: tuple[APIRouter, ...] = (
    home.router,
    cycles.router,
    roster.router,
    bulk.router,
    publication.router,
    organisations.router,
    withholding.router,
    record.router,
    frameworks.router,
)
