"""The pages of the import: who may, what is shown, one winner, nothing left behind."""

from __future__ import annotations

import datetime as dt
import threading
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from accounts.models import Role
from files.packages import MAX_FILE
from measures import import_runs
from measures.models import ImportRun, ProgressEntry, Step
from tests import factories
from tests.measures.importing.build import HEADINGS, ROW, workbook
from tests.measures.importing.test_guard import REFUSED
from tests.measures.test_import_cases import everything

pytestmark = pytest.mark.django_db

START = "/staff/measures/import/"


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def planner(client, office, media):
    client.force_login(office.planner)
    return client


def files(media) -> list:
    return [path for path in media.rglob("*") if path.is_file()]


def upload(client, data: bytes, name: str = "table.xlsx", **fields):
    return client.post(START, {"file": SimpleUploadedFile(name, data), **fields})


def open_case(client, cases, name: str = "sato-2566.xlsx", **fields) -> ImportRun:
    response = upload(client, (cases / name).read_bytes(), name, **fields)
    assert response.status_code == 302
    run = ImportRun.objects.latest("pk")
    assert response.url == reverse("measures:import-run", args=[run.public_id])
    return run


def page_of(run: ImportRun) -> str:
    return reverse("measures:import-run", args=[run.public_id])


def confirm(client, run: ImportRun, seen: str | None = None):
    mark = import_runs.seen_mark(run) if seen is None else seen
    return client.post(reverse("measures:import-confirm", args=[run.public_id]), {"seen": mark})


def settings_of(client, run: ImportRun) -> dict:
    form = client.get(page_of(run)).context["form"]
    fields = {bound.name: bound.value() for bound in form}
    return {name: value for name, value in fields.items() if value not in (None, False)}


# --- Upload ------------------------------------------------------------------------------


def test_an_uploaded_table_is_kept_and_shown_before_anything_is_written(planner, cases):
    before = everything()
    run = open_case(planner, cases)
    assert (run.fiscal_year, run.with_results, run.filename) == (2566, True, "sato-2566.xlsx")
    response = planner.get(page_of(run))
    content = response.content.decode()
    for step in response.context["preview"].table.steps:
        assert step.steps.split("\n")[0] in content
    assert [made for _name, made, _found in response.context["preview"].outcome.counts] == [
        1, 3, 3, 14, 14, 0,
    ]  # fmt: skip
    after = everything()
    assert after.pop("measures.ImportRun") == before.pop("measures.ImportRun") + 1
    assert {label: n for label, n in after.items() if not label.startswith("sessions")} == {
        label: n for label, n in before.items() if not label.startswith("sessions")
    }


def test_text_of_a_file_is_never_markup(planner, media):
    row = ["<b>มาตรการ</b>", "<script>alert(1)</script>", "<i>กองคลัง</i>", "", "<img src=x>"]
    upload(planner, workbook([HEADINGS, row]))
    content = planner.get(page_of(ImportRun.objects.get())).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in content
    assert "<script>alert" not in content and "<img src=x>" not in content


def test_a_table_without_a_year_goes_to_the_year_that_waits_for_a_plan(planner, time_machine):
    time_machine.move_to("2026-11-21 10:00 +0700")
    timeless = [*ROW[:3], "ตลอดปี", *ROW[4:]]
    upload(planner, workbook([HEADINGS, timeless]))
    assert ImportRun.objects.get().fiscal_year == 2570
    ImportRun.objects.all().delete()
    factories.make_plan(2570)
    upload(planner, workbook([HEADINGS, timeless]))
    assert ImportRun.objects.get().fiscal_year == 2571


def test_a_table_whose_periods_are_of_one_year_goes_to_that_year(planner):
    upload(planner, workbook([HEADINGS, ROW]))
    assert ImportRun.objects.get().fiscal_year == 2566


def test_a_table_that_names_an_impossible_year_goes_to_the_one_that_waits(planner, time_machine):
    time_machine.move_to("2026-11-21 10:00 +0700")
    upload(planner, workbook([["มาตรการ ประจำปีงบประมาณ พ.ศ. ๒๔๕๐"], HEADINGS, ROW]))
    run = ImportRun.objects.get()
    assert run.fiscal_year == 2570
    assert planner.get(page_of(run)).status_code == 200


def test_a_table_of_another_year_brings_no_results_unless_asked(planner, cases):
    run = open_case(planner, cases, year=2570)
    assert (run.fiscal_year, run.with_results) == (2570, False)
    confirm(planner, run)
    assert Step.objects.count() == 14 and not ProgressEntry.objects.exists()


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_file_is_explained_and_not_kept(planner, media, name):
    data, _reason = REFUSED[name]
    response = upload(planner, data)
    assert response.status_code == 422
    assert response.context["form"].errors["file"]
    assert not ImportRun.objects.exists() and not files(media)


