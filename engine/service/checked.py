"""A street's file looked over before anything runs on it.

In: a street's folder.  Out: the street, or every problem of its file and its methods.
"""

from __future__ import annotations

from pathlib import Path

from engine.checks import check_method
from engine.directory import Directory
from engine.errors import BihuanError
from engine.problems import Report
from engine.service.record import would_stand
from engine.source import Sources
from engine.store import Store
from engine.store.backup import DATABASE
from engine.store.streams import is_blank
from engine.street import Street, read_street
from engine.street.reading import Stands
from engine.text import say


def looked_over(folder: Path, report: Report, *, file: Path | None = None, staffed: bool = True) -> Street | None:
    """A street's file with everything found in it and its methods; `file` stands in for the one of the folder."""
    street = read_street(file or folder, report, Sources(), stands=stands_in(folder) if staffed else None)
    for method in street.methods.values() if street is not None else ():
        check_method(method, report)
    return street


def checked_street(folder: Path, *, staffed: bool = True) -> Street:
    """A street whose file holds no problem; raises `BihuanError` with all of them.

    `staffed`: every post must be held; not asked while people are still to be taken in.
    """
    report = Report()
    street = looked_over(folder, report, staffed=staffed)
    if street is None or report.problems:
        zh = "\n".join(f"{p.mark.path}:{p.mark.line}: {p.message.zh}" for p in report.problems[:20])
        en = "\n".join(f"{p.mark.path}:{p.mark.line}: {p.message.en}" for p in report.problems[:20])
        raise BihuanError(say("街道文件有{n}个问题，先改好再运行：\n{zh}", "the street's file has {n} problem(s) to mend first:\n{en}",
                              n=len(report.problems), zh=zh, en=en))
    return street


def stands_in(folder: Path) -> Stands:
    """Who will be there once the file in a folder is taken over: people who were imported or appointed since count, too."""

    def there(street: str, file: Directory) -> Directory:
        if not (folder / DATABASE).is_file():
            return file
        store = Store(folder / DATABASE, street)
        try:
            return file if is_blank(store) else would_stand(store, street, file)
        finally:
            store.close()

    return there
