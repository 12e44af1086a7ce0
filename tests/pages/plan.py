"""Every public page of the example cycle, without its language: what tests, pictures and benchmarks go through."""

from __future__ import annotations

PUBLIC = (
    "",
    "/pledge",
)
"""Addresses after `/fr` or `/en`."""

LANGUAGES = ("fr", "en")
EVERY = tuple(f"/{language}{path}" for language in LANGUAGES for path in PUBLIC)