def test_a_file_that_is_too_large_is_not_read(planner, media):
    response = upload(planner, bytes(MAX_FILE + 1))
    assert response.status_code == 422 and "20" in response.context["form"].errors["file"][0]
    assert not files(media)


def test_nothing_chosen(planner):
    assert planner.post(START, {}).status_code == 422
    assert upload(planner, workbook([HEADINGS, ROW]), year="2023").status_code == 422
    assert not ImportRun.objects.exists()


def test_the_same_file_sent_twice_is_one_run(planner, cases, media):
    assert open_case(planner, cases) == open_case(planner, cases)
    assert len(files(media)) == 1


# --- Settings ----------------------------------------------------------------------------


def test_a_column_can_be_given_another_meaning(planner, media):
    headings = ["มาตรการ", "วิธีการดำเนินการ", "ผู้รับผิดชอบ", "ช่องลับ"]
    upload(planner, workbook([headings, ["ก", "ข", "กองคลัง", "ทำแล้ว"]]))
    run = ImportRun.objects.get()
    content = planner.get(page_of(run))
    assert [c.heading for c in content.context["preview"].table.unknown_columns] == ["ช่องลับ"]
    chosen = settings_of(planner, run) | {"column_3": "result", "with_results": "on"}
    assert planner.post(page_of(run), chosen).status_code == 302
    run.refresh_from_db()
    assert run.mapping == {"3": "result"}
    confirm(planner, run)
    assert ProgressEntry.objects.get().narrative == "ทำแล้ว"


def test_an_unknown_column_is_kept_with_the_step(planner, media):
    headings = ["มาตรการ", "วิธีการดำเนินการ", "ช่องลับ"]
    upload(planner, workbook([headings, ["ก", "ข", "ค"]]))
    confirm(planner, ImportRun.objects.get())
    assert Step.objects.get().extra == {"ช่องลับ": "ค"}


def test_a_field_that_does_not_exist_is_refused(planner, cases):
    run = open_case(planner, cases)
    response = planner.post(page_of(run), settings_of(planner, run) | {"column_1": "nonsense"})
    assert response.status_code == 422
    run.refresh_from_db()
    assert run.mapping == {}


def test_the_year_can_be_changed(planner, cases):
    run = open_case(planner, cases)
    planner.post(page_of(run), settings_of(planner, run) | {"year": "2568"})
    run.refresh_from_db()
    assert run.fiscal_year == 2568


# --- Confirm -----------------------------------------------------------------------------


def test_confirming_writes_once_however_often(planner, cases):
    run = open_case(planner, cases)
    mark = import_runs.seen_mark(run)
    assert confirm(planner, run, mark).url == page_of(run)
    before = everything()
    assert confirm(planner, run, mark).url == page_of(run)
    assert everything() == before
    run.refresh_from_db()
    assert run.finished_at and run.outcome["made"]["steps"] == 14
    shown = planner.get(page_of(run))
    assert ("14") in shown.content.decode() and shown.templates[0].name.endswith("result.html")
    assert ProgressEntry.objects.filter(entered_by=run.started_by).count() == 14


def test_a_table_without_results_is_not_said_to_be_recorded(planner):
    upload(planner, workbook([HEADINGS[:2], ROW[:2]]))
    run = ImportRun.objects.get()
    confirm(planner, run)
    shown = planner.get(page_of(run)).content.decode()
    assert gettext("The table had none") in shown
    assert gettext("Recorded as progress") not in shown


def test_a_stale_preview_is_not_what_gets_written(planner, cases):
    run = open_case(planner, cases)
    mark = import_runs.seen_mark(run)
    planner.post(page_of(run), settings_of(planner, run) | {"year": "2568"})
    confirm(planner, run, mark)
    run.refresh_from_db()
    assert run.finished_at is None and not Step.objects.exists()


def test_settings_of_a_finished_run_stay(planner, cases):
    run = open_case(planner, cases)
    chosen = settings_of(planner, run) | {"year": "2568"}
    confirm(planner, run)
    planner.post(page_of(run), chosen)
    run.refresh_from_db()
    assert run.fiscal_year == 2566


def test_a_file_that_went_missing_is_said(planner, cases):
    run = open_case(planner, cases)
    default_storage.delete(run.file.name)
    assert planner.get(page_of(run)).status_code == 422
    confirm(planner, run)
    run.refresh_from_db()
    assert run.finished_at is None and not Step.objects.exists()


def test_cancelling_deletes_the_file(planner, cases, media, django_capture_on_commit_callbacks):
    run = open_case(planner, cases)
    with django_capture_on_commit_callbacks(execute=True):
        response = planner.post(reverse("measures:import-cancel", args=[run.public_id]))
    assert response.url == START
    assert not ImportRun.objects.exists() and not files(media)


