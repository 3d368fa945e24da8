"""What never reaches a public board: matters the method withholds, and whatever cannot be told not to be one.

In: a case and its workflow.  Out: yes or no; where a needed value is not filled in yet, yes.
"""

from __future__ import annotations

from engine.case.facts import Facts
from engine.case.state import Case
from engine.case.world import World
from engine.errors import FormulaRefusal
from engine.model import Workflow


def is_withheld(workflow: Workflow, case: Case, world: World) -> bool:
    """Whether a case is internal, has a choice that is not public, or is what the workflow withholds.

    A choice that decides this and has not been made withholds the case."""
    if workflow.visibility == "internal":
        return True
    for name, items in workflow.withheld_choices.items():
        kept = case.data.get(name)
        if kept is None or items & set(kept if isinstance(kept, list) else [kept]):
            return True
    if workflow.withheld is None:
        return False
    try:
        return Facts(workflow, case, world).work_out(workflow.withheld) is not False
    except FormulaRefusal:
        return True
