"""Every page router, one line each: a page that is not reachable from here does not exist."""

from __future__ import annotations

from fastapi import APIRouter

from service.pages import companies, data, files, home, indicator, method, pledge, report, unions

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
)
