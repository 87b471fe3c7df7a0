"""Putting, replacing and taking out; nothing of what is gone is left in the index."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from search import tokens
from search.backends import Index, backend
from search.expressions import all_of
from search.indexing import PassageText, put, rebuild, remove
from search.models import Entry, Passage, Term, entry_of
from search.searching import Wanted, search
from tests.search.conftest import ask, made, numbers

pytestmark = pytest.mark.django_db


def rows(index: Index) -> set[int]:
    """The numbers of the rows with the word for news or any two signs of it."""
    return set(backend().numbers(index, "wกระถิน"))


def test_what_is_put_again_replaces_what_was_there():
    put(made(1, "กระถิน", "มะขามป้อม", "อีกหน้า"))
    put(made(1, "ชบา", "มะขามเทศ"))
    assert numbers("กระถิน") == []
    assert numbers("มะขามป้อม", newest_first=True) == numbers("ป้อม") == []
    assert numbers("ชบา") == [1]
    assert Entry.objects.count() == 1
    assert Passage.objects.count() == 2
    assert rows(Index.ENTRY) == rows(Index.PASSAGE) == set()


def test_what_is_removed_is_gone_from_every_table():
    put(made(1, "กระถิน", "กระถินณรงค์"))
    put(made(2, "กระถิน"))
    remove(1)
    assert numbers("กระถิน") == [2]
    assert set(Passage.objects.values_list("entry_id", flat=True)) == {2}
    assert rows(Index.ENTRY) == {2}
    assert len(rows(Index.PASSAGE)) == 1


def test_a_number_that_comes_again_has_none_of_its_old_words():
    """`manage.py flush` empties the models' tables and leaves the index."""
    put(made(1, "กระถิน"))
    for model in (Passage, Entry, Term):
        model.objects.all().delete()
    put(made(1, "ชบา"))
    assert (numbers("กระถิน"), numbers("ชบา")) == ([], [1])
    assert rows(Index.ENTRY) == rows(Index.PASSAGE) == set()


def test_removing_what_is_not_there_is_nothing():
    remove(404)
    assert ask("กระถิน").total == 0


def test_a_word_of_something_removed_is_never_offered():
    put(made(1, "กระถินณรงค์"))
    put(made(2, "ชบา"))
    remove(1)
    assert ask("กระถินณรงต์").corrected == ""


def test_rebuilding_forgets_everything_else():
    put(made(1, "กระถิน"))
    assert rebuild([made(2, "ชบา"), made(3, "ชบาแดง")]) == 2
    assert numbers("กระถิน") == []
    assert numbers("ชบา") == [3, 2]
    assert not Term.objects.filter(text="กระถิน").exists()
    assert rebuild([]) == 0
    assert numbers("ชบา") == []


def test_what_is_rolled_back_is_not_found():
    with transaction.atomic():
        put(made(1, "กระถิน"))
        transaction.set_rollback(True)
    assert numbers("กระถิน") == []
    put(made(1, "กระถิน"))
    assert numbers("กระถิน") == [1]


def test_a_long_text_is_kept_in_stretches_and_found_to_its_end():
    text = "ต้นไม้ใบหญ้า " * 900 + "กระถินณรงค์"
    put(made(1, "รายงาน", text))
    passages = Passage.objects.filter(part="body")
    assert passages.count() > 2
    assert "".join(passages.order_by("id").values_list("text", flat=True)) == text
    assert numbers("กระถินณรงค์") == [1]


def test_a_text_without_any_blank_is_kept_too():
    put(made(1, "รายงาน", "ก" * 9000))
    assert sum(len(passage.text) for passage in Passage.objects.filter(part="body")) == 9000


def test_signs_that_databases_refuse_do_no_harm():
    put(made(1, "กระ\x00ถิน", "ชบา\ud800แดง", summary="\x00"))
    assert numbers("กระถิน") == numbers("ชบาแดง") == [1]


