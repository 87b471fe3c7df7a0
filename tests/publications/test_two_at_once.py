"""Two people at one publication in the same moment: one wins, and nothing slips through."""

from __future__ import annotations

from threading import Event, Thread
from uuid import uuid4

from django.db import connections

from accounts.refusals import NotAllowed, Stale
from publications import arranging, photo_task, pictures, publishing
from publications.arranging import Arrangement, fingerprint
from publications.models import Picture, Publication


def publish(one, by):
    fresh = Publication.objects.get(pk=one.pk)
    publishing.publish(fresh, by=by, seen=fresh.version)


def test_of_two_who_publish_one_does(race, office, write):
    one = write()
    outcomes = race(lambda: publish(one, office.webmaster))
    errors = [outcome.error for outcome in outcomes if outcome.error]
    assert len(errors) == 1 and isinstance(errors[0], NotAllowed)
    kinds = list(one.events.values_list("kind", flat=True))
    assert kinds.count("published") == 1
    assert one.versions.count() == 2


def test_of_two_who_save_one_does(race, office, write):
    one = write()

    def save(number):
        publishing.change(one, facts={"summary": f"คนที่ {number}"}, by=office.clerk, seen=1)

    outcomes = race(save)
    assert sum(outcome.error is None for outcome in outcomes) == 1
    (error,) = [outcome.error for outcome in outcomes if outcome.error]
    assert isinstance(error, Stale)
    stored = Publication.objects.get(pk=one.pk)
    winner = [number for number, outcome in enumerate(outcomes) if outcome.error is None]
    assert stored.summary == f"คนที่ {winner[0]}"
    assert [version.number for version in stored.versions.all()] == [2, 1]


def test_who_publishes_and_who_edits_do_not_mix(race, office, write):
    one = write()

    def act(number):
        fresh = Publication.objects.get(pk=one.pk)
        if number == 0:
            return publishing.publish(fresh, by=office.webmaster, seen=1)
        return publishing.change(fresh, facts={"title": "ใหม่"}, by=office.clerk, seen=1)

    outcomes = race(act)
    assert sum(outcome.error is None for outcome in outcomes) == 1
    stored = Publication.objects.get(pk=one.pk)
    assert (stored.state == "published") != (stored.title == "ใหม่")


def photo_of(one, by, **facts) -> Picture:
    usual = {"alt": "ภาพ", "state": "ready", "width": 20, "height": 10, "original_name": "p.jpg"}
    usual |= {"small": "s", "medium": "m", "large": "l"}
    return Picture.objects.create(
        publication_id=one.pk, sha256=uuid4().hex, uploaded_by=by, **(usual | facts)
    )


def captioned(photo: Picture, words: str) -> Arrangement:
    facts = {name: getattr(photo, name) for name in pictures.FACTS} | {"caption": words}
    return Arrangement(fingerprint([photo], pictures.FACTS), {photo.public_id: facts})


def test_no_words_come_between_the_guard_and_the_public(race, office, write, monkeypatch):
    one = write("album")
    photo = photo_of(one, office.webmaster)
    guard, refusals = publishing.pass_guard, []

    def write_a_number():
        wanted = captioned(photo, "โทร 081-234-5678")
        try:
            pictures.arrange(one, wanted, by=office.webmaster, reason="เติม")
        except NotAllowed as refusal:
            refusals.append(refusal)
        finally:
            connections.close_all()

    somebody = Thread(target=write_a_number)

    def looked_at(publication, **options):
        guard(publication, **options)
        if somebody.ident is None:
            somebody.start()
            somebody.join(0.5)  # long enough where nothing holds it back

    monkeypatch.setattr(publishing, "pass_guard", looked_at)
    publish(one, office.webmaster)
    somebody.join(30)
    photo.refresh_from_db()
    assert (photo.caption, len(refusals)) == ("", 1)


def test_who_arranges_photos_and_who_works_on_them_never_wait_for_each_other(
    race, office, write, monkeypatch
):
    one = write("album")
    photo = photo_of(one, office.webmaster, state="running")
    held, apply = Event(), arranging.apply

    def slowly(*facts):
        held.set()
        Event().wait(0.5)  # the worker comes meanwhile
        return apply(*facts)

    monkeypatch.setattr(arranging, "apply", slowly)

    def act(number):
        if number == 0:
            return pictures.arrange(one, captioned(photo, "คลอง"), by=office.webmaster)
        held.wait(30)
        return photo_task._refuse(photo, "เสียหาย", taken_up=photo.stirred_at)

    assert [outcome.error for outcome in race(act)] == [None, None]
    photo.refresh_from_db()
    assert (photo.caption, photo.state) == ("คลอง", "refused")
