"""Whom or what lots may fall on, and how many from which stratum.

In: a draw of the method and what is known of the case.  Out: candidates, their strata, and quotas.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.case.facts import Facts
from engine.case.state import changed
from engine.draws import shares
from engine.errors import FormulaRefusal
from engine.filling import is_blank
from engine.model import Draw


def candidates(draw: Draw, facts: Facts) -> list[str]:
    """Everybody or everything in the pool for which 只取 holds: holders of the role at the case's unit and below it (where
    there are none, nearest above, or at any unit), rows of a register there, or cases of a workflow there."""
    pool = _holders(draw, facts) if draw.pool_kind == "role" else list(facts.world.look.among(draw.pool_kind, draw.pool, _unit(facts)))
    return sorted(one for one in dict.fromkeys(pool) if _fits(draw, facts, one))


def _unit(facts: Facts) -> str:
    assert facts.case is not None
    return facts.case.unit


def _holders(draw: Draw, facts: Facts) -> list[str]:
    directory, home = facts.world.directory, _unit(facts)
    here = [unit for unit in directory.units if home in directory.chain(unit)]
    found = [person for unit in here for role in directory.parts(draw.pool) for person in directory.at(role, unit)]
    return found or list(directory.behind(directory.doors(draw.pool, home)) or directory.everywhere(draw.pool))


def _known_of(draw: Draw, facts: Facts, one: str) -> dict[str, Any]:
    if draw.pool_kind == "role":
        return {field.name: facts.world.directory.fact(one, field.name) for field in draw.facts}
    return dict(facts.world.look.among(draw.pool_kind, draw.pool, _unit(facts)).get(one, {}))


def _fits(draw: Draw, facts: Facts, one: str) -> bool:
    if draw.only is None:
        return True
    own = changed(facts, over={**facts.over, **_known_of(draw, facts, one)}, sheet={**facts.sheet, **{field.name: field for field in draw.facts}})
    try:
        return own.holds(draw.only)
    except FormulaRefusal:
        return False  # what nobody has told counts as not holding


def stratum_of(draw: Draw, facts: Facts, one: str) -> str:
    """The stratum of a candidate: the fact 分层 names, or the item of its quotas under which it is known; '' without strata."""
    if draw.strata_kind == "fact":
        kept = _known_of(draw, facts, one).get(draw.strata)
        return "" if is_blank(kept) else str(kept)
    if draw.strata_kind == "quotas":
        return next((name for name in _quotas(draw, facts) if name in _words_of(draw, facts, one)), "")
    return ""


def _words_of(draw: Draw, facts: Facts, one: str) -> set[str]:
    """The roles a candidate holds and what is known of it, as plain words."""
    known = {str(value) for value in _known_of(draw, facts, one).values() if isinstance(value, str)}
    if draw.pool_kind != "role":
        return known
    return known | {role for role, _ in facts.world.directory.doors_of(one)}


def _quotas(draw: Draw, facts: Facts) -> Mapping[str, Any]:
    found = facts.world.parameters.get(draw.strata)
    return found if isinstance(found, Mapping) else {}


def quotas_of(draw: Draw, facts: Facts, entries: Mapping[str, str], wanted: int) -> dict[str, int]:
    """How many are drawn from each stratum: as the parameter says, in proportion to the strata, or all from one list."""
    if draw.strata_kind == "quotas":
        return {name: int(number) for name, number in _quotas(draw, facts).items() if number}
    if draw.strata_kind == "fact":
        sizes: dict[str, int] = {}
        for stratum in sorted(entries.values()):
            sizes[stratum] = sizes.get(stratum, 0) + 1
        return {name: number for name, number in shares(wanted, sizes).items() if number}
    return {"": wanted}
