"""Where the files lie that come with the program: methods, calendars and schemas.

In: nothing.  Out: folders, inside the installed package or beside it in a checkout.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    inside = _PACKAGE / "_shipped" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def workflows() -> Path:
    """The folder of the shipped methods and of the calendars beside them.

    >>> workflows().name
    'workflows'
    """
    return _folder("workflows")


def schemas() -> Path:
    """The folder of the JSON Schemas.

    >>> schemas().name
    'schemas'
    """
    return _folder("schemas")
