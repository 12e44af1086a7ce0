"""Files as answers: written whole to the disk first, then sent, so that no reader waits on memory and none gets half.

A file of a live report carries a tag made of where the report stands; a file of an edition the hash of its bytes.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from fastapi import Request, Response
from fastapi.responses import FileResponse, StreamingResponse
from starlette.background import BackgroundTask

from service.api.documented import Responses, file_answer
from service.store.editions import pieces
from service.store.engine import Database
from service.store.tables import EditionFile
from service.workflows.downloads import MEDIA

FOR_EVER = "public, max-age=31536000, immutable"
SENT: Responses = {
    200: {
        "description": "The file.",
        "content": {
            media.partition(";")[0]: {
                "schema": {"type": "object"} if "json" in media else {"type": "string", "format": "binary"}
            }
            for media in MEDIA.values()
        },
    }
}
PICTURES: Responses = {
    200: {
        "description": "The figure with its counter-annotations.",
        "content": {**file_answer(MEDIA["svg"], "")[200]["content"], **file_answer(MEDIA["png"], "")[200]["content"]},
    }
}


def tag_of(request: Request, stands: object) -> str:
    """Return a tag for what a request gets from a report that stands at `stands`."""
    language = request.headers.get("accept-language", "")
    seen = f"{request.url.path}?{request.url.query}|{language}|{stands!r}"
    return f'"{hashlib.sha256(seen.encode()).hexdigest()[:32]}"'


def unchanged(request: Request, tag: str) -> Response | None:
    """Return 304 where the asker has what the tag names already: nothing need be written."""
    if tag in {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}:
        return Response(status_code=304, headers={"ETag": tag, "Cache-Control": "private, no-cache"})
    return None


def written(write: Callable[[Path], None], name: str, media_type: str, tag: str | None = None) -> Response:
    """Let `write` fill a file and send it under `name`; it is removed once it is sent. Raises what `write` raises.

    Without a `tag` it is made anew each time it is asked for.
    """
    directory = Path(tempfile.mkdtemp(prefix="enregard-"))
    path = directory / "file"
    try:
        write(path)
    except BaseException:
        shutil.rmtree(directory, ignore_errors=True)
        raise
    headers = {**({"ETag": tag} if tag else {}), "Cache-Control": "private, no-cache"}
    gone = BackgroundTask(shutil.rmtree, directory, ignore_errors=True)
    return FileResponse(path, media_type=media_type, filename=name, headers=headers, background=gone)


def kept(
    database: Database, file: EditionFile, name: str, *, inline: bool = False, by_language: bool = False
) -> Response:
    """Send a file of an edition, piece by piece, as it was published; `by_language`: chosen among others by the
    language that was asked for, so that nobody is handed another's from a store between (RFC 9111, 4.1)."""
    disposition = "inline" if inline else "attachment"
    headers = {
        "Content-Disposition": f'{disposition}; filename="{name}"',
        "Content-Length": str(file.size),
        "ETag": f'"{file.sha256}"',
        "Cache-Control": FOR_EVER if file.audience == "public" else "private, no-cache",
    }
    if by_language:
        headers["Vary"] = "Accept-Language"
    return StreamingResponse(pieces(database, file), headers=headers, media_type=file.media_type)
