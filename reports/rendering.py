"""Making the PDF of a report: asked for in a transaction, made by the worker after commit."""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop
from django_tasks import task

from reports.content import content_hash
from reports.models import Rendering, Report, SignOff
from reports.pages import page_sizes
from reports.papers import EvidenceChanged, build_paper, current_sign_offs, paper_hash

logger = logging.getLogger("portal.rendering")
State = Rendering.State

FAILED = gettext_noop("The PDF could not be made. Try again; if it fails again, tell your keeper.")
LOST_AFTER = timedelta(minutes=30)
CHANGED = gettext_noop("A picture of the appendix is missing or was changed: %(name)s")


def request(report: Report, content: dict | None = None) -> Rendering:
    """The rendering of the report as it is now; made once, found again afterwards.

    `content` is a draft's document; a frozen report brings its own. The row and the
    queued task are written in the caller's transaction, so a rollback leaves neither.
    """
    draft = content is not None
    sign_offs = [] if draft else current_sign_offs(report)
    digest = content_hash(content) if draft else report.content_hash
    with transaction.atomic():
        rendering, made = Rendering.objects.get_or_create(
            report=report,
            paper_hash=paper_hash(digest, sign_offs, draft=draft),
            defaults={
                "round": report.round,
                "draft": draft,
                "content": content if draft else report.content,
                "sign_off_ids": [sign_off.pk for sign_off in sign_offs],
            },
        )
        if made:
            if draft:
                _drop_overtaken(rendering)
            render.enqueue(rendering.pk)
    return rendering


def _drop_overtaken(newer: Rendering) -> None:
    """Forget earlier previews of the draft that nobody has begun to make.

    However often somebody asks for previews, one at most waits for each report.
    """
    drafts = Rendering.objects.filter(report=newer.report, draft=True, state=State.WAITING)
    drafts.exclude(pk=newer.pk).delete()


def retry(rendering: Rendering) -> bool:
    """Queues a failed rendering again; of two who ask, one does."""
    with transaction.atomic():
        here = Rendering.objects.filter(pk=rendering.pk, state=State.FAILED)
        if not here.update(state=State.WAITING, error="", started_at=None, finished_at=None):
            return False
        render.enqueue(rendering.pk)
    return True


def give_up_if_lost(rendering: Rendering) -> Rendering:
    """The rendering, failed when its worker has not been heard of for half an hour.

    A worker that was killed tells nobody; its row would say "being made" for ever, and since
    the same paper is made once, nobody could ask for it again.
    """
    now = timezone.now()
    if rendering.state != State.RUNNING or now - rendering.started_at < LOST_AFTER:
        return rendering
    here = Rendering.objects.filter(pk=rendering.pk, state=State.RUNNING)
    lost = here.filter(started_at=rendering.started_at)
    lost.update(state=State.FAILED, error=FAILED, finished_at=now)
    rendering.refresh_from_db()
    return rendering


@task()
def render(rendering_id: int) -> None:
    """Makes the PDF and keeps it with its hash; a failure is recorded in plain words."""
    here = Rendering.objects.filter(pk=rendering_id, state=State.WAITING)
    if not here.update(state=State.RUNNING, started_at=timezone.now()):
        return  # made already, or another worker has it
    rendering = Rendering.objects.select_related("report").get(pk=rendering_id)
    try:
        pdf = make_pdf(rendering)
    except EvidenceChanged as changed:
        _fail(rendering, f"{CHANGED}\t{changed}")
        return
    except Exception:
        logger.exception("rendering %s failed", rendering.pk)
        _fail(rendering, FAILED)
        return
    rendering.file.save("report.pdf", ContentFile(pdf), save=False)
    rendering.sha256 = hashlib.sha256(pdf).hexdigest()
    rendering.size = len(pdf)
    rendering.page_sizes = page_sizes(pdf)
    rendering.state = State.DONE
    rendering.finished_at = timezone.now()
    rendering.save()


def make_pdf(rendering: Rendering) -> bytes:
    """The bytes of the paper that the rendering stands for, whatever the report is by now."""
    signed = SignOff.objects.filter(pk__in=rendering.sign_off_ids).order_by("position")
    return pdf_of(
        rendering.content, list(signed), draft=rendering.draft, created=rendering.requested_at
    )


def pdf_of(
    content: dict, sign_offs=(), *, draft: bool = False, created: datetime | None = None
) -> bytes:
    """The PDF of a document with its signatures; `created` (now unless given) is its date."""
    # WeasyPrint takes 30 MB: only a process that makes papers carries it, no web server.
    from paper.pdf import render_pdf  # noqa: PLC0415
    from reports.paper.form import paper_html  # noqa: PLC0415

    paper = build_paper(content, sign_offs, draft=draft)
    html, images = paper_html(paper)
    office = content["head"]["issuer"] if content["head"] else ""
    return render_pdf(html, title=paper.title, author=office, resources=images, created=created)


def _fail(rendering: Rendering, words: str) -> None:
    rendering.state = State.FAILED
    rendering.error = words[:300]
    rendering.finished_at = timezone.now()
    rendering.save(update_fields=["state", "error", "finished_at"])
