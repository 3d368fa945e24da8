"""Who is ranked with whom, and what a result leads to.

In: the items 名次 and 结果 of an evaluation.  Out: a `Ranking` and `Consequence`s.
"""

from __future__ import annotations

from engine.compiler import scoring_words as words
from engine.compiler.evaluation_reader import Reader
from engine.compiler.people import People
from engine.formulas.types import NUMBER, YES_NO, Type
from engine.model.evaluation import Consequence, Ranking
from engine.schema import Item


def compile_ranking(reader: Reader) -> Ranking | None:
    """Who is ranked with whom; None where nobody is."""
    item = reader.item.get("ranking")
    if item is None:
        return None
    then = tuple(str(one.value) for one in item.words("then"))
    for one in item.words("then"):
        if str(one.value) not in reader.indicators:
            reader.names.unknown("field", str(one.value), one.mark, reader.indicators)
    return Ranking(compile_within(reader, item.words("within")), item.text("order", "high"), reader.choice("ties", words.TIES, "shared", item),  # type: ignore[arg-type]
                   then, reader.formula(item.get("entrants"), YES_NO, {words.SCORE: NUMBER, words.EARLIER: NUMBER}), reader.parameter(item.get("at_least")),
                   reader.names.cites(item), item.key)


def compile_within(reader: Reader, items: tuple[Item, ...]) -> tuple[str, ...]:
    """What those of a group have in common; a parameter may settle it, by one of these words each."""
    known = [one for one in words.WITHIN if not one.isascii()] + [*reader.names.declared["unit"], *reader.ground.facts]
    found: list[str] = []
    for item in items:
        name = str(item.value)
        if name in reader.names.declared["parameter"]:
            reader.names.note("parameter", name)
        elif name not in words.WITHIN and name not in known:
            reader.names.unknown("unit", name, item.mark, [*known, *reader.names.declared["parameter"]])
        found.append(words.WITHIN.get(name, name))
    return tuple(one for one in found if one)


def compile_consequence(reader: Reader, name: str, item: Item) -> Consequence | None:
    """One consequence of an evaluation."""
    extra: dict[str, Type] = {words.SCORE: NUMBER, words.PLACE: NUMBER, words.FROM_LAST: NUMBER, words.TIED: NUMBER, words.RANKED: NUMBER,
                              words.EARLIER: NUMBER}
    bands = reader.item.get("bands")
    if bands is not None and str(bands.value) in reader.names.lists:
        extra[words.BAND] = Type("item", reader.names.lists[str(bands.value)].type)
    extra |= {f"{one}{words.IN_A_ROW}": NUMBER for one in reader.ground.consequences}
    when = reader.formula(item.get("when"), YES_NO, extra)
    if when is None:
        return None
    people = People(reader.names, frozenset(), frozenset())
    choices = item.get("choices")
    return Consequence(
        name, item.text("title", name), when, people.who(item.get("signed_by")), _on(reader, item.get("on")),
        reader.parameter(item.get("appeal")), reader.formula(item.get("feeds"), NUMBER, extra),
        reader.names.use("list", choices) if choices else "", reader.choice("row_by", words.ROW_BY, "period", item),
        reader.choice("same_period", words.SAME_PERIOD, "once", item), *_opens(reader, item.get("open")), people.effects(item),
        item.text("note"), reader.names.cites(item), item.key)


def _opens(reader: Reader, item: Item | None) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The workflow of which a case is opened, and what goes into its fields; a bare word that may be told is itself."""
    flow, carry = (item.get("workflow"), item.get("carry")) if item is not None else (None, None)
    if flow is None:
        return "", ()
    known = (*words.BOARD, *reader.indicators, *reader.derived)
    pairs: list[tuple[str, str]] = []
    for field, one in carry.value.items() if carry is not None else ():
        text = str(one.value)
        pairs.append((field, f"{{{text}}}" if text in known else text))
        for name in words.TOLD.findall(pairs[-1][1]):
            if name not in known:
                reader.names.unknown("field", name, one.mark, known)
    return reader.names.use("workflow", flow), tuple(pairs)


def _on(reader: Reader, item: Item | None) -> str:
    if item is None:
        return ""
    name = str(item.value)
    facts = [one for one, known in reader.ground.facts.items() if known.kind in ("unit", "person")]
    for kind in ("unit", "role"):
        if name in reader.names.declared[kind]:
            return reader.names.use(kind, item)
    if name not in facts:
        reader.names.unknown("unit", name, item.mark, [*reader.names.declared["unit"], *reader.names.declared["role"], *facts])
    return name