def test_an_upload_that_nobody_confirms_is_forgotten(
    planner, cases, media, django_capture_on_commit_callbacks
):
    forgotten, finished = open_case(planner, cases), open_case(planner, cases, "sato-2566.docx")
    confirm(planner, finished)
    recent = open_case(planner, cases, "dankhunthot-2564.xlsx")
    long_ago = timezone.now() - import_runs.FORGOTTEN_AFTER - dt.timedelta(hours=1)
    ImportRun.objects.filter(pk__in=[forgotten.pk, finished.pk]).update(started_at=long_ago)
    with django_capture_on_commit_callbacks(execute=True):
        newest = open_case(planner, cases, "thachang-2566.xlsx")
    assert set(ImportRun.objects.all()) == {finished, recent, newest}
    assert len(files(media)) == 3


def test_a_number_in_a_column_of_its_own_is_shown_and_kept(planner, media):
    upload(planner, workbook([["ที่", *HEADINGS], ["๗", *ROW]]))
    run = ImportRun.objects.get()
    assert f"๗ {ROW[0]}" in planner.get(page_of(run)).content.decode()
    confirm(planner, run)
    assert Step.objects.get().extra == {"ที่": "๗"}


def test_a_finished_run_cannot_be_dropped(planner, cases, media):
    run = open_case(planner, cases)
    confirm(planner, run)
    planner.post(reverse("measures:import-cancel", args=[run.public_id]))
    assert ImportRun.objects.filter(pk=run.pk).exists() and len(files(media)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_have_one_winner(cases, office, media):
    data = (cases / "sato-2566.xlsx").read_bytes()
    run = import_runs.start_run(data, filename="sato.xlsx", year=2566, by=office.planner)
    mark, ready, told = import_runs.seen_mark(run), threading.Barrier(2), []

    def go() -> None:
        mine = ImportRun.objects.get(pk=run.pk)
        ready.wait(timeout=20)
        try:
            import_runs.confirm_run(mine, by=office.planner, seen=mark)
            told.append("won")
        except import_runs.AlreadyFinished:
            told.append("lost")
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(told) == ["lost", "won"]
    assert Step.objects.count() == ProgressEntry.objects.count() == 14


@pytest.mark.django_db(transaction=True)
def test_two_runs_of_one_table_at_once_make_everything_once(cases, office, media):
    runs = [
        import_runs.start_run(
            (cases / f"thachang-2566.{ending}").read_bytes(),
            filename=f"t.{ending}",
            year=2566,
            by=office.planner,
        )
        for ending in ("xlsx", "docx")
    ]
    ready, failures = threading.Barrier(2), []

    def go(run: ImportRun) -> None:
        try:
            mine = ImportRun.objects.get(pk=run.pk)
            ready.wait(timeout=20)
            import_runs.confirm_run(mine, by=office.planner, seen=import_runs.seen_mark(mine))
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(run,)) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not failures
    assert Step.objects.count() == ProgressEntry.objects.count() == 14


# --- Who ---------------------------------------------------------------------------------

PAGES = (
    ("get", "measures:import-run"),
    ("post", "measures:import-run"),
    ("post", "measures:import-confirm"),
    ("post", "measures:import-cancel"),
)


@pytest.mark.parametrize("who", ["head", "palad", "mayor", "clerk", "outsider", "webmaster"])
def test_only_planners_import(planner, cases, office, who):
    run = open_case(planner, cases)
    other = Client()
    other.force_login(getattr(office, who))
    assert other.get(START).status_code == 403
    assert upload(other, (cases / "sato-2566.docx").read_bytes()).status_code == 403
    for method, name in PAGES:
        assert getattr(other, method)(reverse(name, args=[run.public_id])).status_code == 403
    run.refresh_from_db()
    assert run.finished_at is None and ImportRun.objects.count() == 1


def test_strangers_are_sent_to_the_sign_in_page(planner, cases):
    run = open_case(planner, cases)
    for method, name in PAGES:
        response = getattr(Client(), method)(reverse(name, args=[run.public_id]))
        assert response.status_code == 302 and "sign-in" in response.url


def test_a_report_author_sees_the_planner_s_runs(planner, cases, office):
    run = open_case(planner, cases)
    author = factories.make_user("author")
    factories.grant(author, Role.REPORT_AUTHOR)
    other = Client()
    other.force_login(author)
    assert other.get(page_of(run)).status_code == 200
    assert run.filename in other.get(START).content.decode()


def test_a_run_that_does_not_exist_is_not_found(planner):
    for method, name in PAGES:
        assert getattr(planner, method)(reverse(name, args=[uuid4()])).status_code == 404


@pytest.mark.parametrize("name", ["measures:import-confirm", "measures:import-cancel"])
def test_nothing_happens_by_reading_a_page(planner, cases, name):
    run = open_case(planner, cases)
    assert planner.get(reverse(name, args=[run.public_id])).status_code == 405


def test_the_list_takes_the_same_queries_for_one_run_and_many(planner, cases):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            planner.get(START)
        return len(queries)

    open_case(planner, cases)
    one = count()
    open_case(planner, cases, "sato-2566.docx")
    open_case(planner, cases, "thachang-2566.docx")
    assert count() == one
