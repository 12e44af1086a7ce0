"""The only reader of the environment: every setting is named `ENREGARD_...` and listed in the README."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What an operator may set; the defaults run the service on one machine with SQLite."""

    model_config = SettingsConfigDict(env_prefix="ENREGARD_", extra="ignore")

    database_url: str = "sqlite:///var/enregard.db"
    secret_key: SecretStr | None = None
    public_url: str = "http://127.0.0.1:8000"
    framework: str = "paris-2025"
    framework_directory: Path | None = None
    requests_per_minute: int = Field(default=1200, ge=0)
    """Of one address; 0: no bound, not even on costly routes."""
    metrics_token: SecretStr | None = None
    trusted_proxies: str = "127.0.0.1"
    """Whose word on the caller's address counts: addresses or networks, separated by commas."""
    upload_limit_bytes: int = Field(default=10_000_000, ge=1, le=100_000_000)
    intake_workers: int = Field(default=2, ge=1, le=64)
    intake_seconds: float = Field(default=8.0, gt=0, le=9)
    """With the wait for a free worker every upload is answered within 15 seconds: hence the bound."""


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return the settings, read once."""
    return Settings()
