"""What a case did beyond itself, in sentences: other cases, registers, roles.

In: bodies of events.  Out: the sentence, values and note of an entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.text import Text, say

if TYPE_CHECKING:
    from engine.directory import Directory
    from engine.service.service import Service
    from engine.service.timeline import Happened

Told = tuple[Text, Mapping[str, Any], str]


class BeyondTelling:
    """Tells events that reach beyond a case."""

    service: Service
    directory: Directory

    def _opened_other(self, body: Mapping[str, Any], event: Happened) -> Told:
        loaded = self.service.store.load(body["case"])
        number = loaded[0].number if loaded is not None else ""
        return say("另立「{workflow}」{number}", "opened “{workflow}” {number}", workflow=body["workflow"], number=number), {}, ""

    def _other_ended(self, body: Mapping[str, Any], event: Happened) -> Told:
        if not body["outcome"]:
            return say("另立的{number}重新办理", "{number}, opened from here, goes on again", number=body["number"]), {}, ""
        return say("另立的{number}办完了：{outcome}", "{number}, opened from here, has ended: {outcome}", number=body["number"],
                   outcome=body["outcome"]), {}, ""

    def _enrolled(self, body: Mapping[str, Any], event: Happened) -> Told:
        return say("记入名册「{register}」", "written into the register “{register}”", register=body["register"]), {}, ""

    def _appointed(self, body: Mapping[str, Any], event: Happened) -> Told:
        until = say("，到{day}", ", until {day}", day=body["until"][:10]) if body.get("until") else Text("", "")
        permit = say("，证号 {number}", ", permit {number}", number=body["number"]) if body.get("number") else Text("", "")
        return say("任命{name}为「{role}」（{unit}）{until}{permit}", "gave {name} the role “{role}” ({unit}){until}{permit}", until=until,
                   permit=permit, **self._whom(body)), {}, ""

    def _dismissed(self, body: Mapping[str, Any], event: Happened) -> Told:
        return say("免去{name}的「{role}」（{unit}）", "took the role “{role}” ({unit}) from {name}", **self._whom(body)), {}, ""

    def _whom(self, body: Mapping[str, Any]) -> dict[str, str]:
        return {"name": self.directory.call(body["person"]), "role": body["role"], "unit": self.directory.call_unit(body["unit"])}
