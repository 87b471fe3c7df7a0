"""The complainants' pages as a client walks them: what tests of the form and the sending share."""

from __future__ import annotations

import re
from types import SimpleNamespace

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from complaints import sealing
from complaints.models import Case
from tests.complaints.offices import complainant
from tests.human import answer_to

HERE = "/complaints/"
STORY = "เห็นคนนำน้ำมันของทางราชการไปเติมรถส่วนตัว"


def post(client: Client, step: str, **fields):
    return client.post(HERE, {"step": step} | fields)


def token_of(response) -> str:
    return re.search(r'name="token" value="([0-9a-f]{64})"', response.content.decode())[1]


def shown_receipt(response) -> str:
    page = response.content.decode()
    box = re.search(r'<p class="receipt"[^>]*>(.*?)</p>', page, re.DOTALL)[1]
    return "-".join(re.findall(r"<span>(\d{4})</span>", box))


def written(client: Client, **fields) -> SimpleNamespace:
    """The review page of a complaint: `page`, `token`, `receipt`."""
    form = post(client, "form")
    token = token_of(form)
    fields = {"story": STORY, "token": token} | answer_to(form.content) | fields
    page = post(client, "review", **fields)
    assert page.status_code == 200, page.content.decode()
    return SimpleNamespace(page=page, token=token, receipt=shown_receipt(page))


def send(client: Client, review: SimpleNamespace, digits: str = ""):
    return post(client, "send", token=review.token, digits=digits or review.receipt[-4:])


def texts(receipt: str) -> dict[str, str | None]:
    case = Case.objects.get()
    reader = complainant(case, sealing.read_receipt(receipt))
    return {opened.item.kind: opened.text for opened in reader.items(case)}


def pdf(content: bytes = b"%PDF-1.7 contract", name: str = "สัญญา.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")
