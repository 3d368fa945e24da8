"""The tabs of the work list: their names, and what an empty one says.

In: a tab.  Out: words.
"""

from __future__ import annotations

from typing import Literal

from flask_babel import gettext as _

Tab = Literal["todo", "claim", "unit", "done", "copied", "all"]


def tab_titles() -> dict[Tab, str]:
    """The tabs in their order."""
    return {"todo": _("待办"), "claim": _("待领"), "unit": _("我单位"), "done": _("已办"), "copied": _("抄送我"), "all": _("查找")}


def empty_words(tab: Tab, *, searched: bool) -> str:
    """What would be here, and how it gets here."""
    if searched:
        return _("没有找到。换一个词，或者到「查找」里找全部；一个字也能找。")
    return {
        "todo": _("现在没有等您办的事。轮到您办的、您领取的，都会列在这里。"),
        "claim": _("没有等人领取的事。交给您这个岗位、还没有人领的，会列在这里，谁领谁办。"),
        "unit": _("您单位现在没有在办的事。交给本单位任何一位同事的，都会列在这里。"),
        "done": _("您还没有办过事。办过一步的都会留在这里，可以看后来怎样了。"),
        "copied": _("还没有抄送给您的事。同事抄送的会列在这里，只看不用办。"),
        "all": _("还没有您能看到的事。登记第一件，就会出现在这里。"),
    }[tab]
