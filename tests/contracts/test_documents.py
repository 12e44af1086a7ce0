"""What is not documented does not exist: a command, setting or target that the README leaves out fails here."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from pathlib import Path

import click
import pytest

from service.cli import COMMANDS, main
from service.settings import Settings

ROOT = Path(__file__).parents[2]
READMES = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.fr.md")}


in_each_readme = pytest.mark.parametrize("readme", sorted(READMES))


@in_each_readme
@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_is_named_in_the_readme(command: str, readme: str) -> None:
    assert f"`enregard {command}" in READMES[readme]


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_in_the_table_can_be_loaded_and_helps(command: str) -> None:
    loaded = main.get_command(click.Context(main), command)
    assert loaded is not None
    assert loaded.help
    assert loaded.name == command


def _shown_commands() -> list[tuple[str, str]]:
    """Every command line that the readmes show, without its comment."""
    return [
        (name, line.partition("   #")[0].strip())
        for name, text in READMES.items()
        for line in text.splitlines()
        if line.startswith("enregard ")
    ]


@pytest.mark.parametrize(("readme", "line"), _shown_commands())
def test_every_command_shown_in_a_readme_is_understood_as_it_stands(
    readme: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words = shlex.split(line)[1:]
    for word in words:  # files and folders that the journey has made by then
        if "." in word and "/" not in word and ":" not in word:
            Path(word).write_bytes(b"")
        elif word.endswith("/"):
            Path(word).mkdir()

    context = click.Context(main)
    command: click.Command | None = main
    while isinstance(command, click.Group):
        command, words = command.get_command(context, words[0]), words[1:]

    assert command is not None, f"{readme} shows a command that does not exist"
    command.make_context(line, words)  # raises on an unknown option or one that is missing


@in_each_readme
@pytest.mark.parametrize("setting", sorted(Settings.model_fields))
def test_every_setting_is_named_in_the_readme_with_its_default(setting: str, readme: str) -> None:
    row = re.search(rf"^\| `ENREGARD_{setting.upper()}` \| (.+?) \|", READMES[readme], re.MULTILINE)
    default = Settings.model_fields[setting].default
    assert row is not None
    assert default is None or row[1] == (f"`{default:g}`" if isinstance(default, float) else f"`{default}`")


@in_each_readme
@pytest.mark.parametrize("target", ["demo", "test", "check", "bench"])
def test_every_make_target_is_named_in_the_readme_and_made(target: str, readme: str) -> None:
    assert f"make {target}" in READMES[readme]
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


@in_each_readme
def test_readme_links_lead_to_files_that_exist(readme: str) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", READMES[readme])
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


TRANSLATED = ("README", "CONTRIBUTING", "CHANGELOG")
_CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.DOTALL | re.MULTILINE)


def _both(document: str) -> tuple[str, str]:
    """A document in English and in French."""
    english, french = (ROOT / f"{document}{suffix}.md" for suffix in ("", ".fr"))
    return english.read_text(encoding="utf-8"), french.read_text(encoding="utf-8")


def _skeleton(text: str) -> list[str]:
    """What opens each line that opens something: levels of headings, entries, numbered steps, rows of tables, code."""
    return re.findall(r"^(#+|- |\d+\. |\| |```)", text, re.MULTILINE)


@pytest.mark.parametrize("document", TRANSLATED)
def test_a_document_has_the_same_headings_entries_and_rows_in_both_languages(document: str) -> None:
    english, french = _both(document)

    assert len(_skeleton(english)) > 10
    assert _skeleton(french) == _skeleton(english)


@pytest.mark.parametrize("document", ["CONTRIBUTING", "CHANGELOG"])
def test_a_document_names_the_same_commands_and_paths_in_both_languages(document: str) -> None:
    english, french = (Counter(re.findall(r"`([^`\n]+)`", text)) for text in _both(document))

    assert len(english) > 10
    assert french == english


@pytest.mark.parametrize("document", TRANSLATED)
def test_each_language_of_a_document_leads_to_the_other_and_to_files_in_its_own(document: str) -> None:
    english, french = _both(document)
    for text, other, foreign in ((english, f"{document}.fr.md", ".fr.md"), (french, f"{document}.md", ".en.md")):
        links = [link for link in re.findall(r"\]\((?!https?:)([^)#]+)", text) if link.endswith(".md")]
        assert other in links
        assert [link for link in links if not (ROOT / link).exists()] == []
        assert [link for link in links if link.endswith(foreign) and link != other] == []


@pytest.mark.parametrize("document", TRANSLATED)
def test_the_french_of_a_document_is_set_as_french_is(document: str) -> None:
    words = _CODE.sub("", _both(document)[1])

    assert re.findall(r".{12}[a-zà-ÿ]'[a-zà-ÿ].{12}", words) == [], "straight apostrophes"
    assert re.findall(r".{12} [;:!?»].{0,12}", words) == [], "a space at which the line may break"
    assert re.findall(r"« .{12}", words) == []


@pytest.mark.parametrize("lock", ["run", "dev"])
def test_lock_files_pin_every_package_with_hashes_and_hold_no_address(lock: str) -> None:
    lines = (ROOT / "requirements" / f"{lock}.lock").read_text(encoding="utf-8").splitlines()
    packages = [line for line in lines if re.match(r"^[a-z0-9]", line, re.IGNORECASE)]
    assert len(packages) > 40
    assert [line for line in packages if not re.match(r"^[A-Za-z0-9._-]+(\[[a-z,]+\])?==[^ ]+ ", line)] == []
    assert [line for line in lines if "://" in line or line.startswith("--index")] == []


def test_direct_dependencies_are_pinned_exactly() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = text.split("dependencies = [", 1)[1].split("[project.scripts]", 1)[0]
    named = re.findall(r'^\s+"([^"]+)",$', block, re.MULTILINE)
    assert len(named) > 20
    assert [requirement for requirement in named if "==" not in requirement] == []
