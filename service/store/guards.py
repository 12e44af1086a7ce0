"""Triggers by which the database itself refuses to change or remove what was filed, on both databases.

SQLite: `INSERT OR REPLACE` deletes the old row, and fires the delete trigger only with `PRAGMA recursive_triggers=ON`
(`engine.py` sets it); a BEFORE INSERT trigger refuses it even on a connection that has it off. PostgreSQL: TRUNCATE is
refused as well. Used by migrations, so what a function here writes must not change once released.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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


def release_statements(dialect: str, table: str) -> Iterable[str]:
    """Yield the statements that take the guard of `table` away, for a migration that has to."""
    if dialect == "postgresql":
        yield f'DROP TRIGGER IF EXISTS refuse_change ON "{table}"'
        yield f'DROP TRIGGER IF EXISTS refuse_truncate ON "{table}"'
        return
    for act in ("update", "delete", "replace"):
        yield f'DROP TRIGGER IF EXISTS "{table}_refuse_{act}"'
