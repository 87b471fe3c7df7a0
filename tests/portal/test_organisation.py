"""The settings of the office."""

from __future__ import annotations

import io
from itertools import pairwise

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, PngImagePlugin

from accounts.models import PeopleEvent
from accounts.refusals import Stale
from portal import freshness, organising
from portal.forms import OrganisationForm, fingerprint
from portal.hues import PALETTES
from portal.models import EmergencyNumber, Organisation
from portal.templatetags.components import HUES
from tests.conftest import REPOSITORY

URL = "/staff/settings/"
FACTS = {
    "name": "องค์การบริหารส่วนตำบลทดสอบ",
    "short_name": "อบต.ทดสอบ",
    "district": "เมือง",
    "province": "ทดสอบ",
    "address": "99 หมู่ 1",
    "phone": "0 2000 0000",
    "email": "saraban@example.org",
    "reference_prefix": "ทส 71001",
    "paper_date_style": "formal",
    "hue": "maroon",
    "vision": "ตำบลน่าอยู่",
    "hotline": "0 2000 0009",
    "fax": "0 2000 0008",
    "hours": "จันทร์ถึงศุกร์ 08.30–16.30 น.",
    "map_alt": "ติดกับโรงเรียน",
    "map_url": "https://maps.example/here",
    "facebook_url": "https://facebook.example/us",
    "line_url": "",
    "youtube_url": "",
    "tiktok_url": "",
    "eit_url": "https://itas.example/go/eit/1",
}


@pytest.fixture
def editor(office, client):
    client.force_login(office.webmaster)
    return client


def save(client, **extra):
    seen = fingerprint(Organisation.current())
    return client.post(URL, FACTS | {"seen": seen} | extra)


def emblem(kind: str = "PNG", size: tuple[int, int] = (1600, 1800), **saving) -> SimpleUploadedFile:
    out = io.BytesIO()
    mode = "RGB" if kind == "JPEG" else "RGBA"
    Image.new(mode, size, "maroon").save(out, kind, **saving)
    return SimpleUploadedFile("emblem.png", out.getvalue(), "image/png")


def test_every_fact_of_the_office_is_in_the_form():
    fields = {f.name for f in Organisation._meta.fields} - {
        *("id", "garuda", "seal", "map_picture", "site_id")
    }
    assert fields == set(OrganisationForm.Meta.fields)
    assert fields <= set(FACTS) | {"hue"}


def test_the_first_save_makes_the_office(editor, office):
    assert editor.get(URL).status_code == 200
    assert save(editor).headers["Location"] == URL
    stored = Organisation.objects.get()
    for name, value in FACTS.items():
        assert getattr(stored, name) == (True if value == "on" else value)
    event = PeopleEvent.objects.get()
    assert (event.kind, event.by, event.before["name"]) == ("office_changed", office.webmaster, "")
    assert event.after["name"] == FACTS["name"]
    assert FACTS["name"] in editor.get(URL).content.decode()


def test_saving_the_same_again_writes_no_history(editor):
    save(editor)
    save(editor)
    assert PeopleEvent.objects.count() == 1


def test_a_stale_page_does_not_overwrite(editor):
    save(editor)
    old = fingerprint(Organisation.current())
    save(editor, phone="0 2111 1111")
    late = editor.post(URL, FACTS | {"seen": old, "phone": "0 2222 2222"})
    assert late.status_code == 422
    assert "0 2222 2222" in late.content.decode()
    assert Organisation.current().phone == "0 2111 1111"


@pytest.mark.parametrize(
    ("field", "value"), [("name", ""), ("email", "ไม่ใช่อีเมล"), ("paper_date_style", "roman")]
)
def test_wrong_input_comes_back_as_it_was_typed(editor, field, value):
    answer = save(editor, **{field: value})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert FACTS["address"] in answer.content.decode()
    assert not Organisation.objects.exists()


def test_the_emblem_is_drawn_anew_shown_and_removed(editor, django_capture_on_commit_callbacks):
    note = PngImagePlugin.PngInfo()
    note.add_text("Author", "SecretAuthor")
    with django_capture_on_commit_callbacks(execute=True):
        assert save(editor, emblem=emblem(pnginfo=note)).status_code == 302
    name = Organisation.current().garuda.name
    with default_storage.open(name) as kept:
        content = kept.read()
    assert b"Secret" not in content
    assert max(Image.open(io.BytesIO(content)).size) == 1200
    shown = editor.get(reverse("portal:emblem"))
    assert shown.headers["Content-Type"] == "image/png"
    assert shown.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert b"".join(shown.streaming_content) == content
    assert save(editor).status_code == 302
    assert Organisation.current().garuda.name == name
    with django_capture_on_commit_callbacks(execute=True):
        assert save(editor, remove_emblem="on").status_code == 302
    assert not default_storage.exists(name)
    assert editor.get(reverse("portal:emblem")).status_code == 404


