"""Backup and restore: one file that holds a street, taken while people work, checked before it is used.

In: a street's folder, or such a file.  Out: the file, or a folder that was verified before it was put in its place.
The file is a ZIP archive: the database as of one moment, every picture, the rule files, counts of open ballot boxes, and a manifest with the
SHA-256 of each.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from engine.errors import BihuanError
from engine.store.outbox import doubt_all
from engine.store.sqlite import Store
from engine.store.urn_backup import OUTLINES, outline_boxes, put_boxes_back
from engine.store.verify import stored_methods, verify
from engine.text import Text, say

DATABASE, UPLOADS, MANIFEST, SECRET = "bihuan.db", "uploads", "manifest.json", "secret.key"
TEMPLATES = "模板"
FORMAT = "bihuan-backup-1"
LARGEST_MANIFEST = 256 * 1024 * 1024
_BLOCK = 1 << 20
_PICTURE = re.compile(r"uploads/([0-9a-f]{2})/(\1[0-9a-f]{62})")

Progress = Callable[[Text, int, int], None]  # what is being done, how much of it is done, how much there is


class BackupError(BihuanError):
    """A backup that cannot be made, or an archive that cannot be used."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds; `at` is the moment of its last event, `missing` are pictures that were gone when it was made."""

    at: str
    cases: int
    events: int
    files: int
    missing: tuple[str, ...] = ()


def backup(folder: Path, target: Path, progress: Progress | None = None) -> Contents:
    """Write the street in `folder` to the file `target`; people may go on working meanwhile.

    Refuses a folder without a database.  The file appears under its name only when it is whole and on disk.
    """
    if not (folder / DATABASE).is_file():
        raise BackupError(say("{folder} 里没有数据库，不能备份", "there is no database in {folder} to back up", folder=folder))
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-", ignore_cleanup_errors=True) as room:
        copy = Path(room) / DATABASE
        _copy_database(folder / DATABASE, copy, progress)
        archive = Path(room) / "archive"
        contents = _pack(folder, copy, archive, progress)
        archive.replace(target)
    return contents


def restore(archive: Path, folder: Path, progress: Progress | None = None) -> Contents:
    """Put a backup into `folder`, which must be new or empty; nothing is there until everything was verified.

    Refuses an archive with a wrong hash, a missing or an additional file or an unsafe name, a database that SQLite
    finds damaged, and a record whose replay differs from what is stored.
    """
    if (folder / DATABASE).exists():
        raise BackupError(say("{folder} 里已经有数据库。请恢复到一个新的文件夹，核对后再换过去", "{folder} holds a database already; restore to a new folder",
                              folder=folder))
    if folder.exists() and any(folder.iterdir()):
        raise BackupError(say("{folder} 里已经有文件。请恢复到一个新的文件夹", "{folder} is not empty; restore to a new folder", folder=folder))
    folder.absolute().parent.mkdir(parents=True, exist_ok=True)
    room = Path(tempfile.mkdtemp(dir=folder.absolute().parent, prefix=".restore-"))
    try:
        contents = _unpack(archive, room, progress)
        _check(room, contents, progress)
        put_boxes_back(room)
        _doubt_messages(room, contents.at)
        if folder.exists():
            folder.rmdir()
        room.rename(folder)
    except BaseException:
        shutil.rmtree(room, ignore_errors=True)
        raise
    return contents


# --- making one -----------------------------------------------------------------------------------------------------


def _copy_database(source: Path, copy: Path, progress: Progress | None) -> None:
    """The database as it stands now; the reader's snapshot keeps what others write meanwhile out of the copy."""
    def told(_: int, remaining: int, total: int) -> None:
        if progress is not None:
            progress(say("复制数据库", "copying the database"), total - remaining, total)

    with _opened(source) as conn, _opened(copy) as made:
        conn.execute("BEGIN")
        conn.execute("SELECT count(*) FROM meta").fetchone()  # the snapshot begins with the first read
        conn.backup(made, pages=2048, progress=told)
        conn.execute("ROLLBACK")
        made.execute("PRAGMA journal_mode=DELETE")


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    conn = sqlite3.connect(str(path), timeout=30, isolation_level=None)
    try:
        yield conn
    finally:
        conn.close()


