"""One warm confined reader for all hostile files: workers that a file kills are replaced, as in the service."""

from collections.abc import Iterator

import pytest

from service.intake.confinement import ConfinedReader


@pytest.fixture(scope="session")
def reader() -> Iterator[ConfinedReader]:
    with ConfinedReader() as confined:
        confined.warm()
        yield confined
