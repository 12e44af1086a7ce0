"""Every router of the union's workspace."""

from __future__ import annotations

from fastapi import APIRouter

from service.pages.union import compose, demands, exchange, life, publish, queue, reading, targets, versions

ROUTERS: tuple[APIRouter, ...] = (
    queue.router,
    reading.router,
    targets.router,
    compose.router,
    publish.router,
    life.router,
    versions.router,
    exchange.router,
    demands.router,
)
