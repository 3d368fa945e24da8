"""Cases that were opened by other cases, or by the calendar: how a story sees them and what it calls them.

In: `另立`: workflow → the name, or names, its new cases get in the story; 无 when none may have been opened.
Out: differences; the names can be used from then on.
"""

from __future__ import annotations

from engine.scenarios.vocabulary import Difference, Scene, differs, expects, words_of
from engine.scenarios.words.seen import NONE
from engine.schema import Item
from engine.text import Text


@expects("opened", Text("另立", "opened"))
def _opened(item: Item, scene: Scene) -> list[Difference]:
    fresh = _fresh(scene)
    if not isinstance(item.value, dict):
        wanted = [word for word in words_of(item) if word not in NONE]
        return differs("opened", item, wanted, [str(body["workflow"]) for body in fresh])
    found: list[Difference] = []
    for workflow, names in item.value.items():
        made = [str(body["id"]) for body in fresh if body["workflow"] == workflow]
        wanted = words_of(names)
        found += differs("opened", names, f"{workflow} {len(wanted)}", f"{workflow} {len(made)}")
        taken = [name for name in wanted if name in scene.stage.names]
        found += differs("opened", names, "没有用过的名字", "、".join(taken)) if taken else []
        scene.stage.names.update((name, case) for name, case in zip(wanted, made, strict=False) if name not in taken)
    return found


def _fresh(scene: Scene) -> list[dict[str, object]]:
    """What the beat opened besides the case it speaks of, in the order in which it was opened."""
    return [dict(event.body) for name, event in scene.happened if event.type == "opened" and name != scene.name]
