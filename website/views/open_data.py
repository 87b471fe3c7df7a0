"""The office's lists as data, for whoever wants to count for themselves."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.datasets import Dataset
from website.open_data import as_csv, as_json, datasets

MARK = "\ufeff"  # tells spreadsheets that the file is UTF-8


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every list with its data dictionary."""
    return render(request, "website/open_data.html", {"datasets": datasets().values()})


@require_safe
def in_csv(request: HttpRequest, code: str) -> HttpResponse:
    """A list for a spreadsheet, UTF-8 with its mark."""
    dataset = _dataset(code)
    response = HttpResponse(
        MARK + as_csv(dataset, _site(request)), content_type="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{dataset.code}.csv"'
    return _open_to_all(response)


@require_safe
def in_json(request: HttpRequest, code: str) -> HttpResponse:
    """A list for a program, with its dictionary."""
    facts = as_json(_dataset(code), _site(request))
    response = JsonResponse(facts, json_dumps_params={"ensure_ascii": False})
    return _open_to_all(response)


def _open_to_all(response: HttpResponse) -> HttpResponse:
    """Other sites' scripts may read it too: it is nobody's secret, and no cookie plays a part."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _dataset(code: str) -> Dataset:
    try:
        return datasets()[code]
    except KeyError as error:
        raise Http404 from error


def _site(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"
