"""The loader tells every fault of a framework directory at once, and reads nothing that could hurt it."""

from __future__ import annotations

import re
import shutil
import tempfile
from datetime import date
from pathlib import Path

import pytest
import yaml
from breaking import TINY, change, faults_in, line_of
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.framework_faults import Fault, FrameworkFault, UnknownFramework, words
from indicators.loader import FRAMEWORKS, SECTIONS, bundled, load
from indicators.located_yaml import LARGEST_FILE, read
from indicators.model import LANGUAGES, Framework


def test_another_pledge_loads_with_its_own_words(pledge: Path) -> None:
    framework = load(pledge)
    assert framework.ref == "port-lumiere-2031@3"
    assert [clause.id for clause in framework.clauses] == ["Q.1", "C.1"]
    assert framework.clause("C.1").text.fr == "Nous formons les grutiers."
    assert framework.indicator("PL-1").field("denominator").population == "DOCK"
    assert framework.indicator("PL-2").levels is not None
    assert framework.indicator("PL-1").mappings[0].valid_to is not None


@pytest.mark.parametrize("name", ["clauses.yaml", "indicators.yaml", "demands.yaml", "motives.yaml"])
def test_a_missing_file_is_named_with_each_section_it_should_hold(pledge: Path, name: str) -> None:
    (pledge / name).unlink()
    missing = [fault for fault in faults_in(pledge) if fault.code == "missing_file"]
    assert [(fault.file, fault.params["section"]) for fault in missing] == [
        (name, section) for section, (_, home) in SECTIONS.items() if home == name
    ]


def test_a_missing_file_is_not_told_again_for_every_reference_into_it(pledge: Path) -> None:
    (pledge / "clauses.yaml").unlink()
    assert {fault.code for fault in faults_in(pledge)} == {"missing_file"}


def test_a_missing_section_is_told_in_the_file_that_usually_holds_it(pledge: Path) -> None:
    file = pledge / "motives.yaml"
    file.write_text(file.read_text(encoding="utf-8").split("themes:\n")[0], encoding="utf-8")
    assert [(fault.code, fault.file, fault.params["section"]) for fault in faults_in(pledge)] == [
        ("missing_section", "motives.yaml", "themes")
    ]


def test_a_file_that_is_not_utf8_is_refused_at_the_line_of_the_first_bad_byte(pledge: Path) -> None:
    file = pledge / "motives.yaml"
    file.write_bytes(file.read_text(encoding="utf-8").encode("latin-1"))
    line = line_of(TINY / "motives.yaml", "réponse")
    assert [(fault.code, fault.file, fault.line, fault.params["byte"]) for fault in faults_in(pledge)] == [
        ("not_utf8", "motives.yaml", line, "0xE9")
    ]


def test_a_control_character_is_refused_at_its_line(pledge: Path) -> None:
    change(pledge / "motives.yaml", "contests: true", "contests: \0true")
    assert [(fault.code, fault.line) for fault in faults_in(pledge)] == [("syntax", 4)]


def test_an_oversized_file_is_refused_before_it_is_parsed(pledge: Path) -> None:
    (pledge / "motives.yaml").write_bytes(b"motives:\n" + b"#" * LARGEST_FILE)
    assert [(fault.code, fault.file, fault.line) for fault in faults_in(pledge)] == [("too_large", "motives.yaml", 1)]


@pytest.mark.parametrize("content", ["", "# nothing\n", "- a list\n", "a text\n"])
def test_a_file_that_is_no_set_of_sections_is_refused(pledge: Path, content: str) -> None:
    (pledge / "motives.yaml").write_text(content, encoding="utf-8")
    assert [(fault.code, fault.line) for fault in faults_in(pledge)] == [("not_a_mapping", 1)]


def test_a_bomb_of_aliases_is_refused_at_its_first_anchor(pledge: Path) -> None:
    rows = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [" + ", ".join([f"*a{n - 1}"] * 9) + "]" for n in range(1, 12)]
    (pledge / "bomb.yaml").write_text("\n".join(rows), encoding="utf-8")
    assert [(fault.code, fault.file, fault.line) for fault in faults_in(pledge)] == [("anchor", "bomb.yaml", 1)]


def test_every_fault_is_told_at_once_in_order_of_file_and_line(pledge: Path) -> None:
    change(pledge / "clauses.yaml", "kind: commitment", "kind: promise")
    change(pledge / "indicators.yaml", "population: DOCK", "population: SHIP")
    change(pledge / "indicators.yaml", "core: false", "core: maybe")
    change(pledge / "demands.yaml", "family: rights", "family: duties")
    assert [(fault.file, fault.code) for fault in faults_in(pledge)] == [
        ("clauses.yaml", "not_allowed"),
        ("demands.yaml", "unused_catalogue_family"),
        ("demands.yaml", "dangling"),
        ("indicators.yaml", "dangling"),
        ("indicators.yaml", "wrong_kind"),
    ]


