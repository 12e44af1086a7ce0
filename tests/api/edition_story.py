"""What is told of editions in the tests beside: one is published, fifty acts follow, a correction, and fifty more acts.

Before and after each fifty acts everything that anyone can have of the editions is taken: every kept file by its name,
every form by its address, pictures, views that nobody asked for before, citations, comparisons, pages to embed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from service.workflows.edition_files import TABLES
from tests.api.conftest import Stage
from tests.api.publishing import HERE, closed_stage, published
from tests.samples import annotation, answer_target, value_of

FIRST = "/api/v1/editions/2026-1.0"
LANGUAGES = ("fr", "en")
FORMS = (
    *(f"report.{suffix}?language={language}" for suffix in ("xlsx", "ods", "json", "pdf") for language in LANGUAGES),
    *(
        f"report.{suffix}?table={table}&language={language}"
        for suffix in ("csv", "parquet")
        for table in TABLES
        for language in LANGUAGES
    ),
    *(
        "report/package.zip",
        "report/package.zip?objective=1",
        "report/sdmx.csv?language=fr",
        "report/sdmx.csv?language=en",
        "report/sdmx.json",
    ),
)
"""Every form by its address, as it was frozen."""

VIEWS = (
    "report?language=fr",
    "report?language=en&objective=1",
    "report.csv?language=fr&sector=C&contested=claimed",
    "report.parquet?language=en&table=annotations&indicator=SD-1",
    "report.ods?language=en&indicator=SD-1",
    "report.xlsx?language=fr&objective=1",
    "report.json?language=en&country=FR",
    "report.pdf?language=fr&indicator=SD-1",
    "report/sdmx.csv?language=en&contested=set_aside",
    "figures/SD-1.svg?language=fr&sector=C",
    "figures/SD-1.png?language=en&sector=C",
)
"""Views that nobody asked for when it was published: made from what was frozen, each time anew."""

ABOUT = ("citation?language=fr", "citation?language=en", "?language=fr", "?language=en")
COMPARED = tuple(f"{FIRST}/comparison/2026-1.1?language={language}" for language in LANGUAGES)


@dataclass
class Story:
    """What happened: the answers to the same questions before and after fifty acts, and both editions."""

    stage: Stage
    checklist: dict[str, Any] = field(default_factory=dict)
    first: dict[str, Any] = field(default_factory=dict)
    listed: list[str] = field(default_factory=list)
    before: dict[str, bytes] = field(default_factory=dict)
    after: dict[str, bytes] = field(default_factory=dict)
    revision: int = 0
    correction: dict[str, Any] = field(default_factory=dict)
    both_before: dict[str, bytes] = field(default_factory=dict)
    both_after: dict[str, bytes] = field(default_factory=dict)

    def kept(self, edition: str) -> list[str]:
        """The files of an edition, as its list names them."""
        return [one["name"] for one in self.stage.client().get(f"/api/v1/editions/{edition}").json()["files"]]

    def taken(self, paths: Iterable[str], who: str = "nobody") -> dict[str, bytes]:
        """Ask for every path, as anyone may; the same query that nobody knows keeps pages from being sent as kept."""
        client, found = self.stage.client(who), {}
        for path in paths:
            response = client.get(path)
            assert response.status_code == 200, f"{path}: {response.text[:300]}"
            found[path] = response.content
        return found


def everything(story: Story, edition: str) -> Iterator[str]:
    """Yield the address of everything public that there is of one edition."""
    here = f"/api/v1/editions/{edition}"
    names = story.kept(edition)
    yield from files_of(edition, names)
    yield from (f"{here}/{path}" for path in (*FORMS, *VIEWS))
    yield from (f"{here}{'' if path.startswith('?') else '/'}{path}" for path in ABOUT)
    figures = sorted({name.split("/")[1].split(".")[0] for name in names if name.startswith("figures/")})
    for number, figure in enumerate(figures):
        language = LANGUAGES[number % 2]
        yield f"{here}/figures/{figure}.png?language={language}"
        yield f"/{language}/embed/{figure}?edition={edition}&unknown=1"
    yield from (f"/{language}/editions/{edition}?unknown=1" for language in LANGUAGES)


def files_of(edition: str, names: Iterable[str]) -> Iterator[str]:
    """Yield the address of each kept file of an edition."""
    yield from (f"/api/v1/editions/{edition}/files/{name}" for name in names)


def told(stage: Stage) -> Story:
    """Let it happen on a stage."""
    story = Story(closed_stage(stage))
    story.checklist = stage.client("secretariat").get(f"{HERE}/checklist?language=en").json()
    story.first = published(stage)
    story.listed = story.kept("2026-1.0")
    first = list(everything(story, "2026-1.0"))
    complete = [f"{FIRST}/complete.zip"]
    story.before = {**story.taken(first), **story.taken(complete, "union")}
    story.revision = _fifty_acts(stage, 0)
    story.after = {**story.taken(first), **story.taken(complete, "union")}
    story.correction = published(stage, reason="EX-002 corrected its number of systems.")
    pages = tuple(f"/{language}/editions/2026-1.1/since/2026-1.0?unknown=1" for language in LANGUAGES)
    both = [*COMPARED, *pages, *files_of("2026-1.0", story.listed), *files_of("2026-1.1", story.kept("2026-1.1"))]
    story.both_before = story.taken(both)
    _fifty_acts(stage, 25)
    story.both_after = story.taken(both)
    return story


def _fifty_acts(stage: Stage, earlier: int) -> int:
    """A revision and an annotation on it, 25 times, after so many `earlier` ones; gives the number of the last
    revision."""
    for number in range(earlier, earlier + 25):
        body = stage.body(publication="full")
        value_of(body, "SD-1")["numerator"] = number % 8
        filed = stage.client("company").post("/api/v1/cycles/2026/submissions", json=body)
        assert filed.status_code == 201
        said = annotation(answer_target("SD-1", "EX-001", number + 2), ("A1",))
        assert stage.client("union").post("/api/v1/annotations", json=said).status_code == 201
    return int(filed.json()["revision"])
