"""The invented workbooks: the template filled in, read back through the door, and doubted where they should be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

import pytest
from openpyxl import load_workbook

from schemas.problem import FindingOut
from service.demo.cycle import CYCLE, ExampleCycle, Filing, example_cycle
from service.intake.confinement import ConfinedReader
from service.render.filled_template import fill
from service.workflows.check_workbook import Checked, check_workbook

Name = tuple[str, int]


@dataclass(frozen=True)
class Read:
    filing: Filing
    checked: Checked

    def findings(self, code: str) -> list[FindingOut]:
        """Every finding with a code, in words and with its place."""
        return [finding for finding in self.checked.told("en") if finding.code == code]


@pytest.fixture(scope="module")
def cycle() -> ExampleCycle:
    return example_cycle()


@pytest.fixture(scope="module")
def read(cycle: ExampleCycle) -> Mapping[Name, Read]:
    with ConfinedReader(2) as reader:
        return {
            (filing.signatory.id, filing.revision): Read(
                filing,
                check_workbook(fill(filing.submission, cycle.framework), cycle.framework, reader, cycle=CYCLE),
            )
            for filing in cycle.filings
        }


def test_what_is_read_from_a_workbook_is_what_was_written_into_it(read: Mapping[Name, Read]) -> None:
    assert len(read) == 32
    for name, one in read.items():
        back, put = one.checked.submission, one.filing.submission
        assert back is not None
        given = {a.indicator: a for a in back.answers if a.status or a.values}
        assert back.organisation == put.organisation, name
        assert back.commitments == put.commitments, name
        assert given == {a.indicator: a for a in put.answers}, name


def test_no_workbook_has_an_error(read: Mapping[Name, Read]) -> None:
    assert {name: one.checked.findings for name, one in read.items() if one.checked.has_errors} == {}


@pytest.mark.parametrize(
    ("code", "company", "indicator"),
    [("W01", "EX-007", "HC-2"), ("W02", "EX-010", "PR-4"), ("W06", "EX-017", "VC-1"), ("W07", "EX-006", "HC-2")],
)
def test_each_doubt_falls_on_the_one_answer_made_for_it(
    read: Mapping[Name, Read], code: str, company: str, indicator: str
) -> None:
    found = [(name, f.indicator) for name, one in read.items() for f in one.findings(code)]

    assert found == [((company, 1), indicator)]


@pytest.mark.parametrize(
    ("code", "company", "sheet", "value"),
    [
        ("W01", "EX-007", "2 Human capital", 1150),
        ("W02", "EX-010", "5 Vie privée", 3),
        ("W06", "EX-017", "Evidence", "https://larkspindle-cloud.example/stories/people-first"),
        ("W07", "EX-006", "2 Human capital", 3100),
    ],
)
def test_each_doubt_names_the_sheet_and_the_cell_that_holds_what_is_doubted(
    read: Mapping[Name, Read], cycle: ExampleCycle, code: str, company: str, sheet: str, value: object
) -> None:
    one = read[company, 1]
    workbook = load_workbook(BytesIO(fill(one.filing.submission, cycle.framework)))

    (finding,) = one.findings(code)

    assert finding.sheet == sheet
    assert workbook[sheet][finding.cell].value == value


def test_the_wording_of_some_commitments_is_doubted_and_of_others_is_not(read: Mapping[Name, Read]) -> None:
    doubted = {(name, f.path[1]) for name, one in read.items() for f in one.checked.findings if f.code == "W05"}
    current = [(name, index) for name, one in read.items() for index in range(len(one.filing.submission.commitments))]

    assert len(doubted) >= len(current) // 3
    assert ("EX-007", 1) in {name for name, _ in doubted}


def test_the_same_cycle_gives_the_same_bytes(cycle: ExampleCycle) -> None:
    filing = cycle.filings[0]

    assert fill(filing.submission, cycle.framework) == fill(filing.submission, cycle.framework)
