"""Pictures people add: taken in only as pictures, kept without what a camera writes beside them.

In: bytes as uploaded.  Out: a file under uploads/, named for its content, and its row; later the bytes again.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from engine.case import Case
from engine.service.refused import Refused
from engine.service.service import Service
from engine.store.drafts import file_type, put_file
from engine.store.streams import bodies_with
from engine.text import say

_SHA256 = re.compile(r"[0-9a-f]{64}")
LARGEST = 8 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONG_SIDE = 2560
_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
_SAVED: dict[str, dict[str, Any]] = {"JPEG": {"quality": 85, "optimize": True}, "PNG": {"optimize": True}, "WEBP": {"quality": 85}}


def save_file(service: Service, uploads: Path, data: bytes, name: str) -> dict[str, Any]:
    """Keep a picture: turned upright, at most 2560 pixels on its long side, without place or other data beside it.

    Returns sha256, name, type and size.  Refuses what is not a PNG, JPEG or WebP picture by its content, more than
    8 MB, more than 40 million pixels.
    """
    kind, cleaned = cleaned_picture(data)
    sha256 = hashlib.sha256(cleaned).hexdigest()
    _write(file_path(uploads, sha256), cleaned)
    shown, type_, size = _shown_name(name), _TYPES[kind], len(cleaned)
    with service.store.write():
        put_file(service.store, sha256, shown, type_, size, service.clock().isoformat())
    return {"sha256": sha256, "name": shown, "type": type_, "size": size}


def read_file(service: Service, uploads: Path, sha256: str) -> tuple[bytes, str]:
    """A picture and its type; who may see it has been settled before.  Refuses one that is gone or was changed."""
    type_ = file_type(service.store, sha256)
    if type_ is None:
        raise Refused("no-file", say("没有这张照片", "there is no such picture"))
    try:
        data = file_path(uploads, sha256).read_bytes()
    except FileNotFoundError:
        data = b""
    if hashlib.sha256(data).hexdigest() != sha256:
        raise Refused("no-file", say("这张照片的文件缺失或损坏，请告诉管理员从备份里找回",
                                     "the file of this picture is missing or damaged; ask an administrator to take it from a backup"))
    return data, type_


def read_held(service: Service, uploads: Path, case: Case, sha256: str) -> tuple[bytes, str]:
    """A picture that a case holds, or held in an earlier round."""
    now = {one.get("sha256") for value in case.data.values() if isinstance(value, list) for one in value if isinstance(one, dict)}
    if not _SHA256.fullmatch(sha256) or (sha256 not in now and not _held_before(service, case, sha256)):
        raise Refused("no-file", say("没有这张照片", "there is no such picture"))
    return read_file(service, uploads, sha256)


def _held_before(service: Service, case: Case, sha256: str) -> bool:
    return any(one.get("sha256") == sha256 for body in bodies_with(service.store, case.id, sha256) for value in body.get("values", {}).values()
               if isinstance(value, list) for one in value if isinstance(one, dict))


def file_path(uploads: Path, sha256: str) -> Path:
    """Where a file lies."""
    return uploads / sha256[:2] / sha256


def cleaned_picture(data: bytes) -> tuple[str, bytes]:
    """The kind of a picture (JPEG, PNG, WEBP) and its bytes written anew; refuses what is not one."""
    if len(data) > LARGEST:
        raise _refused("too-large", "照片超过8兆，请用小一点的照片", "the picture is larger than 8 MB; please use a smaller one")
    try:
        with Image.open(BytesIO(data), formats=tuple(_TYPES)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise _refused("too-large", "照片超过4000万像素，请用小一点的照片", "the picture has more than 40 million pixels; please use a smaller one")
            kind = "JPEG" if picture.format == "MPO" else str(picture.format)
            return kind, _written_anew(picture, kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _refused("too-large", "照片的像素太多，请用小一点的照片", "the picture has too many pixels; please use a smaller one") from None
    except (OSError, SyntaxError, ValueError, EOFError):
        raise _refused("not-a-picture", "只收 JPG、PNG、WebP 格式的照片，这个文件打不开或不是照片",
                       "only JPG, PNG and WebP pictures are taken; this file is not one or cannot be opened") from None


def _written_anew(picture: Image.Image, kind: str) -> bytes:
    upright = ImageOps.exif_transpose(picture)
    clear = kind != "JPEG" and ("A" in upright.getbands() or "transparency" in upright.info)
    plain = upright.convert("RGBA" if clear else "RGB")
    plain.thumbnail((LONG_SIDE, LONG_SIDE))
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)  # a new picture has nothing beside its pixels
    written = BytesIO()
    bare.save(written, kind, **_SAVED[kind])
    return written.getvalue()


def _refused(kind: str, zh: str, en: str) -> Refused:
    return Refused(kind, say(zh, en))


def _shown_name(name: str) -> str:
    """The last part of a name, without signs that could mislead; never used as a path."""
    last = re.split(r"[/\\]", name)[-1]
    return "".join(sign for sign in last if sign.isprintable()).strip()[-80:] or "照片"


def _write(path: Path, data: bytes) -> None:
    """Put a file in its place at once and whole; one that is there already has the same content."""
    if path.is_file() and path.stat().st_size == len(data):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, waiting = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(waiting).replace(path)
    except BaseException:
        Path(waiting).unlink(missing_ok=True)
        raise
