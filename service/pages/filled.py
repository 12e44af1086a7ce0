"""What a visitor filled in: the fields of a page's form as texts, its files as they came. Nothing is checked here."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile

from indicators.model import Language
from service.errors import ServiceError, page_detail


class Filled:
    """A form as sent. A field that is missing is empty: a browser leaves out what is not ticked."""

    def __init__(self, form: FormData) -> None:
        self._form = form

    def text(self, name: str) -> str:
        """Return a field without the spaces around it; "" where it is missing or a file."""
        return self.exact(name).strip()

    def exact(self, name: str) -> str:
        """Return a field as typed, a password for example."""
        value = self._form.get(name)
        return value if isinstance(value, str) else ""

    def every(self, name: str) -> list[str]:
        """Return all values of a field, of ticked boxes for example."""
        return [value for value in self._form.getlist(name) if isinstance(value, str)]

    def names(self) -> list[str]:
        """Return the names of all fields, in the order sent."""
        return list(dict.fromkeys(self._form.keys()))

    def file(self, name: str) -> UploadFile | None:
        """Return a file, None where none was chosen."""
        value = self._form.get(name)
        return value if isinstance(value, UploadFile) and value.filename else None


def words_of(refused: ServiceError, language: Language) -> str:
    """Return what a refusal says to people, to be shown in the form that was refused."""
    return page_detail(refused.code, language, refused.params)


async def _filled(request: Request) -> Filled:
    return Filled(await request.form())  # read once, within bounds, by the guard of the route


FilledDep = Annotated[Filled, Depends(_filled)]
