"""What every answer carries to keep visitors safe, and what is refused."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages import mofile, pofile
from babel.messages.extract import extract_from_dir
from flask import Flask
from flask.testing import FlaskClient

import web
from engine.service import StreetService
from tests.web.matters import entered
from web import create_app

HOME = Path(web.__file__).parent


@pytest.fixture
def app(service: StreetService) -> Flask:
    """The application as it runs outside tests, limits included."""
    return create_app(service, secret=b"for tests only")


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor without a browser."""
    return app.test_client()


def token(client: FlaskClient, path: str) -> str:
    """The forgery token of a page's form."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("path", ["/", "/report", "/follow", "/methods/six-step", "/nowhere"])
def test_every_page_forbids_foreign_and_inline_scripts(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] in ("no-store", "private, no-cache")
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son[a-z]+=", answer.text)
    assert not re.search(r"(src|href)=\"(https?:)?//", answer.text)


def test_cookies_are_out_of_reach_of_scripts(client: FlaskClient) -> None:
    client.get("/report?lang=en")
    for cookie in client.get("/report?lang=zh").headers.getlist("Set-Cookie"):
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie


def test_a_lookup_without_a_token_is_refused_in_words(client: FlaskClient) -> None:
    answer = client.post("/follow", data={"number": "2026-0001", "code": "ABCD2345"})
    assert answer.status_code == 400
    assert "刷新后再交一次" in answer.text


def test_guessing_codes_is_stopped(client: FlaskClient, service: StreetService) -> None:
    done = entered(service)
    form = {"csrf_token": token(client, "/follow"), "number": done.number}
    answers = [client.post("/follow", data={**form, "code": f"AAAA{n:04d}"}).status_code for n in range(2000, 2012)]
    assert answers[:10] == [404] * 10
    assert answers[10:] == [429, 429]


def test_a_matter_cannot_be_entered_from_another_site_and_the_text_comes_back(client: FlaskClient, service: StreetService) -> None:
    answer = client.post("/report", data={"_page": "check", "_go": "send", "_unit": "柳南社区", "f.问题": "路灯不亮", "f.问题性质": "为民服务"})
    assert answer.status_code == 422
    assert "路灯不亮" in answer.text
    assert service.counts("zhangming")["claim"] == 0


def test_nobody_can_claim_a_file_that_another_uploaded(client: FlaskClient) -> None:
    forged = {"_page": "what", "_go": "again", "f.照片.kept": '{"sha256": "' + "0" * 64 + '", "name": "a.jpg"}.forged'}
    answer = client.post("/report", data=forged)
    assert "a.jpg" not in answer.text


def test_an_unknown_kind_of_matter_is_not_found(client: FlaskClient) -> None:
    assert client.get("/report/six-step/没有").status_code == 404


def test_every_sentence_of_the_interface_has_its_english() -> None:
    wanted = {message for _, _, message, _, _ in extract_from_dir(HOME, [("**.py", "python"), ("templates/**.html", "jinja2")])
              if isinstance(message, str)}
    known: dict[str, str] = {}
    for part in ("public", "staff"):
        folder = HOME / "translations" / part / "en" / "LC_MESSAGES"
        written = {one.id: one.string for one in pofile.read_po(BytesIO((folder / "messages.po").read_bytes())) if one.id}
        compiled = {one.id: one.string for one in mofile.read_mo(BytesIO((folder / "messages.mo").read_bytes())) if one.id}
        assert written == compiled, f"compile {part} anew: pybabel compile -d web/translations/{part}"
        known |= written
    assert sorted(wanted - known.keys()) == []
    assert all(known.values())
    assert [one for one, english in known.items() if sorted(re.findall(r"%\(\w+\)[sd]", one)) != sorted(re.findall(r"%\(\w+\)[sd]", english))] == []
