"""Every page router, one line each: a page that is not reachable from here does not exist."""

from __future__ import annotations

from fastapi import APIRouter

from service.pages import files, home, pledge

ROUTERS: tuple[APIRouter, ...] = (
    files.router,
    home.router,
    pledge.router,
)
