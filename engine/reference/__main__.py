"""Writes what is generated from the schemas: `python -m engine.reference`, in a checkout.

In: nothing.  Out: schemas/<kind>.<lang>.schema.json and docs/reference.md.
"""

from __future__ import annotations

from pathlib import Path

from engine import shipped
from engine.reference.files import generated


def main(root: Path) -> None:
    """Write every generated file under `root`."""
    for name, text in generated().items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(shipped.schemas().parent)
