"""Masks: what is left of a personal value on a board.

In: a field, its value in full, and how it is masked.  Out: a text that no longer tells whom it is about.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.model import Field
from engine.model.board import Mask

HIDDEN = "（不公开）"
_DOUBLE = frozenset({"欧阳", "司马", "上官", "诸葛", "司徒", "夏侯", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "长孙", "宇文",
                     "端木", "南宫", "独孤", "司空", "申屠", "轩辕", "百里", "呼延", "闻人", "钟离"})
_LAST = 4


def masked(mask: Mask, field: Field, value: Any) -> str:
    """A value as a board may show it; of a party only the name is left of.

    >>> from engine.model import Field
    >>> masked("surname", Field("诉求人", "party", "诉求人"), {"name": "张大爷", "phone": "13800000001"})
    '张某'
    >>> masked("last_four", Field("电话", "phone", "电话"), "13800000001"), masked("surname", Field("名", "text", "名"), "欧阳小雪")
    ('*******0001', '欧阳某')
    """
    if value is None or mask == "hidden":
        return HIDDEN
    if isinstance(value, Mapping):
        value = str(value.get("name" if mask == "surname" else "phone", ""))
    text = str(value).strip()
    if not text:
        return HIDDEN
    if mask == "surname":
        return f"{text[:2] if text[:2] in _DOUBLE and len(text) > 2 else text[:1]}某"
    return "*" * (len(text) - _LAST) + text[-_LAST:] if len(text) > _LAST else HIDDEN
