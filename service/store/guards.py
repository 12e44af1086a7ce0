"""Triggers by which the database itself refuses to change or remove what was filed, on both databases.

SQLite: `INSERT OR REPLACE` deletes the old row, and fires the delete trigger only with `PRAGMA recursive_triggers=ON`
(`engine.py` sets it); a BEFORE INSERT trigger refuses it even on a connection that has it off. PostgreSQL: TRUNCATE is
refused as well. Used by migrations, so what a function here writes must not change once released.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

_PG_FUNCTION = """
CREATE OR REPLACE FUNCTION enregard_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is insert-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


def guard_statements(dialect: str, table: str, *keys: Sequence[str]) -> Iterable[str]:
    """Yield the statements that make `table` insert-only on `dialect`; `keys`: its primary key and unique columns."""
    if dialect == "postgresql":
        yield _PG_FUNCTION
        yield (
            f'CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON "{table}" '
            "FOR EACH ROW EXECUTE FUNCTION enregard_refuse_change()"
        )
        yield (
            f'CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON "{table}" '
            "FOR EACH STATEMENT EXECUTE FUNCTION enregard_refuse_change()"
        )
        return
    refusal = f"BEGIN SELECT RAISE(ABORT, '{table} is insert-only'); END"
    yield f'CREATE TRIGGER "{table}_refuse_update" BEFORE UPDATE ON "{table}" {refusal}'
    yield f'CREATE TRIGGER "{table}_refuse_delete" BEFORE DELETE ON "{table}" {refusal}'
    same = " OR ".join("(" + " AND ".join(f'"{column}" = NEW."{column}"' for column in key) + ")" for key in keys)
    exists = f'EXISTS (SELECT 1 FROM "{table}" WHERE {same})'  # noqa: S608 - names come from the migration itself
    yield f'CREATE TRIGGER "{table}_refuse_replace" BEFORE INSERT ON "{table}" WHEN {exists} {refusal}'


def erasable_statements(dialect: str, table: str, condition: str) -> Iterable[str]:
    """Yield the statements that let rows of a guarded `table` go where a row of `erasure` meets `condition` (over
    `erasure` and OLD), and only there; changing a row stays refused."""
    named = f"EXISTS (SELECT 1 FROM erasure WHERE {condition})"  # noqa: S608 - written in the migration itself
    if dialect == "postgresql":
        yield (
            f"CREATE OR REPLACE FUNCTION enregard_refuse_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {named} THEN RETURN OLD; END IF; "
            "RAISE EXCEPTION '% is insert-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$"
        )
        yield f'DROP TRIGGER refuse_change ON "{table}"'
        yield (
            f'CREATE TRIGGER refuse_change BEFORE UPDATE ON "{table}" '
            "FOR EACH ROW EXECUTE FUNCTION enregard_refuse_change()"
        )
        yield (
            f'CREATE TRIGGER refuse_removal BEFORE DELETE ON "{table}" '
            f"FOR EACH ROW EXECUTE FUNCTION enregard_refuse_{table}()"
        )
        return
    yield f'DROP TRIGGER "{table}_refuse_delete"'
    yield (
        f'CREATE TRIGGER "{table}_refuse_delete" BEFORE DELETE ON "{table}" WHEN NOT {named} '
        f"BEGIN SELECT RAISE(ABORT, '{table} is insert-only'); END"
    )


_GONE = "Texte effacé : voir le registre public. Text erased: see the public log."
_GONE_BY_LANGUAGE = '{"fr": "Texte effac\\u00e9 : voir le registre public.", "en": "Text erased: see the public log."}'
ERASED: Mapping[str, str] = {
    "annotation_version": f'{{"texts": {_GONE_BY_LANGUAGE}, "demands": [], "themes": [], "evidence": []}}',
    "reply": _GONE_BY_LANGUAGE,
    "carry_forward": _GONE_BY_LANGUAGE,
    **dict.fromkeys(
        (
            "dissent",
            "retraction",
            "withholding",
            "withdrawal",
            "cycle_transition",
            "accreditation",
            "edition",
            "erasure",
        ),
        _GONE,
    ),
}
"""What a text becomes when it is erased, as the database keeps it; the only rewording that a guard lets through."""


def rewording_statements(dialect: str, table: str, column: str, kept: Sequence[str], condition: str) -> Iterable[str]:
    """Yield the statements that let `column` of a guarded `table` become its tombstone (`ERASED`) where a row of
    `erasure` meets `condition` (over `erasure` and OLD), all `kept` columns staying as they are."""
    named = f"EXISTS (SELECT 1 FROM erasure WHERE {condition})"  # noqa: S608 - written in the migration itself
    words = ERASED[table].replace("'", "''")
    if dialect == "postgresql":
        yield (
            f"CREATE OR REPLACE FUNCTION enregard_reword_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {named} AND NEW.{column}::text = '{words}' "
            f"AND to_jsonb(NEW) - '{column}' = to_jsonb(OLD) - '{column}' THEN RETURN NEW; END IF; "
            "RAISE EXCEPTION '% is insert-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$"
        )
        yield f'DROP TRIGGER refuse_change ON "{table}"'
        yield (
            f'CREATE TRIGGER refuse_change BEFORE DELETE ON "{table}" '
            "FOR EACH ROW EXECUTE FUNCTION enregard_refuse_change()"
        )
        yield (
            f'CREATE TRIGGER refuse_rewording BEFORE UPDATE ON "{table}" '
            f"FOR EACH ROW EXECUTE FUNCTION enregard_reword_{table}()"
        )
        return
    same = " AND ".join(f'NEW."{name}" IS OLD."{name}"' for name in kept)
    yield f'DROP TRIGGER "{table}_refuse_update"'
    yield (
        f'CREATE TRIGGER "{table}_refuse_update" BEFORE UPDATE ON "{table}" '
        f"WHEN NOT ({named} AND NEW.\"{column}\" = '{words}' AND {same}) "
        f"BEGIN SELECT RAISE(ABORT, '{table} is insert-only'); END"
    )


def release_statements(dialect: str, table: str) -> Iterable[str]:
    """Yield the statements that take the guard of `table` away, for a migration that has to."""
    if dialect == "postgresql":
        yield f'DROP TRIGGER IF EXISTS refuse_change ON "{table}"'
        yield f'DROP TRIGGER IF EXISTS refuse_truncate ON "{table}"'
        return
    for act in ("update", "delete", "replace"):
        yield f'DROP TRIGGER IF EXISTS "{table}_refuse_{act}"'
