"""The index of tokens: FTS5 on SQLite, tsvector under GIN on PostgreSQL.

The tables have no foreign keys, so that emptying the tables of the models stays possible;
search/indexing.py writes both together.
"""

from django.db import migrations

TABLES = ("search_entry_index", "search_passage_index", "search_term_index")

SQLITE = """
CREATE VIRTUAL TABLE {table} USING fts5(
    tokens, content='', detail=none, columnsize=0, tokenize='ascii'
)
"""
# What a row of the table above is made of: FTS5 must be told when the row goes.
SQLITE_TOKENS = "CREATE TABLE {table}_tokens (id INTEGER PRIMARY KEY, packed BLOB NOT NULL)"

POSTGRESQL = "CREATE TABLE {table} (id bigint PRIMARY KEY, tokens tsvector NOT NULL)"
# Without the list of pending entries: a search never waits for somebody's vacuum.
POSTGRESQL_GIN = (
    "CREATE INDEX {table}_tokens ON {table} USING gin (tokens) WITH (fastupdate = off)"
)

# The tokens lie outside the table's own pages, so reading all of it looks cheap to the planner
# and is not: every row would be fetched and unpacked. Inside the function it has no such choice.
POSTGRESQL_MATCHING = """
CREATE FUNCTION {table}_matching(asked tsquery) RETURNS SETOF bigint
LANGUAGE sql STABLE SET enable_seqscan = off
AS $body$ SELECT id FROM {table} WHERE tokens @@ asked $body$
"""
ON_POSTGRESQL = (POSTGRESQL, POSTGRESQL_GIN, POSTGRESQL_MATCHING)


def make(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for table in TABLES:
        for statement in ON_POSTGRESQL if postgresql else (SQLITE, SQLITE_TOKENS):
            schema_editor.execute(statement.format(table=table))


def drop(apps, schema_editor):
    for table in TABLES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP FUNCTION {table}_matching")
        else:
            schema_editor.execute(f"DROP TABLE {table}_tokens")
        schema_editor.execute(f"DROP TABLE {table}")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
