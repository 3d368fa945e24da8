"""Gateways on this machine that really receive: an SMS gateway over HTTP and a mail server.

In: how they answer.  Out: what arrived, in order.
"""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_string
from email.header import decode_header, make_header
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Gateway:
    """Takes messages over HTTP; `answers` are used up first, then everything is taken.  A status of 0 hangs up."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.answers: list[tuple[int, str]] = []
        self.port = 0

    @property
    def texts(self) -> list[str]:
        """The texts that arrived."""
        return [one["text"] for one in self.heard]


def _handler(gateway: Gateway) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, said = gateway.answers.pop(0) if gateway.answers else (200, '{"code":0}')
            gateway.heard.append({**body, "path": self.path, "key": self.headers.get("X-Key", ""), "status": status})
            if status == 0:
                self.connection.close()
                return
            self.send_response(status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name the library calls it by
            """Say nothing."""
    return Handler


@contextmanager
def sms_gateway() -> Iterator[Gateway]:
    """An SMS gateway that is up."""
    gateway = Gateway()
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(gateway)) as server:
        gateway.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield gateway
        finally:
            server.shutdown()
            thread.join()


class Mailbox:
    """What a mail server was given."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], Message]] = []
        self.port = 0

    @property
    def texts(self) -> list[tuple[str, str]]:
        """Subject and plain text of each mail."""
        return [(str(make_header(decode_header(mail["Subject"]))), plain_of(mail)) for _, mail in self.mails]


def plain_of(mail: Message) -> str:
    """The plain text of a mail."""
    for part in mail.walk():
        if part.get_content_type() == "text/plain":
            return bytes(part.get_payload(decode=True)).decode().strip()  # type: ignore[arg-type]
    raise AssertionError(mail)


def _smtp(mailbox: Mailbox) -> type[socketserver.StreamRequestHandler]:
    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 ready")
            to: list[str] = []
            while line := self.rfile.readline().decode().rstrip("\r\n"):
                word = line.upper()
                if word.startswith("RCPT"):
                    to.append(line.partition(":")[2].strip("<> "))
                if word.startswith("DATA"):
                    self.say("354 go on")
                    lines = list(iter(lambda: self.rfile.readline().decode().rstrip("\r\n"), "."))
                    mailbox.mails.append((to, message_from_string("\n".join(lines))))
                self.say("221 bye" if word.startswith("QUIT") else "250 ok")
                if word.startswith("QUIT"):
                    return

        def say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())
    return Handler


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """A mail server that is up."""
    mailbox = Mailbox()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _smtp(mailbox)) as server:
        mailbox.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield mailbox
        finally:
            server.shutdown()
            thread.join()
