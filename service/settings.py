"""The only reader of the environment: every setting is named `ENREGARD_...` and listed in the README."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What an operator may set; the defaults run the service on one machine with SQLite."""

    model_config = SettingsConfigDict(env_prefix="ENREGARD_", extra="ignore")

    database_url: str = "sqlite:///var/enregard.db"
    secret_key: SecretStr | None = None
    public_url: str = "http://127.0.0.1:8000"
    framework: str = "paris-2025"
    framework_directory: Path | None = None
    upload_limit_bytes: int = 10_000_000
    intake_workers: int = 2
    intake_seconds: float = 10.0


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return the settings, read once."""
    return Settings()
