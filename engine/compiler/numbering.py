"""The pattern of numbers as written, or the parameter that holds one of a few patterns to choose from.

In: names and the item of something that is numbered.  Out: a pattern, or the name of a parameter.
"""

from __future__ import annotations

from engine.compiler.names import Names
from engine.schema import Item
from engine.schema.formats import is_number_pattern
from engine.text import say


def number_pattern(names: Names, item: Item, otherwise: str) -> str:
    """What stands under 编号: a pattern, or a parameter of type item whose every choice is one."""
    found = item.get("number")
    if found is None or is_number_pattern(str(found.value)):
        return otherwise if found is None else str(found.value)
    name = names.use("parameter", found)
    parameter = names.parameters.get(name)
    if parameter is not None and (parameter.type != "item" or not all(is_number_pattern(one) for one in parameter.options)):
        names.report.add("parameter-kind", found.mark, say(
            "「{name}」的取值要都是编号的样子", "every choice of “{name}” must be a number pattern", name=name),
            say("写「类型: 选项」，「取值」里每一个都带一个 {example}", "write 类型: 选项, with one {example} in each of 取值", example="{序号}"),
            related=((parameter.mark, say("它写在这里", "it is declared here")),))
    return name
