"""Triggers by which the database itself refuses a row that speaks on somebody else's text, on both databases.

Whoever may only INSERT (the serving role of PostgreSQL, a bare connection to SQLite's file) cannot speak for a union, a
company or the secretariat under another name, nor move a company's place to another organisation and speak from there.
Who writes the true author's name into such a row is not refused: the row then has no leaf in the public log, which its
verifier names (L15, L17), unless who wrote it also writes the leaf and its place in the queue: the service then signs
it, and only the organisation named, which holds no receipt, can tell. Used by a migration, so what is written here must
not change once released.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping


def _of_kind(kind: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM organisation WHERE organisation.id = NEW.organisation AND organisation.kind = '{kind}')"  # noqa: S608
    )


_AUTHOR = (
    "EXISTS (SELECT 1 FROM annotation "
    "WHERE annotation.id = NEW.annotation AND annotation.organisation = NEW.organisation)"
)
_CONCERNED = (
    "EXISTS (SELECT 1 FROM annotation_target JOIN signatory "
    "ON signatory.cycle = annotation_target.cycle AND signatory.id = annotation_target.signatory "
    "WHERE annotation_target.annotation = NEW.annotation AND signatory.id = NEW.signatory "
    "AND signatory.organisation = NEW.organisation)"
)
_ANOTHER_UNION = f"{_of_kind('union')} AND NOT {_AUTHOR}"

SPEAKERS: Mapping[str, str] = {
    "annotation": _of_kind("union"),
    "annotation_version": _AUTHOR,
    "retraction": _AUTHOR,
    "carry_forward": _AUTHOR,
    "reply": f"(NEW.signatory IS NULL AND {_AUTHOR}) OR (NEW.signatory IS NOT NULL AND {_CONCERNED})",
    "countersignature": _ANOTHER_UNION,
    "dissent": _ANOTHER_UNION,
    "withholding": _of_kind("secretariat"),
    "erasure": f"NEW.organisation = '' OR {_of_kind('secretariat')}",
}
"""Tables, and which rows each takes, over NEW; an erasure without an organisation is the operator's own."""


def speaker_statements(dialect: str) -> Iterator[str]:
    """Yield the statements that let each table of `SPEAKERS` take rows of those who may speak there, and no others.

    On PostgreSQL the functions look tables up where they were made: a temporary table of the same name is not asked.
    """
    for table, condition in SPEAKERS.items():
        if dialect == "postgresql":
            name = f"enregard_speaks_{table}"
            yield (
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {condition} THEN RETURN NEW; END IF; "
                "RAISE EXCEPTION '% refuses a row in the name of another', TG_TABLE_NAME "
                "USING ERRCODE = 'restrict_violation'; END $$"
            )
            yield (
                "DO $$ BEGIN EXECUTE format("
                f"'ALTER FUNCTION {name}() SET search_path = %I, pg_temp', current_schema()); END $$"
            )
            yield (f'CREATE TRIGGER refuse_speaker BEFORE INSERT ON "{table}" FOR EACH ROW EXECUTE FUNCTION {name}()')
            continue
        yield (
            f'CREATE TRIGGER "{table}_refuse_speaker" BEFORE INSERT ON "{table}" WHEN NOT ({condition}) '
            f"BEGIN SELECT RAISE(ABORT, '{table} refuses a row in the name of another'); END"
        )


def place_statements(dialect: str) -> Iterator[str]:
    """Yield the statements that keep the organisation of a place on a roster: once one stands there, no other ever
    does, and no place changes its name. Of replies and of acts on answers it decides whose they are."""
    moved = 'NEW."cycle" <> OLD."cycle" OR NEW."id" <> OLD."id"'
    if dialect == "postgresql":
        yield (
            "CREATE OR REPLACE FUNCTION enregard_keep_place() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "IF TG_OP = 'DELETE' THEN IF OLD.organisation IS NULL THEN RETURN OLD; END IF; "
            f"ELSIF NOT ({moved} OR (OLD.organisation IS NOT NULL AND NEW.organisation IS DISTINCT FROM "
            "OLD.organisation)) THEN RETURN NEW; END IF; "
            "RAISE EXCEPTION '% keeps the organisation that stands there', TG_TABLE_NAME "
            "USING ERRCODE = 'restrict_violation'; END $$"
        )
        yield (
            "CREATE TRIGGER keep_place BEFORE UPDATE OR DELETE ON signatory "
            "FOR EACH ROW EXECUTE FUNCTION enregard_keep_place()"
        )
        return
    refusal = "BEGIN SELECT RAISE(ABORT, 'signatory keeps the organisation that stands there'); END"
    taken = 'OLD."organisation" IS NOT NULL'
    yield (
        f'CREATE TRIGGER "signatory_keep_place" BEFORE UPDATE ON "signatory" '
        f'WHEN {moved} OR ({taken} AND NEW."organisation" IS NOT OLD."organisation") {refusal}'
    )
    yield f'CREATE TRIGGER "signatory_keep_row" BEFORE DELETE ON "signatory" WHEN {taken} {refusal}'


def silent_statements(dialect: str) -> Iterable[str]:
    """Yield the statements that take these guards away, for a restoration: rows come back table by table, and what was
    said by who has since left a place is no forgery."""
    for table in SPEAKERS:
        yield (
            f'DROP TRIGGER IF EXISTS refuse_speaker ON "{table}"'
            if dialect == "postgresql"
            else f'DROP TRIGGER IF EXISTS "{table}_refuse_speaker"'
        )
