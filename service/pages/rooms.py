"""Every page router, one line each: a page that is not reachable from here does not exist."""

from __future__ import annotations

from fastapi import APIRouter

from service.pages import (
    companies,
    data,
    editions,
    embed,
    files,
    home,
    indicator,
    log,
    method,
    pledge,
    receipts,
    report,
    share,
    unions,
)
from service.pages.analyst import explorer
from service.pages.company import routers as company
from service.pages.people import account, entering, links, team
from service.pages.secretariat import routers as secretariat
from service.pages.union import routers as union

ROUTERS: tuple[APIRouter, ...] = (
    files.router,
    home.router,
    pledge.router,
    report.router,
    indicator.router,
    companies.router,
    unions.router,
    data.router,
    method.router,
    editions.router,
    log.router,
    receipts.router,
    embed.router,
    share.router,
    entering.router,
    links.router,
    account.router,
    team.router,
    *company.ROUTERS,
    *secretariat.ROUTERS,
    *union.ROUTERS,
    explorer.router,
)
