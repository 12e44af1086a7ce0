"""Every public page of the example cycle, without its language: what tests, pictures and benchmarks go through."""

from __future__ import annotations

PUBLIC = (
    "",
    "/pledge",
    "/pledge?motive=NB2",
    "/report",
    "/report/0",
    "/report/1",
    "/report/3",
    "/indicators/SD-1",
    "/indicators/HC-5",
    "/companies",
    "/companies/EX-001",
    "/unions",
    "/unions/UN-BRAISIERE",
    "/data",
    "/method",
    "/editions",
    "/editions/2026-1.0",
    "/log",
    "/embed/SD-2",
)
"""Addresses after `/fr` or `/en`."""

LANGUAGES = ("fr", "en")
EVERY = tuple(f"/{language}{path}" for language in LANGUAGES for path in PUBLIC)