def test_an_ill_formed_clause_does_not_make_its_references_dangle(pledge: Path) -> None:
    change(pledge / "clauses.yaml", "kind: commitment", "kind: promise")
    assert [fault.code for fault in faults_in(pledge)] == ["not_allowed"]


def test_the_exception_reads_as_one_line_a_fault(pledge: Path) -> None:
    change(pledge / "clauses.yaml", "version: 3", "version: three")
    with pytest.raises(FrameworkFault) as caught:
        load(pledge)
    assert str(caught.value) == ("clauses.yaml:4: three is not the right kind of value - expected: 0, 1, 2, ...")


def test_a_directory_that_is_not_there_is_an_error_of_the_file_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "nowhere")
    with pytest.raises(NotADirectoryError):
        load(TINY / "clauses.yaml")


def test_words_that_other_readers_guess_at_stay_words(tmp_path: Path) -> None:
    file = tmp_path / "guess.yaml"
    file.write_text("a: no\nb: 1.10\nc: 2024-08-01\nd: 0x1F\ne: 12\nf: '12'\ng: ~\nh: 1:30\ni: 007\n", encoding="utf-8")
    document, faults = read(file)
    assert faults == []
    assert document.data == {
        "a": "no", "b": "1.10", "c": "2024-08-01", "d": "0x1F", "e": 12, "f": "12", "g": None, "h": "1:30", "i": "007",
    }  # fmt: skip
    assert document.line(("c",)) == 3


def test_bundled_frameworks_are_found_by_id_and_version_and_read_once() -> None:
    assert bundled().ref == "paris-2025@1"
    assert bundled("paris-2025", 1) == bundled()
    assert bundled() is bundled()


@pytest.mark.parametrize(("id_", "version"), [("paris-2025", 2), ("nowhere", None), ("../frameworks/paris-2025", None)])
def test_an_unknown_bundled_framework_is_an_error(id_: str, version: int | None) -> None:
    with pytest.raises(UnknownFramework, match=re.escape(id_)):
        bundled(id_, version)


@pytest.mark.parametrize("file", sorted((FRAMEWORKS / "paris-2025").glob("*.yaml")), ids=lambda file: file.name)
def test_any_other_reader_of_yaml_sees_the_same_data(file: Path) -> None:
    """The data belong to everyone: no id that another reader takes for a number, no word it takes for a truth value."""
    document, _ = read(file)
    assert document.data == _with_dates_as_texts(yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))


def _with_dates_as_texts(node: object) -> object:
    if isinstance(node, dict):
        return {key: _with_dates_as_texts(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_with_dates_as_texts(value) for value in node]
    return node.isoformat() if isinstance(node, date) else node


def test_every_fault_has_words_in_both_languages_and_the_same_blanks() -> None:
    for code, entry in words().items():
        for part in ("what", "remedy"):
            assert set(entry[part]) == set(LANGUAGES), code
        blanks = [_blanks(entry["what"][language] + entry["remedy"][language]) for language in LANGUAGES]
        assert blanks[0] == blanks[1], code


def _blanks(text: str) -> set[str]:
    return {piece.split("}", 1)[0] for piece in text.split("{")[1:]}


@settings(max_examples=120, deadline=None)
@given(
    name=st.sampled_from(["clauses.yaml", "indicators.yaml", "demands.yaml", "motives.yaml"]),
    place=st.floats(0, 1),
    cut=st.integers(0, 12),
    put=st.text(alphabet="abc: -[]{}&*!|>'\"#\n\t0é?,", max_size=8),
)
def test_whatever_is_typed_by_mistake_the_loader_gives_a_framework_or_its_faults(
    name: str, place: float, cut: int, put: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(shutil.copytree(TINY, Path(folder) / "pledge"))
        text = (directory / name).read_text(encoding="utf-8")
        at = int(place * len(text))
        (directory / name).write_text(text[:at] + put + text[at + cut :], encoding="utf-8")
        framework, faults = _outcome(directory)
        assert (framework is None) == bool(faults)
        for fault in faults:
            lines = (directory / fault.file).read_text(encoding="utf-8").count("\n") + 1
            assert 1 <= fault.line <= lines + 1  # the parser may stop at the end of the file
            assert all(fault.sentence(language) for language in LANGUAGES)


def _outcome(directory: Path) -> tuple[Framework | None, tuple[Fault, ...]]:
    try:
        return load(directory), ()
    except FrameworkFault as error:
        return None, error.faults
