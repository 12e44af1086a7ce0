"""What an operator sets: every setting is named `ENREGARD_...`, read here alone and listed in the README."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from service.environment import around


class Settings(BaseSettings):
    """What an operator may set; the defaults run the service on one machine with SQLite."""

    model_config = SettingsConfigDict(env_prefix="ENREGARD_", extra="ignore")

    database_url: str = "sqlite:///var/enregard.db"
    secret_key: SecretStr | None = Field(default=None, min_length=32)
    public_url: str = "http://127.0.0.1:8000"
    session_hours: int = Field(default=12, ge=1, le=720)
    session_idle_minutes: int = Field(default=120, ge=5, le=10_080)
    smtp_host: str | None = None
    smtp_port: int = Field(default=587, ge=1, le=65_535)
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_username: str | None = None
    smtp_password: SecretStr | None = None
    smtp_from: str | None = None
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    framework: str = "paris-2025"
    framework_directory: Path | None = None
    log_key: SecretStr | None = None
    log_key_file: Path = Path("var/log.key")
    erasures_file: Path | None = None
    log_batch_leaves: int = Field(default=8, ge=1, le=10_000)
    log_batch_seconds: int = Field(default=600, ge=0, le=86_400)
    log_longest_seconds: int = Field(default=86_400, ge=1, le=604_800)
    log_batch_least: int = Field(default=3, ge=1, le=10_000)
    """No checkpoint covers fewer new leaves than that, whoever asks and however long they wait."""
    webhook_private: bool = False
    requests_per_minute: int = Field(default=1200, ge=0)
    """Of one address; 0: no bound, not even on costly routes."""
    metrics_token: SecretStr | None = None
    trusted_proxies: str = "127.0.0.1"
    """Whose word on the caller's address counts: addresses or networks, separated by commas."""
    upload_limit_bytes: int = Field(default=10_000_000, ge=1, le=100_000_000)
    bulk_limit_bytes: int = Field(default=50_000_000, ge=1, le=500_000_000)
    """Of a zip of workbooks; unpacked it may hold ten times the largest upload."""
    intake_workers: int = Field(default=2, ge=1, le=64)
    intake_seconds: float = Field(default=8.0, gt=0, le=9)
    """With the wait for a free worker every upload is answered within 15 seconds: hence the bound."""

    @property
    def register_of_erasures(self) -> Path:
        """The file in which erasures are kept beside the database; where none is set, beside the log's key."""
        return self.erasures_file or self.log_key_file.with_name("erasures.jsonl")


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return the settings, read once."""
    return Settings()


_COUNTERS = "PROMETHEUS_MULTIPROC_DIR"
"""The library's own variable, which has to be set before any process of a service imports it."""


def share_counters() -> None:
    """Let the processes that this one starts count together (prometheus-client's multiprocess mode).

    A directory of the operator's own is left alone; another is removed when this process ends.
    """
    if _COUNTERS not in around():
        directory = around()[_COUNTERS] = tempfile.mkdtemp(prefix="enregard-metrics-")
        atexit.register(shutil.rmtree, directory, ignore_errors=True)


def counters_shared() -> bool:
    """Whether several processes count together."""
    return bool(around().get(_COUNTERS))