def _pack(folder: Path, database: Path, archive: Path, progress: Progress | None) -> Contents:
    with _opened(database) as conn:
        cases = conn.execute("SELECT count(*) FROM stream WHERE kind = 'case'").fetchone()[0]
        events = conn.execute("SELECT count(*) FROM event").fetchone()[0]
        last = conn.execute("SELECT at FROM event ORDER BY pos DESC LIMIT 1").fetchone()
        pictures = [row[0] for row in conn.execute("SELECT DISTINCT sha256 FROM file ORDER BY sha256")]
    found = {f"{UPLOADS}/{one[:2]}/{one}": folder / UPLOADS / one[:2] / one for one in pictures}
    missing = tuple(name for name, path in found.items() if not path.is_file())
    boxes = outline_boxes(folder, archive.parent)
    sources = {DATABASE: database, **_rule_files(folder), **boxes, **{name: path for name, path in found.items() if name not in missing}}
    contents = Contents(last[0] if last else "", cases, events, len(sources), missing)
    with archive.open("wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
            listed: dict[str, dict[str, Any]] = {}
            for number, (name, path) in enumerate(sources.items(), start=1):
                listed[name] = _put(packed, name, path)
                if progress is not None:
                    progress(say("写入备份", "writing the backup"), number, len(sources))
            head = {"format": FORMAT, "at": contents.at, "cases": cases, "events": events, "missing": missing, "files": listed}
            packed.writestr(MANIFEST, json.dumps(head, ensure_ascii=False, indent=1))
        file.flush()
        os.fsync(file.fileno())
    return contents


def _rule_files(folder: Path) -> dict[str, Path]:
    """The street's own files, its Word templates and its secret, without which no lookup code would work; pictures are
    not among them."""
    found = [path for path in folder.rglob("*") if (path.suffix in (".yaml", ".yml") or path == folder / SECRET) and path.is_file()]
    found += [path for path in (folder / TEMPLATES).glob("*.docx") if path.is_file()]
    named = {path.relative_to(folder).as_posix(): path for path in sorted(found)}
    return {name: path for name, path in named.items() if not any(part.startswith(".") for part in name.split("/"))}


def _put(packed: zipfile.ZipFile, name: str, path: Path) -> dict[str, Any]:
    entry = zipfile.ZipInfo(name) if name.startswith(f"{UPLOADS}/") else name  # pictures are compressed already
    with path.open("rb") as source, packed.open(entry, "w", force_zip64=True) as target:
        sha256, size = _copy(source, target)
    return {"sha256": sha256, "size": size}


def _copy(source: IO[bytes], target: IO[bytes], most: int = -1) -> tuple[str, int]:
    """Copy and hash; stops early when there is more than `most`."""
    hashed, size = hashlib.sha256(), 0
    while block := source.read(_BLOCK):
        size += len(block)
        hashed.update(block)
        if 0 <= most < size:
            break
        target.write(block)
    return hashed.hexdigest(), size


# --- using one ------------------------------------------------------------------------------------------------------


def _unpack(archive: Path, room: Path, progress: Progress | None) -> Contents:
    try:
        with zipfile.ZipFile(archive) as packed:
            head = _manifest(packed)
            files: Mapping[str, Mapping[str, Any]] = head["files"]
            for number, (name, said) in enumerate(files.items(), start=1):
                _take(packed, name, said, room)
                if progress is not None:
                    progress(say("取出并核对文件", "unpacking and checking files"), number, len(files))
            return Contents(str(head["at"]), int(head["cases"]), int(head["events"]), len(files), tuple(map(str, head["missing"])))
    except FileNotFoundError:
        raise BackupError(say("没有找到备份文件 {name}", "there is no backup file {name}", name=archive)) from None
    except (zipfile.BadZipFile, zipfile.LargeZipFile, KeyError, TypeError, ValueError, EOFError, NotImplementedError, RuntimeError):
        raise _unusable("这不是闭环的备份文件，或者文件不完整", "this is not a backup made by Bihuan, or it is not whole") from None


def _manifest(packed: zipfile.ZipFile) -> Mapping[str, Any]:
    if packed.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
        raise ValueError(MANIFEST)
    head: Mapping[str, Any] = json.loads(packed.read(MANIFEST))
    if head["format"] != FORMAT:
        raise _unusable("这个备份是别的版本做的，请用做它的版本恢复", "this backup was made by another version; restore it with that one")
    names = packed.namelist()
    if sorted(names) != sorted([MANIFEST, *head["files"]]):
        raise _unusable("备份里的文件和清单对不上", "the files in the backup are not those of its manifest")
    for name in head["files"]:
        if not _is_safe(name):
            raise _unusable("备份里有不该有的文件名「{name}」", "the backup holds a file name that does not belong there: “{name}”", name=name)
    if DATABASE not in head["files"]:
        raise _unusable("备份里没有数据库", "there is no database in the backup")
    return head


def _is_safe(name: str) -> bool:
    """Whether a name belongs in a street's folder: the database, the secret lookup codes are made with, a picture
    under its hash, a Word template, or a rule file.

    >>> [_is_safe(one) for one in ("secret.key", "street.yaml", "methods/six-step/工作法.yaml", "模板/督办函.docx")]
    [True, True, True, True]
    >>> [_is_safe(one) for one in ("../street.yaml", "/etc/a.yaml", "C:/a.yaml", "a\\\\..\\\\b.yaml", "run.exe", "uploads/aa/x")]
    [False, False, False, False, False, False]
    """
    if name in (DATABASE, SECRET, OUTLINES) or _PICTURE.fullmatch(name):
        return True
    parts = name.split("/")
    known = PurePosixPath(name).suffix in (".yaml", ".yml") or (len(parts) == 2 and parts[0] == TEMPLATES and name.endswith(".docx"))
    return known and not any(
        part in ("", ".", "..") or set(part) & set('\\:*?"<>|\0') for part in parts)


def _take(packed: zipfile.ZipFile, name: str, said: Mapping[str, Any], room: Path) -> None:
    path = room.joinpath(*name.split("/"))
    path.parent.mkdir(parents=True, exist_ok=True)
    with packed.open(name) as source, path.open("wb") as target:
        sha256, size = _copy(source, target, int(said["size"]))
        target.flush()
        os.fsync(target.fileno())
    picture = _PICTURE.fullmatch(name)
    if (sha256, size) != (said["sha256"], said["size"]) or (picture is not None and picture[2] != sha256):
        raise _unusable("备份里的「{name}」损坏了，没有恢复", "“{name}” in the backup is damaged; nothing was restored", name=name)


def _check(room: Path, contents: Contents, progress: Progress | None) -> None:
    """Refuse a database that is damaged in itself or in what it says."""
    try:
        with _opened(room / DATABASE) as conn:
            told = conn.execute("PRAGMA integrity_check").fetchone()[0]
            streets = [row[0] for row in conn.execute("SELECT DISTINCT street FROM stream")]
            listed = {f"{UPLOADS}/{row[0][:2]}/{row[0]}" for row in conn.execute("SELECT sha256 FROM file")}
    except sqlite3.DatabaseError as error:
        told, streets, listed = str(error), [], set()
    if told != "ok":
        raise _unusable("备份里的数据库损坏了（{told}）", "the database in the backup is damaged ({told})", told=told)
    gone = [name for name in sorted(listed - set(contents.missing)) if not room.joinpath(*name.split("/")).is_file()]
    damage = [say("缺照片 {name}", "picture {name} is missing", name=name) for name in gone]
    for street in streets:
        damage += _verified(room, street, progress)
    if damage:
        raise _unusable("备份里的记录核对不上，没有恢复：\n{zh}", "the record in the backup does not fit; nothing was restored:\n{en}",
                        zh="\n".join(one.zh for one in damage[:20]), en="\n".join(one.en for one in damage[:20]))


def _verified(room: Path, street: str, progress: Progress | None) -> list[Text]:
    store = Store(room / DATABASE, street)
    try:
        return verify(store, stored_methods(store), lambda done, total: progress(
            say("重演核对", "replaying"), done, total) if progress is not None else None)
    finally:
        store.close()


def _doubt_messages(room: Path, at: str) -> None:
    """What was to be sent when the backup was made may have gone out since: nobody is told twice without being asked."""
    store = Store(room / DATABASE, "")
    try:
        if not store.pending():
            with store.write():
                doubt_all(store, at, "从备份恢复，可能已经发过")
    finally:
        store.close()


def _unusable(zh: str, en: str, /, **facts: object) -> BackupError:
    return BackupError(say(zh, en, **facts))