@pytest.mark.parametrize(
    "upload",
    [
        SimpleUploadedFile("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        SimpleUploadedFile("a.svg", b"<svg/>", "image/svg+xml"),
        SimpleUploadedFile("a.png", b"GIF89a" + b"\0" * 100),
        SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * (5 * 1024 * 1024)),
        emblem("JPEG", (100, 100)),
    ],
    ids=["svg as png", "svg", "gif", "too large", "jpeg"],
)
def test_anything_but_a_png_is_refused(editor, upload):
    upload.seek(0)
    answer = save(editor, emblem=upload)
    assert answer.status_code == 422
    assert answer.context["form"].errors["emblem"]
    assert not Organisation.objects.exists()


# --- seal and map -------------------------------------------------------------------------


def test_seal_and_map_are_drawn_anew_and_served_to_the_public(
    editor, client, django_capture_on_commit_callbacks
):
    hidden = PngImagePlugin.PngInfo()
    hidden.add_text("Author", "SecretAuthor")
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    with django_capture_on_commit_callbacks(execute=True):
        answer = save(editor, seal_file=emblem(pnginfo=hidden), map_file=emblem("JPEG", exif=exif))
    assert answer.status_code == 302
    office = Organisation.current()
    names = [office.seal.name, office.map_picture.name]
    for name, longest, kind in zip(names, (512, 1024), ("PNG", "WEBP"), strict=True):
        with default_storage.open(name) as kept:
            content = kept.read()
        assert b"Secret" not in content
        picture = Image.open(io.BytesIO(content))
        assert (max(picture.size), picture.format) == (longest, kind)
    client.logout()
    for address, name in zip(("website:seal", "website:map"), names, strict=True):
        shown = client.get(reverse(address))
        with default_storage.open(name) as kept:
            assert b"".join(shown.streaming_content) == kept.read()
    event = PeopleEvent.objects.get()
    assert (event.after["seal"], event.after["map_picture"]) == (True, True)


def test_a_seal_may_be_jpeg_and_both_can_be_taken_away(editor, django_capture_on_commit_callbacks):
    save(editor, seal_file=emblem("JPEG", (100, 100)), map_file=emblem("WEBP", (300, 200)))
    office = Organisation.current()
    names = [office.seal.name, office.map_picture.name]
    page = editor.get(URL).content.decode()
    assert reverse("website:seal") in page and reverse("website:map") in page
    with django_capture_on_commit_callbacks(execute=True):
        assert save(editor, remove_seal="on", remove_map="on").status_code == 302
    office = Organisation.current()
    assert not office.seal and not office.map_picture
    assert not any(map(default_storage.exists, names))
    assert "remove_seal" not in editor.get(URL).content.decode()


def test_a_map_without_words_is_asked_for_them(editor):
    answer = save(editor, map_file=emblem("WEBP", (300, 200)), map_alt=" ")
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["map_alt"]
    assert not Organisation.objects.exists()
    assert save(editor, map_file=emblem("WEBP", (300, 200))).status_code == 302
    assert list(save(editor, map_alt="").context["form"].errors) == ["map_alt"]  # it is still there
    assert save(editor, map_alt="", remove_map="on").status_code == 302
    assert save(editor, map_alt="").status_code == 302