def test_empty_texts_are_no_passages():
    put(made(1, "กระถิน", "", "  \n"))
    assert Passage.objects.count() == 1


def test_a_file_of_many_pages_keeps_their_numbers():
    pages = [PassageText("file", f"หน้าที่มีพันธุ์ไม้{page}", 7, page) for page in range(1, 121)]
    put(made(1, "บัญชีพันธุ์ไม้", *pages))
    (hit,) = ask("พันธุ์ไม้ 117").hits
    assert (hit.file_id, hit.page) == (7, 117)


def test_the_tokens_of_a_very_long_entry_fit_into_a_row():
    words = [[(f"{number:x}" * 6,)] for number in range(60_000)]
    kept = tokens.of_entry(words, [("title",)])
    assert sum(len(token.encode()) + 8 for token in kept) <= tokens.MOST_BYTES
    assert "ttitle" in kept


def test_whatever_contains_a_fragment_has_its_tokens():
    text = "แผนป้องกันและบรรเทาสาธารณภัย ประจำปี 2570 (ฉบับที่ 2)"
    whole = tokens.grams(text)
    for start in range(len(text)):
        for end in range(start + 2, len(text) + 1):
            assert tokens.grams(text[start:end]) <= whole


def test_few_texts_are_left_to_compare_with_a_fragment():
    """A text that has every two signs of a fragment, but apart, is passed over by the index."""
    fragment, apart = "กันโรค", "กะกัน ตันโต โรง นโคน ไรคา ค นโ"
    pairs = {token for token in tokens.grams(fragment) if len(token) == 3}
    assert pairs <= tokens.grams(apart)
    put(made(1, "", "ช่วยกันโรคระบาด"))
    put(made(2, "", apart))
    found = backend().numbers(Index.PASSAGE, all_of(sorted(tokens.grams(fragment))))
    assert set(map(entry_of, found)) == {1}


def test_a_part_that_nobody_knows_is_refused():
    put(made(1, "กระถิน"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Passage.objects.update(part="other")


def test_indexing_costs_the_same_few_queries_however_many_entries_there_are(
    django_assert_max_num_queries,
):
    for number in range(1, 40):
        put(made(number, f"ข่าว {number}", "ปลูกต้นกระถินริมทางหลวง"))
    with django_assert_max_num_queries(18):
        put(made(40, "ข่าว", "ปลูกต้นกระถินริมทางหลวง"))


def test_the_index_is_the_databases_own():
    """FTS5 or tsvector under GIN: no table is read from end to end."""
    put(made(1, "กระถิน"))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT proconfig FROM pg_proc WHERE proname LIKE 'search_%%_matching'")
            assert cursor.fetchall() == [(["enable_seqscan=off"],)] * 3
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("EXPLAIN SELECT id FROM search_entry_index WHERE tokens @@ 'x'")
            expected = "search_entry_index_tokens"
        else:
            sql, parameters = backend().subquery(Index.ENTRY, "wกระถิน")
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)
            expected = "VIRTUAL TABLE"
        assert expected in " ".join(str(row) for row in cursor.fetchall())


def test_on_postgresql_a_megabyte_of_new_tokens_waits_except_those_of_the_vocabulary():
    if connection.vendor != "postgresql":
        put(made(1, "กระถิน"))
        assert numbers("กระถิน") == [1]  # FTS5 gathers new tokens by itself
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, reloptions FROM pg_class WHERE relname LIKE 'search_%%_index_tokens'"
        )
        options = dict(cursor.fetchall())
    waiting = ["fastupdate=on", "gin_pending_list_limit=1024"]
    assert options["search_entry_index_tokens"] == waiting
    assert options["search_passage_index_tokens"] == waiting
    assert options["search_term_index_tokens"] == ["fastupdate=off"]


def test_the_limit_may_be_none_at_all(office):
    found = search(Wanted(text="ขยะ"), limit=0)
    assert (found.hits, found.total) == ([], 5)
