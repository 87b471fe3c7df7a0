"""What a publication still lacks before the public can have it, in sentences."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from publications import richtext
from publications.kinds import kind_of
from publications.models import Attachment, Picture, Publication

MANY = 5  # reasons name at most so many files


def what_is_missing(publication: Publication) -> list[str]:
    """What stands between the publication and the public, apart from who asks."""
    kind = kind_of(publication)
    pictures = list(publication.pictures.kept())
    files = list(publication.attachments.kept())
    reasons = []
    if not kind.written_by_hand:
        reasons.append(_("This page is made by the portal itself."))
    if not publication.title.strip():
        reasons.append(_("The title is missing."))
    if kind.needs_pictures and not pictures:
        reasons.append(_("An album needs at least one photo."))
    if kind.needs_files and not files:
        reasons.append(_("A document needs at least one file."))
    reasons += kind.missing(publication)
    reasons += _unfinished_pictures(pictures) + unread_files(files)
    return reasons + mute_pictures(publication.body)


def mute_pictures(body: str) -> list[str]:
    """Pictures in a text that say nothing to whoever cannot see them."""
    mute = richtext.pictures_without_words(body)
    if not mute:
        return []
    words = ngettext(
        "%(count)d picture in the text has no alternative text.",
        "%(count)d pictures in the text have no alternative text.",
        mute,
    )
    return [words % {"count": mute}]


def _unfinished_pictures(pictures: list[Picture]) -> list[str]:
    working = [one for one in pictures if one.state != Picture.State.READY]
    mute = [one for one in pictures if not one.alt.strip() and not one.decorative]
    reasons = []
    if working:
        reasons.append(
            ngettext(
                "%(count)d photo is still being worked on. Wait a moment.",
                "%(count)d photos are still being worked on. Wait a moment.",
                len(working),
            )
            % {"count": len(working)}
        )
    if mute:
        reasons.append(
            ngettext(
                "%(count)d photo has no alternative text.",
                "%(count)d photos have no alternative text.",
                len(mute),
            )
            % {"count": len(mute)}
        )
    return reasons


def unread_files(files: list[Attachment]) -> list[str]:
    """Reasons to wait: the guard reads files too, so it waits for their texts. One whose
    text cannot be read is let pass, for the page names it."""
    waiting = (Attachment.TextState.WAITING, Attachment.TextState.RUNNING)
    unread = [one.title for one in files if one.text_state in waiting]
    return [
        _("“%(file)s” is still being read. Wait a moment.") % {"file": title}
        for title in unread[:MANY]
    ]
