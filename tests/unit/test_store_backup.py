"""Backup and restore: the same street again, or a reason why not and nothing in its place."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from engine.service.files import file_path, read_file, save_file
from engine.store.backup import DATABASE, MANIFEST, BackupError, backup, restore
from engine.store.verify import stored_methods, verify
from tests.unit.street import FILE, a_case, open_street, walk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A street with two cases and a picture."""
    made = tmp_path / "street"
    (made / "uploads").mkdir(parents=True)
    shutil.copy(FILE, made / "street.yaml")
    with open_street(made) as service:
        walk(service, a_case(service, "屋顶漏水").case)
        a_case(service, "路灯不亮")
        drawn = BytesIO()
        Image.new("RGB", (8, 8), (1, 2, 3)).save(drawn, "PNG")
        save_file(service, made / "uploads", drawn.getvalue(), "a.png")
    return made


@pytest.fixture
def archive(folder: Path, tmp_path: Path) -> Path:
    backup(folder, tmp_path / "kept" / "street.zip")
    return tmp_path / "kept" / "street.zip"


def test_a_restored_street_goes_on_where_the_backup_was_made(folder: Path, archive: Path, tmp_path: Path) -> None:
    contents = restore(archive, tmp_path / "new")
    assert (contents.cases, contents.missing) == (2, ())
    with open_street(folder) as before, open_street(tmp_path / "new") as after:
        for sql in ("SELECT * FROM event ORDER BY pos", "SELECT * FROM stream ORDER BY n", "SELECT * FROM task", "SELECT * FROM vault"):
            assert after.store.conn.execute(sql).fetchall() == before.store.conn.execute(sql).fetchall()
        sha256 = before.store.conn.execute("SELECT sha256 FROM file").fetchone()[0]
        assert read_file(after, tmp_path / "new" / "uploads", sha256) == read_file(before, folder / "uploads", sha256)
        assert a_case(after, "井盖松动").number == "2014-0003"
        assert verify(after.store, stored_methods(after.store)) == []
    assert (tmp_path / "new" / "street.yaml").read_bytes() == FILE.read_bytes()


def test_word_templates_come_back_and_the_secrets_of_gateways_stay_where_they_are(folder: Path, tmp_path: Path) -> None:
    (folder / "模板").mkdir()
    (folder / "模板" / "督办函.docx").write_bytes(b"PK made in Word")
    (folder / "secrets.txt").write_text("SMS=s3cret", encoding="utf-8")
    backup(folder, tmp_path / "b.zip")
    restore(tmp_path / "b.zip", tmp_path / "new")
    assert (tmp_path / "new" / "模板" / "督办函.docx").read_bytes() == b"PK made in Word"
    assert not (tmp_path / "new" / "secrets.txt").exists()


def test_both_tell_how_far_they_are(folder: Path, tmp_path: Path) -> None:
    heard: list[tuple[str, int, int]] = []
    backup(folder, tmp_path / "a.zip", lambda what, done, total: heard.append((what.zh, done, total)))
    restore(tmp_path / "a.zip", tmp_path / "new", lambda what, done, total: heard.append((what.zh, done, total)))
    assert {what for what, done, total in heard if done == total} == {"复制数据库", "写入备份", "取出并核对文件", "重演核对"}


def test_nothing_is_left_beside_the_backup(archive: Path) -> None:
    assert [path.name for path in archive.parent.iterdir()] == ["street.zip"]


def test_a_backup_replaces_the_one_of_the_same_name(folder: Path, archive: Path, tmp_path: Path) -> None:
    with open_street(folder) as service:
        a_case(service, "井盖松动")
    backup(folder, archive)
    assert restore(archive, tmp_path / "new").cases == 3


def test_a_picture_that_was_gone_is_named(folder: Path, tmp_path: Path) -> None:
    with open_street(folder) as service:
        sha256 = service.store.conn.execute("SELECT sha256 FROM file").fetchone()[0]
    file_path(folder / "uploads", sha256).unlink()
    assert backup(folder, tmp_path / "a.zip").missing == (f"uploads/{sha256[:2]}/{sha256}",)
    assert restore(tmp_path / "a.zip", tmp_path / "new").missing == (f"uploads/{sha256[:2]}/{sha256}",)


def test_a_folder_without_a_database_cannot_be_backed_up(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="没有数据库"):
        backup(tmp_path, tmp_path / "a.zip")


