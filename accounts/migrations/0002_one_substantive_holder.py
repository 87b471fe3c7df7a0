"""The database refuses a second substantive holder of a post on one day.

PostgreSQL: an exclusion constraint over (post, days). It needs the extension btree_gist,
which PostgreSQL 13 and newer counts as trusted: the owner of the database may create it
(Debian's package postgresql-15 brings it along). Where it cannot be created, triggers that
lock the post's row do the same.

SQLite: triggers. Django rebuilds a table on SQLite when a later migration changes one of
its columns or constraints, and triggers do not survive that: such a migration of
`accounts_appointment` must end with `migrations.RunPython(install, remove)` from here.
`tests/accounts/test_one_holder.py` fails if that was forgotten.
"""

from django.db import DatabaseError, migrations, transaction

NAME = "appointment_one_substantive_holder"
TABLE = "accounts_appointment"

SQLITE_TRIGGER = """
CREATE TRIGGER {name}_{event} BEFORE {when} ON {table}
WHEN NEW.kind = 'substantive' AND EXISTS (
    SELECT 1 FROM {table} AS other
    WHERE other.post_id = NEW.post_id AND other.kind = 'substantive'
      AND other.starts <= COALESCE(NEW.ends, '9999-12-31')
      AND COALESCE(other.ends, '9999-12-31') >= NEW.starts
      {but_itself}
)
BEGIN
    SELECT RAISE(ABORT, '{name}');
END
"""

EXCLUSION = f"""
ALTER TABLE {TABLE} ADD CONSTRAINT {NAME}
EXCLUDE USING gist (post_id WITH =, daterange(starts, ends, '[]') WITH &&)
WHERE (kind = 'substantive')
"""

# The lock on the post's row makes a second transaction wait until the first has ended;
# each statement of the function then sees what the first one wrote.
POSTGRESQL_FUNCTION = f"""
CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NEW.kind <> 'substantive' OR NEW.ends < NEW.starts THEN
        RETURN NEW;
    END IF;
    PERFORM 1 FROM accounts_post WHERE id = NEW.post_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT 1 FROM {TABLE} AS other
        WHERE other.post_id = NEW.post_id AND other.kind = 'substantive' AND other.id <> NEW.id
          AND daterange(other.starts, other.ends, '[]') && daterange(NEW.starts, NEW.ends, '[]')
    ) THEN
        RAISE EXCEPTION '{NAME}' USING ERRCODE = 'exclusion_violation', CONSTRAINT = '{NAME}';
    END IF;
    RETURN NEW;
END
$body$
"""
POSTGRESQL_TRIGGER = (
    f"CREATE TRIGGER {NAME} BEFORE INSERT OR UPDATE ON {TABLE} "
    f"FOR EACH ROW EXECUTE FUNCTION {NAME}()"
)


def install(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        install_sqlite_triggers(schema_editor)
    elif extension_is_there(schema_editor.connection):
        schema_editor.execute(EXCLUSION)
    else:
        install_postgresql_trigger(schema_editor)


def install_sqlite_triggers(schema_editor):
    for event, when, but_itself in (
        ("insert", "INSERT", ""),
        ("update", "UPDATE OF post_id, kind, starts, ends", "AND other.id <> OLD.id"),
    ):
        schema_editor.execute(
            SQLITE_TRIGGER.format(
                name=NAME, table=TABLE, event=event, when=when, but_itself=but_itself
            )
        )


def extension_is_there(connection):
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    except DatabaseError:
        return False
    return True


def install_postgresql_trigger(schema_editor):
    schema_editor.execute(POSTGRESQL_FUNCTION)
    schema_editor.execute(POSTGRESQL_TRIGGER)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for event in ("insert", "update"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {NAME}_{event}")
        return
    schema_editor.execute(f"ALTER TABLE {TABLE} DROP CONSTRAINT IF EXISTS {NAME}")
    schema_editor.execute(f"DROP TRIGGER IF EXISTS {NAME} ON {TABLE}")
    schema_editor.execute(f"DROP FUNCTION IF EXISTS {NAME}()")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
