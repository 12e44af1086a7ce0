"""What can go wrong in an act, with a stable code and a status; no FastAPI here. Messages are rendered in fr and en."""

from __future__ import annotations

from collections.abc import Mapping


class ServiceError(Exception):
    """A refusal with a stable `code`, an HTTP-like `status`, and `params` for its message in `errors.yaml`."""

    def __init__(self, code: str, status: int, params: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.params = dict(params or {})
