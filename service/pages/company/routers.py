"""The routers of the company's workspace."""

from __future__ import annotations

from fastapi import APIRouter

from service.pages.company import check, form, home, replies, revisions, workbook

ROUTERS: tuple[APIRouter, ...] = (
    home.router,
    form.router,
    workbook.router,
    check.router,
    revisions.router,
    replies.router,
)
