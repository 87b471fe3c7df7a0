"""Tokens of new rows wait on PostgreSQL, a megabyte of them, and are sorted in together.

Sorting a document's two thousand tokens in one by one unpacks and packs two thousand lists of
rows. Together, what a dozen documents share is done once. Every search reads what waits; a
megabyte is little. The vocabulary's index stays without: one slip asks it for hundreds of
tokens, and it is seldom written.

Nor are sets of tokens compressed: they would shrink by a tenth, and are hardly ever read.
"""

from django.db import migrations

TABLES = ("search_entry_index", "search_passage_index")
WAITING = 1024  # kB


def let_wait(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f"ALTER TABLE {table} ALTER tokens SET STORAGE EXTERNAL")
            schema_editor.execute(
                f"ALTER INDEX {table}_tokens"
                f" SET (fastupdate = on, gin_pending_list_limit = {WAITING})"
            )


def let_none_wait(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f"ALTER TABLE {table} ALTER tokens SET STORAGE EXTENDED")
            schema_editor.execute(f"ALTER INDEX {table}_tokens SET (fastupdate = off)")
            schema_editor.execute(f"SELECT gin_clean_pending_list('{table}_tokens')")


class Migration(migrations.Migration):
    dependencies = [("search", "0002_token_indexes")]
    operations = [migrations.RunPython(let_wait, let_none_wait)]
