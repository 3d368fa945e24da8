"""Values that are set in stories: who sets which parameters, from which day on, and why.

In: a beat such as 周立 定参数, with the values under 填, the day as 自 and the reason as 理由.  Out: the values in force, or a refusal.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.scenarios.vocabulary import Misread, Turn, doing
from engine.text import say


@doing("定参数", "set_parameters")
def _set(turn: Turn) -> None:
    values: dict[str, str] = {}
    for name, value in (turn.beat.fill or {}).items():
        values |= {f"{name}({item})": str(one) for item, one in value.items()} if isinstance(value, Mapping) else {name: str(value)}
    since = turn.beat.item.text("since")
    if not values or not since:
        raise Misread(say("请写明定哪些数、从哪天起：{{填: {{参数: 值}}, 自: 2027-01-01, 理由: …}}",
                          "say which values and from which day: {{fill: {{parameter: value}}, since: 2027-01-01, reason: …}}"))
    settings = turn.stage.service.settings
    settings.set(turn.actor, settings.plan(turn.actor, turn.stage.method.id, values, since), turn.beat.reason)
