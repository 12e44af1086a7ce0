"""The gate of the upload door: any bytes in, a RawWorkbook or a Refusal out.

The gate runs before any other parser sees an upload, and it runs in the confined child (`confinement.py`); it holds
no rule of its own but the order: what the file is, whether its container is sound, then part by part what it holds.
"""

import stat
from pathlib import Path

from service.intake.archive import Archive
from service.intake.disguise import require_zip
from service.intake.limits import LIMITS, Limits
from service.intake.markup import Effort
from service.intake.ooxml import read_ooxml
from service.intake.opendocument import is_opendocument, read_opendocument
from service.intake.package import CONTENT_TYPES
from service.intake.raw import RawWorkbook
from service.intake.refusals import Refusal

__all__ = ["Refusal", "inspect", "refuse_large"]


def inspect(source: bytes | Path, limits: Limits = LIMITS) -> RawWorkbook:
    """Check every part of an upload as it is read, and hand over the cells. Raises Refusal, and nothing else but
    MemoryError, which the confined child turns into one.
    """
    data = _bytes_of(source, limits) if isinstance(source, Path) else source
    refuse_large(len(data), limits)
    require_zip(data)
    archive = Archive(data, limits)
    effort = Effort(limits)
    if is_opendocument(archive):
        return read_opendocument(archive, effort)
    if CONTENT_TYPES in archive:
        return read_ooxml(archive, effort)
    if any(name.lower().endswith(".iwa") for name in archive.names()):
        raise Refusal("U08", kind="numbers")
    raise Refusal("U08", kind="archive")


def refuse_large(size: int, limits: Limits = LIMITS) -> None:
    """Raise Refusal U02 when an upload of `size` bytes is too large to be looked at."""
    if size > limits.upload_bytes:
        raise Refusal("U02", size=-(-size // 1_000_000), limit=limits.upload_bytes // 1_000_000)


def _bytes_of(path: Path, limits: Limits) -> bytes:
    """The content of a plain file, at most one byte more than allowed. Raises Refusal U02 or U44."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise Refusal("U44", file=path.name, reason="not_a_file")
        refuse_large(status.st_size, limits)
        with path.open("rb") as file:
            return file.read(limits.upload_bytes + 1)
    except OSError:
        raise Refusal("U44", file=path.name, reason="unreadable") from None
