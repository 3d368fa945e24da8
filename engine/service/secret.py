"""The street's own secret: sessions are signed and lookup codes made with it.

In: the street's folder.  Out: 32 random bytes, made once and kept in a file of their own, outside the database.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from engine.errors import BihuanError
from engine.text import say

FILE, LENGTH = "secret.key", 32


def secret_of(folder: Path) -> bytes:
    """The secret of a folder; the first of several processes makes it, the others take the same."""
    file = folder / FILE
    if not file.exists():
        _make(folder, file)
    found = file.read_bytes()
    if len(found) < LENGTH:
        raise BihuanError(say("{file} 不完整，不能用。请从备份找回；找不回就删掉它，旧的查询码都要补发。",
                              "{file} is damaged. Take it from a backup; if there is none, delete it: every lookup code must then be given anew.",
                              file=file))
    return found


def _make(folder: Path, file: Path) -> None:
    made = folder / f"secret.{secrets.token_hex(4)}"
    made.write_bytes(secrets.token_bytes(LENGTH))
    made.chmod(0o600)
    try:
        os.link(made, file)  # refused where another process was first
    except FileExistsError:
        pass
    except OSError:  # a file system without links
        made.replace(file)
    made.unlink(missing_ok=True)
