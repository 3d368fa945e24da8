"""Pictures: what is taken in, and what is left of it."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from engine.service import Refused
from engine.service.files import LARGEST, LONG_SIDE, file_path, read_file, save_file
from engine.service.service import Service
from tests.unit.street import open_street


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with open_street(tmp_path) as found:
        yield found


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **more: object) -> bytes:
    """A picture, red on the left and blue on the right."""
    made = Image.new("RGB", size, (200, 30, 30))
    made.paste((30, 30, 200), (size[0] // 2, 0, size[0], size[1]))
    written = BytesIO()
    made.convert(mode).save(written, kind, **more)
    return written.getvalue()


def from_a_camera(orientation: int = 6) -> bytes:
    """A picture with a place, a camera's name and a turn beside it."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, "camera of Zhang"
    exif.get_ifd(0x8825).update({1: "N", 2: (39.0, 54.0, 12.0), 3: "E", 4: (116.0, 23.0, 29.0)})
    return picture(exif=exif)


@pytest.mark.parametrize(("kind", "type_"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")])
def test_a_picture_comes_back(service: Service, tmp_path: Path, kind: str, type_: str) -> None:
    made = save_file(service, tmp_path / "uploads", picture(kind), "屋顶.jpg")
    data, shown = read_file(service, tmp_path / "uploads", made["sha256"])
    assert shown == made["type"] == type_
    assert made["size"] == len(data)
    assert hashlib.sha256(data).hexdigest() == made["sha256"]
    with Image.open(BytesIO(data)) as seen:
        assert seen.size == (60, 40)


def test_place_and_camera_are_stripped_and_the_turn_is_done(service: Service, tmp_path: Path) -> None:
    data, _ = read_file(service, tmp_path, save_file(service, tmp_path, from_a_camera(), "a.jpg")["sha256"])
    assert b"camera" not in data
    with Image.open(BytesIO(data)) as seen:
        assert not seen.getexif()
        assert set(seen.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert seen.size == (40, 60)
        top = seen.getpixel((20, 5))
        assert isinstance(top, tuple)
        assert top[0] > top[2]  # the red left side is up now


def test_text_beside_a_png_is_stripped(service: Service, tmp_path: Path) -> None:
    from PIL.PngImagePlugin import PngInfo

    said = PngInfo()
    said.add_text("Comment", "secret place")
    data, _ = read_file(service, tmp_path, save_file(service, tmp_path, picture("PNG", pnginfo=said), "a.png")["sha256"])
    assert b"secret" not in data


def test_a_large_picture_is_made_smaller(service: Service, tmp_path: Path) -> None:
    made = save_file(service, tmp_path, picture(size=(4000, 1000)), "a.jpg")
    with Image.open(file_path(tmp_path, made["sha256"])) as seen:
        assert seen.size == (LONG_SIDE, 640)


def test_clear_parts_of_a_picture_stay_clear(service: Service, tmp_path: Path) -> None:
    data, _ = read_file(service, tmp_path, save_file(service, tmp_path, picture("PNG", mode="RGBA"), "a.png")["sha256"])
    with Image.open(BytesIO(data)) as seen:
        assert seen.mode == "RGBA"


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"%PDF-1.7 ...", b"<svg onload='x'/>", picture()[:300], picture("GIF"), picture("BMP"),
                                  b"\x89PNG\r\n\x1a\n" + b"\x00" * 50])
def test_what_is_not_a_picture_is_refused_whatever_its_name(service: Service, tmp_path: Path, data: bytes) -> None:
    with pytest.raises(Refused, match="打不开或不是照片"):
        save_file(service, tmp_path / "uploads", data, "屋顶.jpg")
    assert not (tmp_path / "uploads").exists()


def bomb(side: int) -> bytes:
    """A PNG of a few bytes that says it has side × side pixels."""
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\x00" * 1000)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("data", "words"), [(bomb(7000), "4000万像素"), (bomb(12000), "像素太多"), (bomb(60000), "像素太多"),
                                             (picture() + b"\x00" * LARGEST, "超过8兆")])
def test_what_would_grow_too_large_is_refused_before_it_is_opened(service: Service, tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(Refused) as refused:
        save_file(service, tmp_path, data, "a.png")
    assert words in refused.value.text.zh


def test_a_name_is_never_a_path(service: Service, tmp_path: Path) -> None:
    made = save_file(service, tmp_path / "uploads", picture(), "..\\..\\etc/\u202epasswd\n.jpg")
    assert made["name"] == "passwd.jpg"
    assert [path.name for path in tmp_path.rglob("*") if path.is_file() and "bihuan.db" not in path.name] == [made["sha256"]]


def test_the_same_picture_is_kept_once(service: Service, tmp_path: Path) -> None:
    assert save_file(service, tmp_path, picture(), "a.jpg")["sha256"] == save_file(service, tmp_path, picture(), "b.jpg")["sha256"]
    assert service.store.conn.execute("SELECT count(*) FROM file").fetchone()[0] == 1


def test_a_file_changed_on_disk_is_not_shown(service: Service, tmp_path: Path) -> None:
    made = save_file(service, tmp_path, picture(), "a.jpg")
    file_path(tmp_path, made["sha256"]).write_bytes(b"changed")
    with pytest.raises(Refused, match="缺失或损坏"):
        read_file(service, tmp_path, made["sha256"])
    with pytest.raises(Refused, match="没有这张照片"):
        read_file(service, tmp_path, "0" * 64)
