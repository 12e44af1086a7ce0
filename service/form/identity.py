"""A framework as a cache key: the same content hash is the same framework. Hashing its thousand texts would be slow."""

from __future__ import annotations

from indicators.model import Framework


class ByContent:
    """Holds a framework; equal to, and hashed like, any other with the same content."""

    __slots__ = ("framework",)

    def __init__(self, framework: Framework) -> None:
        self.framework = framework

    def __hash__(self) -> int:
        return hash(self.framework.content_hash)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ByContent) and self.framework.content_hash == other.framework.content_hash
