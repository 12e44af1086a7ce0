"""An edition is published once and never changes: its files are the same bytes whatever is filed later.

One stage for all tests here (`edition_story.py`): an edition, fifty revisions and annotations after it, a correction,
and fifty more.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import openpyxl
import pypdf
import pytest

from service.intake.confinement import ConfinedReader
from service.store.engine import Database
from service.workflows.edition_files import most_files
from service.workflows.verify_package import verify_package
from tests.api.conftest import Stage, staged
from tests.api.edition_story import COMPARED, FIRST, FORMS, VIEWS, Story, told
from tests.api.publishing import HERE


@pytest.fixture(scope="module")
def story(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, reader: ConfinedReader) -> Iterator[Story]:
    file = tmp_path_factory.mktemp("editions") / "enregard.db"
    file.write_bytes(sqlite_template.read_bytes())
    url = f"sqlite:///{file}"
    database = Database.open(url)
    yield told(staged(database, url, reader))
    database.close()


def test_the_checklist_says_in_words_what_holds_and_which_number_comes(story: Story) -> None:
    said = {one["code"]: one for one in story.checklist["conditions"]}

    assert story.checklist["number"] == "1.0"
    assert story.checklist["ready"] is True
    assert [said[code]["met"] for code in ("K01", "K02", "K03", "K04", "K05", "K06")] == [True] * 6
    assert said["K07"]["blocking"] is False
    assert said["K07"]["count"] > 50
    assert "Mappings to standards that we have not read" in said["K07"]["text"]
    assert [(said[code]["met"], said[code]["count"]) for code in ("K11", "K12")] == [(True, 0)] * 2
    assert said["K11"]["text"].startswith("Suppressed figures that all the rest locates too closely: 0")


def test_fifty_revisions_and_annotations_later_all_that_an_edition_gives_is_the_same_bytes(story: Story) -> None:
    different = [path for path in story.before if story.before[path] != story.after[path]]
    asked = "\n".join(story.before)

    assert len(story.listed) == most_files(story.stage.framework) - 3
    assert {f"{FIRST}/files/{name}" for name in story.listed} <= set(story.before)
    assert {f"{FIRST}/{path}" for path in (*FORMS, *VIEWS)} <= set(story.before)
    assert f"{FIRST}/complete.zip" in story.before
    assert (asked.count(".png?"), asked.count("/embed/"), asked.count("/citation?")) == (33, 32, 2)
    assert story.revision == 26
    assert different == []


def test_a_form_asked_for_by_its_address_is_the_file_that_was_kept(story: Story) -> None:
    def digests(paths: Iterable[str]) -> set[str]:
        return {hashlib.sha256(story.before[f"{FIRST}/{path}"]).hexdigest() for path in paths}

    kept = [f"files/{name}" for name in story.listed if not name.startswith("figures/")]

    assert (len(FORMS), len(kept)) == (33, 32), "the package of a view is the whole one"
    assert digests(FORMS) == digests(kept)


def test_fifty_more_acts_after_a_correction_change_neither_edition_nor_their_comparison(story: Story) -> None:
    different = [path for path in story.both_before if story.both_before[path] != story.both_after[path]]

    assert set(COMPARED) <= set(story.both_before)
    assert sum("/files/" in path for path in story.both_before) == 2 * len(story.listed)
    assert sum("/since/" in path for path in story.both_before) == 2
    assert different == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_pdf_is_frozen_in_both_languages_for_everyone_and_signed_in_the_list(story: Story, language: str) -> None:
    listed = {one["name"]: one for one in story.stage.client().get(FIRST).json()["files"]}
    content = story.before[f"{FIRST}/report.pdf?language={language}"]
    sent = story.stage.client().get(f"{FIRST}/files/report.{language}.pdf")

    assert listed[f"report.{language}.pdf"]["media_type"] == "application/pdf"
    assert listed[f"report.{language}.pdf"]["sha256"] == hashlib.sha256(content).hexdigest()
    assert sent.content == content
    assert sent.headers["cache-control"] == "public, max-age=31536000, immutable"
    document = pypdf.PdfReader(io.BytesIO(content))
    assert document.trailer["/Root"]["/Lang"] == language
    assert "1.0" in document.pages[0].extract_text()


def test_a_file_is_the_one_that_the_edition_lists_and_may_be_kept_for_ever(story: Story) -> None:
    client = story.stage.client()
    listed = {one["name"]: one for one in client.get(FIRST).json()["files"]}
    response = client.get(f"{FIRST}/report.xlsx?language=en")

    digest = hashlib.sha256(response.content).hexdigest()
    assert digest == listed["report.en.xlsx"]["sha256"]
    assert len(response.content) == listed["report.en.xlsx"]["size"]
    assert response.headers["etag"] == f'"{digest}"'
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert client.get(f"{FIRST}/files/report.en.xlsx").content == response.content
    again = client.get(f"{FIRST}/report.xlsx?language=en", headers={"If-None-Match": f'"{digest}"'})
    assert again.status_code == 304
    assert "Accept-Language" in response.headers["vary"], (
        "else a store between hands the English file to French readers"
    )
    assert "Accept-Language" in again.headers["vary"]
    assert "Accept-Language" not in client.get(f"{FIRST}/files/report.en.xlsx").headers.get("vary", "")
    assert {name for name in listed if name in ("complete.zip", "frozen.json.z", "record.zip")} == set()


def test_only_companies_that_publish_in_full_are_found_in_what_the_public_gets(story: Story) -> None:
    with zipfile.ZipFile(io.BytesIO(story.before[f"{FIRST}/report/package.zip"])) as archive:
        answers = archive.read("answers.csv").decode()
        submissions = archive.read("submissions.csv").decode()
        annotations = json.loads(archive.read("annotations.json"))["items"]
        described = json.loads(archive.read("datapackage.json"))

    assert "EX-001" in answers
    assert "EX-002" not in answers + submissions
    assert (described["holding"], described["unpublished"]) == ("public", ["EX-002"])
    assert sorted(one["target"]["source"] for one in annotations) == [
        "urn:enregard:cycle:2026:answer:EX-001:SD-1:revision:1",
        "urn:enregard:paris-2025@1:clause:1.1",
    ]
    book = openpyxl.load_workbook(io.BytesIO(story.before[f"{FIRST}/report.xlsx?language=en"]))
    texts = [str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None]
    assert not any("revision 1" in text and "other company" in text for text in texts)
    participation = {row[1].value: row[0].value for row in book["Signatories"].iter_rows(min_row=3)}
    assert participation == {"EX-001": "submitted", "EX-002": "submitted"}


def test_a_figure_with_a_hidden_contributor_is_withheld_and_says_so(story: Story) -> None:
    figure = next(
        one for one in json.loads(story.before[f"{FIRST}/report?language=fr"])["figures"] if one["indicator"] == "SD-1"
    )

    assert figure["claimed"]["value"] is None
    assert figure["claimed"]["contributors"] == 2
    assert (figure["obs_status"], figure["conf_status"]) == ("Q", "A")


def test_both_packages_verify_with_nothing_but_the_program(story: Story, tmp_path: Path) -> None:
    complete = story.stage.client("union").get(f"{FIRST}/complete.zip")
    (tmp_path / "complete.zip").write_bytes(complete.content)
    (tmp_path / "public.zip").write_bytes(story.before[f"{FIRST}/report/package.zip"])

    whole, public = (verify_package(tmp_path / name) for name in ("complete.zip", "public.zip"))

    assert whole.sound
    assert (whole.edition, whole.holding) == ("2026-1.0", "complete")
    assert whole.verification.whole == whole.figures == 128
    assert whole.proven == 5
    assert public.sound
    assert public.verification.withheld > 0
    assert public.proven == 3
    assert [one.code for one in public.findings] == ["L19", "V13"]


def test_where_an_outsider_locates_what_is_suppressed_is_in_the_complete_package_only(story: Story) -> None:
    complete = story.stage.client("union").get(f"{FIRST}/complete.zip")
    with zipfile.ZipFile(io.BytesIO(complete.content)) as archive:
        told = list(csv.DictReader(io.StringIO(archive.read("intervals.csv").decode())))
        books = {name: archive.read(f"codebook.{name}.csv").decode() for name in ("fr", "en")}
    with zipfile.ZipFile(io.BytesIO(story.before[f"{FIRST}/report/package.zip"])) as archive:
        assert "intervals.csv" not in archive.namelist()
        assert "intervals," not in archive.read("codebook.en.csv").decode()

    # EX-001 publishes 4 of 8 in full; EX-002, with 8 of 8, does not: at most all of its 8, and of no known number
    names = ("quantity", "true_sum", "interval_lower", "interval_upper", "demanded_width", "finding", "solved")
    of_all = [one for one in told if (one["indicator"], one["dimension"]) == ("SD-1", "all")]
    assert [tuple(one[name] for name in names) for one in of_all] == [
        ("a", "12", "4", "12", "1", "protected", "yes"),
        ("b", "16", "8", "", "1", "protected", "yes"),
    ]
    assert "intervals,interval_lower,Lower end," in books["en"]
    assert "intervals,interval_lower,Borne inférieure," in books["fr"]


def test_the_complete_package_is_for_those_who_see_every_submission(story: Story) -> None:
    statuses = {
        name: story.stage.client(name).get(f"{FIRST}/complete.zip").status_code
        for name in ("nobody", "company", "analyst", "union", "secretariat")
    }

    assert statuses == {"nobody": 401, "company": 403, "analyst": 403, "union": 200, "secretariat": 200}


def test_a_correction_says_what_it_corrects_and_the_first_edition_stays(story: Story) -> None:
    listed = story.stage.client().get("/api/v1/editions", params={"cycle": "2026"}).json()["items"]

    assert [one["id"] for one in listed] == ["2026-1.0", "2026-1.1"]
    assert story.correction["previous"] == "2026-1.0"
    assert story.correction["link"] == "https://example.org/editions/2026-1.1"
    assert listed[1]["reason"] == "EX-002 corrected its number of systems."


def test_two_editions_are_compared_figure_by_figure_with_their_causes(story: Story) -> None:
    found = story.stage.client().get("/api/v1/editions/2026-1.0/comparison/2026-1.1?language=en").json()

    assert (found["before"]["number"], found["after"]["number"]) == ("1.0", "1.1")
    assert found["revised"] == [{"signatory": "EX-001", "before": 1, "after": 26}]
    assert {one["indicator"] for one in found["changed"]} >= {"SD-1"}
    changed = next(one for one in found["changed"] if (one["indicator"], one["dimension"]) == ("SD-1", "all"))
    assert "annotations" in changed["causes"]
    assert "annotations were published or retracted" in changed["why"]
    assert found["unchanged"] + len(found["changed"]) == 128


def test_an_edition_is_cited_in_three_ways(story: Story) -> None:
    cited = story.stage.client().get(f"{FIRST}/citation", params={"language": "en"}).json()
    package = hashlib.sha256(story.before[f"{FIRST}/report/package.zip"]).hexdigest()

    assert cited["text"].endswith("https://example.org/editions/2026-1.0")
    assert "edition 1.0" in cited["text"]
    assert cited["bibtex"].startswith("@techreport{enregard-2026-1-0,\n")
    assert f"sha256:{package}" in cited["bibtex"]
    assert (cited["csl"]["type"], cited["csl"]["version"]) == ("report", "1.0")


def test_publishing_without_a_reason_is_refused_once_there_is_an_edition(story: Story) -> None:
    refused = story.stage.client("secretariat").post(HERE, json={}, headers={"Accept-Language": "en"})

    assert (refused.status_code, refused.json()["code"]) == (409, "edition_not_ready")
    assert "K06" in refused.json()["detail"]
    assert story.stage.client().get("/api/v1/editions/2026-1.2").json()["code"] == "unknown_edition"


def test_an_open_cycle_cannot_be_published(light_stage: Stage) -> None:
    light_stage.filed()
    asked = light_stage.client("secretariat").get(f"{HERE}/checklist")
    refused = light_stage.client("secretariat").post(HERE, json={})

    assert asked.json()["ready"] is False
    assert (refused.status_code, refused.json()["code"]) == (409, "edition_not_ready")
    assert "K01" in refused.json()["detail"]
    assert light_stage.client().get("/api/v1/editions").json() == {"items": [], "next": None}
