"""Files to take away: the right type, and a Chinese name that every browser keeps.

In: bytes and a name.  Out: a download.
"""

from __future__ import annotations

from urllib.parse import quote

from flask import Response

TYPES = {"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
         "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8",
         "json": "application/json"}


def download(body: bytes, name: str, ending: str) -> Response:
    """A file to be saved under a name."""
    plain = f"file.{ending}"
    return Response(body, mimetype=TYPES[ending], headers={
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(f'{name}.{ending}', safe='')}"})
