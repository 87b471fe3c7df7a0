"""A browser without JavaScript: pages, their forms, cookies, files; as rude as a test wants."""

from __future__ import annotations

import http.client
import mimetypes
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie

HOST = "portal.example.go.th"
ADDRESS = "198.51.100.20"
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PATIENCE = 60  # seconds for one answer

Upload = tuple[str, str, bytes]  # the field, the file's name, its bytes


@dataclass
class Form:
    """A form as a browser would send it back untouched."""

    action: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return dict(self.fields)[name]

    def names(self) -> set[str]:
        return {name for name, _ in self.fields} | set(self.choices)


class Forms(HTMLParser):
    """Reads every form of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._area: str | None = None
        self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(told.get("action", "")))
        elif self.forms and (name := told.get("name", "")):
            self._named(tag, name, told)
        elif tag == "option" and self._select and "selected" in told:
            self.forms[-1].fields.append((self._select, told.get("value", "")))

    def _named(self, tag: str, name: str, told: Mapping[str, str]) -> None:
        form, kind = self.forms[-1], told.get("type", "text")
        if tag == "textarea":
            self._area = name
            form.fields.append((name, ""))
        elif tag == "select":
            self._select = name
        elif tag == "button":
            form.buttons.append((name, told.get("value", "")))
        elif kind in ("checkbox", "radio"):
            form.choices.setdefault(name, []).append(told.get("value", "on"))
            if "checked" in told:
                form.fields.append((name, told.get("value", "on")))
        elif kind not in ("file", "submit"):
            form.fields.append((name, told.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            name, before = self.forms[-1].fields.pop()
            # A browser drops the first line break of a textarea.
            self.forms[-1].fields.append((name, before + data if before else data.lstrip("\n")))


@dataclass(frozen=True)
class Page:
    """An answer: status, headers by their names in small letters, its bytes."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes = field(repr=False)

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def words(self) -> str:
        """What a person reads, without markup, in one line."""
        found = re.search(r"<main.*?</main>", self.text, re.S)
        return " ".join(re.sub(r"<[^>]+>", " ", found[0] if found else self.text).split())

    def header(self, name: str) -> str:
        return ", ".join(value for key, value in self.headers if key == name)

    @property
    def forms(self) -> list[Form]:
        return Forms(self.text).forms

    def form(self, **holds: str) -> Form:
        """The one form whose fields or buttons hold these values."""
        for form in self.forms:
            if all((name, value) in form.fields + form.buttons for name, value in holds.items()):
                return form
        raise AssertionError(
            f"no form with {holds} on a page of status {self.status}: {self.words}"
        )

    def has(self, **holds: str) -> bool:
        try:
            return bool(self.form(**holds))
        except AssertionError:
            return False


class Visitor:
    """Somebody with an address, a browser and its cookies, in front of the portal's proxy."""

    def __init__(self, port: int, *, address: str = ADDRESS, agent: str = AGENT) -> None:
        self.port, self.address, self.agent = port, address, agent
        self.cookies: dict[str, str] = {}
        self.given: list[str] = []  # every Set-Cookie as it came

    def get(self, path: str) -> Page:
        return self._asked("GET", path, {}, None)

    def submit(
        self,
        form: Form,
        fields: Mapping[str, str | list[str]] | None = None,
        files: Iterable[Upload] = (),
        path: str = "/complaints/",
    ) -> Page:
        """Send the form with these fields in the place of its own."""
        return self.post(filled(form, fields or {}), files, form.action or path)

    def post(
        self,
        fields: list[tuple[str, str]],
        files: Iterable[Upload] = (),
        path: str = "/complaints/",
    ) -> Page:
        kind, body = multipart(fields, files)
        return self._asked("POST", path, {"Content-Type": kind}, body)

    def head_of(self, kind: str, length: int, path: str = "/complaints/") -> bytes:
        """The head of a POST, for a test that sends the body by its own hand."""
        own = {"Content-Type": kind, "Content-Length": str(length), "Connection": "close"}
        lines = [f"{name}: {value}" for name, value in (self._headers() | own).items()]
        return "\r\n".join([f"POST {path} HTTP/1.1", *lines, "", ""]).encode()

    def _headers(self) -> dict[str, str]:
        told = {
            "Host": HOST,
            "User-Agent": self.agent,
            "Accept": "text/html",
            "Accept-Language": "th",
            "X-Forwarded-For": self.address,
            "X-Forwarded-Proto": "https",
            "Origin": f"https://{HOST}",
            "Referer": f"https://{HOST}/complaints/",
        }
        if self.cookies:
            told["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return told

    def _asked(self, method: str, path: str, own: dict[str, str], body: bytes | None) -> Page:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body=body, headers=self._headers() | own)
            answer = connection.getresponse()
            headers = [(name.lower(), value) for name, value in answer.getheaders()]
            page = Page(answer.status, headers, answer.read())
        finally:
            connection.close()
        self._keep(headers)
        return page

    def _keep(self, headers: list[tuple[str, str]]) -> None:
        for name, value in headers:
            if name == "set-cookie":
                self.given.append(value)
                for key, morsel in SimpleCookie(value).items():
                    self.cookies[key] = morsel.value


def filled(form: Form, fields: Mapping[str, str | list[str]]) -> list[tuple[str, str]]:
    """The form's own fields, those named replaced, added where it has none."""
    kept = [(name, value) for name, value in form.fields if name not in fields]
    own = [
        (name, one)
        for name, value in fields.items()
        for one in (value if isinstance(value, list) else [value])
    ]
    return kept + own


def multipart(fields: Iterable[tuple[str, str]], files: Iterable[Upload] = ()) -> tuple[str, bytes]:
    """Content type and body of a form with files (RFC 7578)."""
    mark = secrets.token_hex(16)
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields
    ]
    for name, file, content in files:
        kind = mimetypes.guess_type(file)[0] or "application/octet-stream"
        parts.append(
            f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
            f"Content-Type: {kind}\r\n\r\n".encode()
            + content
            + b"\r\n"
        )
    return f"multipart/form-data; boundary={mark}", b"".join([*parts, f"--{mark}--\r\n".encode()])
