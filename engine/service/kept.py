"""What was kept earlier and is needed again: older versions of a method, pictures handed in before.

In: a digest or the values of a form.  Out: the compiled version; nothing for values whose pictures are all here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from engine.compiler import compile_method, digest_of
from engine.model import Method
from engine.problems import Report
from engine.schema import from_plain
from engine.service.refused import Refused
from engine.store import Store, definitions
from engine.store.drafts import file_type
from engine.street import with_parameters
from engine.text import say

if TYPE_CHECKING:
    from engine.service.service import Service

_BROKEN = (AssertionError, AttributeError, LookupError, TypeError, ValueError)  # what rules of another version may run into


def kept_method(store: Store, name: str, digest: str) -> Method:
    """A version of a method as a running case is pinned to it, with the street's values of its time; refuses one that
    is missing, was changed, or cannot be read any more."""
    body = definitions.definition(store, digest)
    if body is None:
        raise _unusable("找不到这件事所用的规则版本 {digest}，请联系管理员", "the rules this case runs by ({digest}) are missing", digest)
    report = Report()
    try:
        item = from_plain(json.loads(body))
        made = compile_method(item, report)
        kept = definitions.parameters_of(store, name, digest)
        if kept is not None:
            made = with_parameters(made, from_plain(json.loads(kept)), report)
    except _BROKEN:
        raise _too_old(digest) from None
    if report.problems:
        raise _too_old(digest)
    if digest_of(item) != digest:
        raise _unusable("这件事所用的规则版本 {digest} 被改动过，不能再用，请管理员从备份找回",
                        "the rules this case runs by ({digest}) were changed and cannot be used; take them from a backup", digest)
    return made


def _too_old(digest: str) -> Refused:
    return _unusable("这件事所用的规则版本 {digest}，现在的程序读不了，请管理员用原来的版本办完，或者联系开发者",
                     "this version of the program cannot read the rules this case runs by ({digest}); finish it with the version before", digest)


def _unusable(zh: str, en: str, digest: str) -> Refused:
    return Refused("no-method", say(zh, en, digest=digest[:12]))


def require_known(service: Service, values: Mapping[str, Any]) -> None:
    """Refuse pictures that never arrived: their file is not among those kept."""
    for name, sha256 in _pictures(values):
        if file_type(service.store, sha256) is None:
            text = say("照片没有收到，请重新上传", "the picture did not arrive; please upload it again")
            raise Refused("form", text, ((name, text),))


def _pictures(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        for one in value if isinstance(value, list | tuple) else [value]:
            if isinstance(one, Mapping) and isinstance(one.get("sha256"), str):
                yield name, one["sha256"]
