"""Drafts beside the street's file: looked at before anything is written, and gone afterwards, even if the program was killed.

In: a folder and what a draft holds.  Out: the draft while it is looked at; drafts whose program is gone are removed.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from engine.service.refused import Refused
from engine.street import street_file
from engine.text import say

OLD = 600  # seconds after which a draft is nobody's; looking at one takes a second or two


@contextmanager
def beside(folder: Path, data: bytes) -> Iterator[Path]:
    """A file beside the street's own for as long as it is looked at; refused where nothing can be written there."""
    file = street_file(folder).resolve()
    sweep(folder)
    draft = file.with_name(f".{file.name}.{os.getpid()}-{os.urandom(4).hex()}")
    try:
        with draft.open("xb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        draft.chmod(file.stat().st_mode & 0o777)
        if not os.access(file, os.W_OK):
            raise PermissionError(file.name)
        yield draft
    except PermissionError as failed:
        raise Refused("read-only", say("程序写不了街道文件所在的文件夹，没有改动；请让管理员放开写权限，或者在街道文件里改好以后运行 bihuan apply",
                                       "the folder of the street's file cannot be written, so nothing was changed; let the administrator allow it, or "
                                       "change the file and run bihuan apply")) from failed
    finally:
        draft.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove the drafts of programs that were killed."""
    file = street_file(folder).resolve()
    name = re.compile(re.escape(f".{file.name}.") + r"([0-9]+)-[0-9a-f]{8}")
    with suppress(OSError):  # a folder that cannot be read or written is told where it matters
        for one in list(file.parent.iterdir()):
            found = name.fullmatch(one.name)
            if found is not None and _left(one, int(found[1])):
                one.unlink(missing_ok=True)


def _left(draft: Path, process: int) -> bool:
    """Whether the program that made a draft is gone; where that cannot be asked, whether the draft is old."""
    if os.name == "posix":  # elsewhere a signal of 0 would end the program
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        except (PermissionError, OverflowError):  # somebody else's, or no process at all
            pass
    try:
        return time.time() - draft.stat().st_mtime > OLD
    except FileNotFoundError:
        return False
