"""The migrations lead to exactly the tables the code uses, in one transaction, whoever starts them and how often."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from village.bootstrap import open_storage
from village.errors import StorageError
from village.settings import Settings
from village.storage import schema, tables
from village.storage.engine import open_engine


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with nothing in it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'new.sqlite'}"
        return
    server = os.environ.get("TEST_POSTGRES_URL", "")
    if not server:
        pytest.skip("TEST_POSTGRES_URL is not set: nothing was checked on PostgreSQL")
    _wipe(server)
    yield server
    _wipe(server)


def _wipe(server: str) -> None:
    engine = open_engine(server)
    with engine.begin() as connection:
        connection.execute(text("SET lock_timeout = '10s'"))
        tables.metadata.drop_all(connection)
        connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
    engine.dispose()


@pytest.fixture
def empty(url: str) -> Iterator[Engine]:
    engine = open_engine(url)
    yield engine
    engine.dispose()


def table_names(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def test_the_migrations_make_the_tables_the_code_uses(empty: Engine) -> None:
    schema.upgrade(empty)
    with empty.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True, "render_as_batch": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, tables.metadata) == []
    assert table_names(empty) == set(tables.metadata.tables)


def test_indexes_and_unique_keys_are_those_of_the_code(empty: Engine, tmp_path: Path) -> None:
    schema.upgrade(empty)
    wanted = open_engine(f"sqlite:///{tmp_path / 'wanted.sqlite'}")
    tables.metadata.create_all(wanted)
    made, right = inspect(empty), inspect(wanted)
    for name in tables.metadata.tables:
        for kind in ("get_indexes", "get_unique_constraints", "get_foreign_keys"):
            found = sorted(_key(key) for key in getattr(made, kind)(name))
            if kind == "get_indexes":  # PostgreSQL lists the index behind a unique key as well
                found = [key for key in found if not key[0].startswith("uq_")]
            assert found == sorted(_key(key) for key in getattr(right, kind)(name)), (name, kind)
    wanted.dispose()


def _key(key: dict[str, object]) -> tuple[str, ...]:
    columns = key.get("column_names") or key.get("constrained_columns") or []
    assert isinstance(columns, list)
    return (str(key["name"]), *map(str, columns))


def test_the_newest_step_is_the_one_the_program_asks_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [schema.HEAD]


def test_a_second_start_does_nothing(empty: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    assert schema.revision(empty) is None
    schema.upgrade(empty)
    assert schema.revision(empty) == schema.HEAD
    monkeypatch.setattr(schema, "MIGRATIONS", Path("nowhere"))
    schema.upgrade(empty)


def test_several_processes_may_start_on_an_empty_database_at_once(url: str) -> None:
    engines = [open_engine(url) for _ in range(4)]
    start, failures = threading.Barrier(len(engines)), []

    def upgrade(engine: Engine) -> None:
        start.wait()
        try:
            schema.upgrade(engine)
        except Exception as error:  # whatever it is, it is a failure
            failures.append(error)

    threads = [threading.Thread(target=upgrade, args=(engine,)) for engine in engines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    at = schema.revision(engines[0])
    for engine in engines:
        engine.dispose()
    assert failures == []
    assert at == schema.HEAD


def test_a_step_that_breaks_in_the_middle_leaves_nothing_behind(empty: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    from alembic import op

    make, made = op.create_table, []

    def create_table(name: str, *columns: object, **more: object) -> object:
        if len(made) == 5:
            raise KeyboardInterrupt
        made.append(name)
        return make(name, *columns, **more)

    monkeypatch.setattr(op, "create_table", create_table)
    with pytest.raises(KeyboardInterrupt):
        schema.upgrade(empty)
    monkeypatch.undo()
    assert table_names(empty) == set()
    schema.upgrade(empty)
    assert table_names(empty) == set(tables.metadata.tables)


def test_a_database_of_a_later_version_is_refused_and_left_alone(empty: Engine) -> None:
    schema.upgrade(empty)
    with empty.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageError, match="9999"):
        schema.upgrade(empty)
    assert schema.revision(empty) == "9999"


def test_a_file_that_is_no_database_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "village.sqlite").write_bytes(b"this is not a database, it only has its name" * 50)
    with pytest.raises(StorageError):
        open_storage(Settings(data_dir=str(tmp_path)))


def test_a_folder_that_cannot_be_made_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be", "utf-8")
    with pytest.raises(StorageError):
        open_storage(Settings(data_dir=str(tmp_path / "data")))


def test_a_folder_is_made_where_there_is_none(tmp_path: Path) -> None:
    open_storage(Settings(data_dir=str(tmp_path / "a" / "b"))).close()
    assert (tmp_path / "a" / "b" / "village.sqlite").exists()


def test_a_database_locked_for_good_is_a_storage_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("village.storage.engine.LOCK_WAIT_MS", 50)
    other = sqlite3.connect(tmp_path / "village.sqlite", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StorageError):
        open_storage(Settings(data_dir=str(tmp_path)))
    other.close()


def test_what_was_owed_and_reported_outlives_the_step_that_makes_the_table_of_duties_anew(url: str) -> None:
    engine = open_engine(url)
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    when = "'2026-05-01 00:00:00'"
    rows = (
        "INSERT INTO people (id, name, reachable) VALUES (1, '周敏', true)",
        "INSERT INTO units (id, name, kind, aliases) VALUES (1, '清河镇', 'town', '[]')",
        (
            "INSERT INTO duties (id, name, rule, due_time, unit_id, audience, ladder, active, since, clause)"
            f" VALUES (1, '月报', 'monthly:25', '18:00', 1, 'village', '[]', true, {when}, '一')"
        ),
        (
            "INSERT INTO occurrences (id, duty_id, unit_id, period, opens, due, state, ladder)"
            f" VALUES (1, 1, 1, '2026-05', {when}, {when}, 'submitted', '[]')"
        ),
        (
            "INSERT INTO reports (id, occurrence_id, version, form, answers, made_by, made_at, late)"
            f" VALUES (1, 1, 1, 'monthly_report', '{{}}', 1, {when}, false)"
        ),
        (
            "INSERT INTO plan_files (id, person_id, chat_id, token, name, state, drafts, received_at)"
            f" VALUES (1, 1, 1, 't', '方案.txt', 'waiting', '[]', {when})"
        ),
    )
    for step, statements in (("0007", rows), ("head", ()), ("0007", ()), ("head", ())):
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            (command.downgrade if step == "0007" and not statements else command.upgrade)(config, step)
            for statement in statements:
                connection.execute(text(statement))
    with engine.connect() as connection:
        kept = connection.execute(
            text(
                "SELECT d.what, o.period, r.version FROM duties d JOIN occurrences o ON o.duty_id = d.id "
                "JOIN reports r ON r.occurrence_id = o.id"
            )
        ).all()
        files = connection.execute(text("SELECT details FROM plan_files")).all()
    assert [tuple(row) for row in kept] == [("", "2026-05", 1)]
    assert len(files) == 1
    engine.dispose()