def test_what_is_there_is_never_written_over(folder: Path, archive: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="已经有数据库"):
        restore(archive, folder)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "notes.txt").write_text("x", encoding="utf-8")
    with pytest.raises(BackupError, match="已经有文件"):
        restore(archive, tmp_path / "other")


Change = Callable[[dict[str, bytes], dict[str, object]], None]


def changed(archive: Path, change: Change) -> Path:
    """The archive with something changed in it; the manifest is made to fit again where `change` says so."""
    with zipfile.ZipFile(archive) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    head = json.loads(files.pop(MANIFEST))
    change(files, head)
    made = archive.with_name("changed.zip")
    with zipfile.ZipFile(made, "w") as packed:
        for name, data in files.items():
            packed.writestr(name, data)
        packed.writestr(MANIFEST, json.dumps(head))
    return made


def listed(head: dict[str, object], name: str, data: bytes) -> None:
    import hashlib

    files = head["files"]
    assert isinstance(files, dict)
    files[name] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}


def a_changed_byte(files: dict[str, bytes], head: dict[str, object]) -> None:
    files["street.yaml"] = files["street.yaml"].replace("柳河".encode(), "柳江".encode())


def a_longer_file(files: dict[str, bytes], head: dict[str, object]) -> None:
    files["street.yaml"] += b"x" * 100


def an_additional_file(files: dict[str, bytes], head: dict[str, object]) -> None:
    files["more.yaml"] = b"a: b"


def a_missing_file(files: dict[str, bytes], head: dict[str, object]) -> None:
    del files[next(name for name in files if name.startswith("uploads/"))]


def a_missing_picture_nobody_listed(files: dict[str, bytes], head: dict[str, object]) -> None:
    name = next(name for name in files if name.startswith("uploads/"))
    del files[name], head["files"][name]  # type: ignore[attr-defined]


def a_name_that_leaves_the_folder(files: dict[str, bytes], head: dict[str, object]) -> None:
    files["../evil.yaml"] = b"a: b"
    listed(head, "../evil.yaml", b"a: b")


def a_program(files: dict[str, bytes], head: dict[str, object]) -> None:
    files["start.py"] = b"import this"
    listed(head, "start.py", b"import this")


def another_format(files: dict[str, bytes], head: dict[str, object]) -> None:
    head["format"] = "bihuan-backup-99"


def torn_pages(files: dict[str, bytes], head: dict[str, object]) -> None:
    data = bytearray(files[DATABASE])
    data[4096 * 3:4096 * 60] = bytes(4096 * 57)
    files[DATABASE] = bytes(data)
    listed(head, DATABASE, files[DATABASE])


def a_changed_record(files: dict[str, bytes], head: dict[str, object]) -> None:
    files[DATABASE] = files[DATABASE].replace("居民代表到场验收".encode(), "居民代表没有到场".encode())
    listed(head, DATABASE, files[DATABASE])


@pytest.mark.parametrize(("change", "words"), [
    (a_changed_byte, "「street.yaml」损坏"), (a_longer_file, "「street.yaml」损坏"), (an_additional_file, "和清单对不上"),
    (a_missing_file, "和清单对不上"), (a_missing_picture_nobody_listed, "缺照片"), (a_name_that_leaves_the_folder, "不该有的文件名"),
    (a_program, "不该有的文件名"), (another_format, "别的版本"), (torn_pages, "数据库损坏"), (a_changed_record, "被改动过")])
def test_a_spoilt_backup_is_refused_and_nothing_is_left(archive: Path, tmp_path: Path, change: Change, words: str) -> None:
    spoilt = changed(archive, change)
    with pytest.raises(BackupError) as refused:
        restore(spoilt, tmp_path / "new")
    assert words in refused.value.text.zh
    assert not (tmp_path / "new").exists()
    assert not list(tmp_path.glob(".restore-*"))
    assert not (tmp_path / "evil.yaml").exists()


@pytest.mark.parametrize("data", [b"", b"not a zip", b"PK\x03\x04" + b"\x00" * 50])
def test_another_file_is_no_backup(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(data)
    with pytest.raises(BackupError, match="不是闭环的备份文件"):
        restore(tmp_path / "a.zip", tmp_path / "new")


def test_a_backup_cut_short_is_refused(archive: Path, tmp_path: Path) -> None:
    archive.write_bytes(archive.read_bytes()[:-200])
    with pytest.raises(BackupError, match="不完整"):
        restore(archive, tmp_path / "new")


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="没有找到备份文件"):
        restore(tmp_path / "none.zip", tmp_path / "new")