@pytest.mark.parametrize("field", ["seal_file", "map_file"])
def test_a_refused_picture_keeps_what_was_typed(editor, field):
    svg = SimpleUploadedFile("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    answer = save(editor, **{field: svg, "vision": "วิสัยทัศน์ที่พิมพ์ไว้"})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "วิสัยทัศน์ที่พิมพ์ไว้" in answer.content.decode()
    assert not Organisation.objects.exists()


# --- addresses, colours, the public -------------------------------------------------------


@pytest.mark.parametrize("field", ["facebook_url", "map_url", "eit_url", "line_url"])
def test_addresses_that_are_none_are_refused(editor, field):
    answer = save(editor, **{field: "javascript:alert(1)"})
    assert list(answer.context["form"].errors) == [field]
    assert save(editor, **{field: "www.example.org/x"}).status_code == 302
    assert getattr(Organisation.current(), field) == "https://www.example.org/x"


def test_every_hue_is_offered_with_its_colours_and_contrast(editor):
    assert set(PALETTES) == set(HUES) == set(Organisation.Hue.values)
    page = editor.get(URL).content.decode()
    for hue, colours in PALETTES.items():
        css = (REPOSITORY / "static" / "css" / "hues" / f"{hue}.css").read_text()
        assert f"--brand-700: {colours.fill};" in css
        assert f"--brand-50: {colours.soft};" in css
        assert min(colours.on_fill, colours.on_soft) >= 7
        assert f'fill="{colours.fill}"' in page
        assert f'value="{hue}"' in page
    assert save(editor, hue="plum").status_code == 302
    assert Organisation.current().hue == "plum"


def test_every_field_of_the_form_stands_in_one_part(editor):
    form = editor.get(URL).context["form"]
    shown = [field.name for part in form.parts() for field in part["fields"]]
    assert sorted(shown) == sorted(field.name for field in form.visible_fields())


def test_the_public_sees_a_change_at_once(office, django_capture_on_commit_callbacks):
    """The verbs themselves say so: pages are not the only way to them."""
    stamps = [freshness.stamp()]
    for phone in ("0 2000 0001", "0 2000 0001"):
        with django_capture_on_commit_callbacks(execute=True):
            organising.change_organisation(
                facts={"phone": phone},
                seen=fingerprint(Organisation.current()),
                by=office.webmaster,
            )
        stamps.append(freshness.stamp())
    with django_capture_on_commit_callbacks(execute=True):
        organising.add_emergency(name="ตำรวจ", number="191", by=office.webmaster)
    stamps.append(freshness.stamp())
    assert [one != other for one, other in pairwise(stamps)] == [True, False, True]


# --- emergency numbers --------------------------------------------------------------------


def numbers() -> list[str]:
    rows = list(EmergencyNumber.objects.order_by("position"))
    assert [one.position for one in rows] == list(range(len(rows)))
    return [one.number for one in rows]


def test_emergency_numbers_are_added_changed_ordered_and_removed(editor):
    for name, number in (("ตำรวจ", "191"), ("กู้ชีพ", "1669"), ("ดับเพลิง", "199")):
        facts = {"name": name, "number": number}
        assert editor.post(reverse("portal:emergency-add"), facts).status_code == 302
    assert numbers() == ["191", "1669", "199"]
    row = EmergencyNumber.objects.get(number="1669")
    move = reverse("portal:emergency-move", args=[row.pk])
    assert editor.post(move, {"to": "up"}).headers["Location"] == f"{URL}#up-{row.pk}"
    assert numbers() == ["1669", "191", "199"]
    editor.post(move, {"to": "up"})  # at the end of the list: nothing
    assert numbers() == ["1669", "191", "199"]
    edit = reverse("portal:emergency-edit", args=[row.pk])
    editor.post(edit, {"name": "กู้ชีพ", "number": "0-2000-0199", "seen": str(row)})
    assert numbers() == ["0-2000-0199", "191", "199"]
    assert "0-2000-0199" in editor.get(URL).content.decode()
    editor.post(reverse("portal:emergency-remove", args=[row.pk]))
    assert numbers() == ["191", "199"]
    assert PeopleEvent.objects.filter(after__has_key="emergency").count() == 6


@pytest.mark.parametrize("facts", [{"name": "", "number": "191"}, {"name": "ก", "number": "ไม่มี"}])
def test_a_number_without_name_or_digits_is_refused(editor, facts):
    answer = editor.post(reverse("portal:emergency-add"), facts)
    assert answer.status_code == 422
    assert any(value and value in answer.content.decode() for value in facts.values())
    assert not EmergencyNumber.objects.exists()


def test_a_stale_number_is_not_overwritten(editor, office):
    row = organising.add_emergency(name="ตำรวจ", number="191", by=office.webmaster)
    facts = {"name": "ตำรวจ", "number": "0-2000-0300", "seen": "ตำรวจ 190"}
    answer = editor.post(reverse("portal:emergency-edit", args=[row.pk]), facts)
    assert answer.status_code == 422
    assert "0-2000-0300" in answer.content.decode()
    assert numbers() == ["191"]
    EmergencyNumber.objects.all().delete()
    with pytest.raises(Stale):
        organising.remove_emergency(row, by=office.webmaster)


def test_two_who_add_or_move_at_once_lose_no_number(race, office):
    race(lambda n: organising.add_emergency(name="ก", number=f"{n}", by=office.webmaster), 4)
    assert sorted(numbers()) == ["0", "1", "2", "3"]
    rows = list(EmergencyNumber.objects.order_by("position"))
    race(lambda n: organising.move_emergency(rows[3 - n], up=True, by=office.webmaster))
    assert sorted(numbers()) == ["0", "1", "2", "3"]


def test_others_of_the_staff_are_kept_out_and_looking_changes_nothing(editor, office):
    row = organising.add_emergency(name="ตำรวจ", number="191", by=office.webmaster)
    acts = [reverse(f"portal:emergency-{act}", args=[row.pk]) for act in ("move", "remove")]
    for address in acts:
        assert editor.get(address).status_code == 405
    editor.force_login(office.clerk)
    edit = reverse("portal:emergency-edit", args=[row.pk])
    for address in (*acts, edit, reverse("portal:emergency-add"), URL):
        assert editor.post(address).status_code == 403
    assert numbers() == ["191"]


def test_a_hundred_numbers_cost_no_more_queries_than_one(
    editor, office, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    organising.add_emergency(name="ตำรวจ", number="191", by=office.webmaster)
    with CaptureQueriesContext(connection) as few:
        editor.get(URL)
    EmergencyNumber.objects.bulk_create(
        EmergencyNumber(name="ก", number=f"{n}", position=n + 1) for n in range(99)
    )
    with django_assert_max_num_queries(len(few)):
        assert editor.get(URL).status_code == 200
