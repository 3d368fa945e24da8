"""Working through a receipt again from nothing but the receipt.

In: a score's document.  Out: every number as it comes out, by where it stands, and as it is stated there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from engine.compiler.scoring_words import BAND, FROM_LAST, PLACE, RANKED, SCORE, TIED
from engine.errors import FormulaRefusal
from engine.formulas import EMPTY, NUMBER, Scope, compile_formula, evaluate
from engine.formulas.functions import half_up
from engine.problems import NOWHERE, Report
from engine.scores.book import series
from engine.scores.noting import typed, typed_table
from engine.scores.ranking import Key, Place, places_of
from engine.scores.showing import exact

Values = dict[str, Any]
_SUMS = ("num", "den", "rows", "latest")
_PLACED = ("place", "from_last", "of", "tied")


def not_reworked(document: Mapping[str, Any]) -> frozenset[str]:
    """What a receipt for the public takes as it stands there, by where it stands: what it follows from was not published."""
    return frozenset(document.get("public", {}).get("stated", ()))


def stated_in(document: Mapping[str, Any]) -> Values:
    """What a receipt states, by where it stands."""
    stated: Values = {f"indicators/{one['name']}": one["value"] for one in document["indicators"]}
    stated |= {f"indicators/{one['name']}/{key}": one[key] for one in document["indicators"] for key in _SUMS}
    stated |= {f"derived/{one['name']}": one["value"] for one in document["derived"]}
    stated |= {f"parts/{one['name']}{key and '/'}{key}": one[key or "value"] for one in document["parts"] for key in ("", "weight", "counted")}
    stated |= {"exact": document["exact"], "score": document["score"]}
    for built in document["built_on"]:
        if built["name"] in document["read"]:
            stated[f"read/{built['name']}"] = document["read"][built["name"]]["value"]
        for one in built["receipts"]:
            stated |= {f"{built['name']}/{one['period']}/{key}": value for key, value in stated_in(one).items()}
    if document.get("closed"):
        stated |= {"closed/score": document["closed"]["score"], "closed/place": document["closed"]["place"]}
    if "band" in document:
        stated["band"] = document["band"]["value"]
    if document.get("ranking"):
        stated |= {f"ranking/{key}": document["ranking"][key] for key in _PLACED}
    for at, one in enumerate(document.get("results", ())):
        stated |= {f"results/{at}": True} | {f"results/{at}/{name}": noted["value"] for name, noted in one["read"].items()}
    return stated


def rework(document: Mapping[str, Any]) -> Values:
    """Rows to indicators, indicators to named steps and parts, parts to the score, scores to the place, and what followed."""
    work = _Work(document)
    values = work.values
    for one in document["indicators"]:
        work.know(one["name"], _indicator(one, document["missing"], values), f"indicators/{one['name']}")
    for one in document["derived"]:
        own = work.number(one["formula"], f"derived/{one['name']}", one["value"])
        work.know(one["name"], own if "mean_of" not in one else _mean_of(one["mean_of"], document["subject"], own), f"derived/{one['name']}")
    parts = [(one["name"], work.number(one["formula"], f"parts/{one['name']}", one["value"]),
              work.number(one["weight_formula"], f"parts/{one['name']}/weight", one["weight"])) for one in document["parts"]]
    weighed = _weighed(parts, document["missing"], values) if parts else None
    own = weighed if parts else work.number(document["formula"], "exact", document["exact"]) if document["formula"] else None
    whole = _number(document["exact"]) if "exact" in work.stated else own
    score = None if whole is None else half_up(whole, Fraction(document["decimals"]))
    values |= {"exact": exact(whole), "score": exact(score)}
    known: Values = {**work.env, **({SCORE: score} if score is not None else {})}
    if "band" in document:
        reached = [(Fraction(low), name) for name, low in document["band"]["from"].items() if score is not None and score >= Fraction(low)]
        values["band"] = known[BAND] = document["band"]["value"] if "band" in work.stated else max(reached)[1] if reached else ""
    place = _place(document, score)
    if place is not None:
        values |= {f"ranking/{key}": getattr(place, key) for key in _PLACED}
        known |= {PLACE: Fraction(place.place), FROM_LAST: Fraction(place.from_last), TIED: Fraction(place.tied), RANKED: Fraction(place.of)}
    if document.get("closed"):
        values |= {"closed/score": exact(score), "closed/place": place.place if place is not None else None}
    for at, one in enumerate(document.get("results", ())):
        values |= {f"results/{at}{name and '/'}{name}": value for name, value in _result(one, known, work)}
    return values


def _number(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


class _Work:
    """Formulas worked out over what a receipt says it read; what each gives is known to the next."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.env: Values = {}
        self.types: Values = {}
        self.tables: Values = {}
        self.values: Values = {}
        self.stated = not_reworked(document)
        self.facts, self.zero = frozenset(document["facts"]), document["missing"] == "zero"
        for name, noted in document["read"].items():
            if noted["is"] == "table":
                self.env[name], self.tables[name] = typed_table(noted)
            else:
                self.env[name], self.types[name] = typed(noted)
        for built in document["built_on"]:
            self._build_on(built["name"], built["word"], built["receipts"], read=built["name"] in document["read"])

    def _build_on(self, name: str, word: str, receipts: list[Mapping[str, Any]], *, read: bool) -> None:
        scores: list[Fraction] = []
        for one in receipts:
            again = rework(one)
            self.values |= {f"{name}/{one['period']}/{key}": value for key, value in again.items()}
            scores += [Fraction(again["score"])] if again["score"] is not None else []
        found = series(scores, word)
        self.env[name], self.types[name] = EMPTY if found is None else found, NUMBER
        if read:
            self.values[f"read/{name}"] = exact(found)

    def know(self, name: str, value: Fraction | None, where: str) -> None:
        """A number that has come out."""
        self.values[where] = exact(value)
        self.env[name], self.types[name] = EMPTY if value is None else value, NUMBER

    def number(self, text: str, where: str = "", given: str | None = None) -> Fraction | None:
        """A formula's number, or the one given where that is taken as it stands; None where a value it needs is missing."""
        if where in self.stated:
            return _number(given)
        made = self.work_out(text, self.env, self.types, self.tables)
        return made if isinstance(made, Fraction) else None

    def work_out(self, text: str, env: Mapping[str, Any], types: Mapping[str, Any], tables: Mapping[str, Any]) -> Any:
        """A formula's value over these values; raises `ValueError` for one that is none."""
        made = compile_formula(text, NOWHERE, Scope(names=types, tables=tables), None, Report())
        if made is None:
            raise ValueError(text)
        missing = {read: Fraction(0) for read in made.reads if env.get(read, EMPTY) is EMPTY and read not in self.facts} if self.zero else {}
        try:
            return evaluate(made, {**env, **missing})
        except FormulaRefusal:
            return EMPTY


# --- the steps ----------------------------------------------------------------------------------------------------------


def _mean_of(stated: Mapping[str, Any], subject: str, own: Fraction | None) -> Fraction | None:
    """The mean over a group: of the others as stated, one by one or added up, of the subject as it comes out."""
    others = stated if "of" in stated else [value for member, value in stated.items() if member != subject]
    return _mean(others, [] if own is None else [own])


def _mean(listed: Mapping[str, Any] | Sequence[str], more: Sequence[Fraction] = ()) -> Fraction | None:
    whole, many = (Fraction(listed["sum"]), listed["of"]) if isinstance(listed, Mapping) else (sum(map(Fraction, listed), Fraction(0)), len(listed))
    return (whole + sum(more, Fraction(0))) / (many + len(more)) if many + len(more) else None


def _indicator(one: Mapping[str, Any], rule: str, values: Values) -> Fraction | None:
    """An indicator from its rows, some of them added up, or as the method settles a missing one."""
    listed = sorted(one["list"], key=lambda row: row["at"])
    num, den, rows = (sum(row.get(key, 1) for row in listed) for key in ("num", "den", "rows"))
    latest = listed[-1]["num"] if listed and one["kind"] == "latest" else None
    values |= {f"indicators/{one['name']}/{key}": value for key, value in zip(_SUMS, (num, den, rows, latest), strict=True)}
    unit, least = 10 ** one["decimals"], Fraction(one["least"] or 0)
    over = {"count": 1, "sum": 1, "mean": rows, "latest": rows, "ratio": den}[one["kind"]]
    if not over or rows < least:
        return Fraction(0) if rule == "zero" else _mean(one.get("among", ())) if rule == "average" else None
    value = {"count": lambda: Fraction(rows), "sum": lambda: Fraction(num, unit), "mean": lambda: Fraction(num, rows * unit),
             "latest": lambda: Fraction(latest or 0, unit), "ratio": lambda: Fraction(num, den)}[one["kind"]]()
    value = value if one["floor"] is None else max(value, Fraction(one["floor"]))
    return value if one["cap"] is None else min(value, Fraction(one["cap"]))


def _weighed(parts: list[tuple[str, Fraction | None, Fraction | None]], rule: str, values: Values) -> Fraction | None:
    there = [(value, weight or Fraction(0)) for _, value, weight in parts if value is not None]
    held, whole = sum((weight for _, weight in there), Fraction(0)), sum((weight or Fraction(0) for *_, weight in parts), Fraction(0))
    lacks = not there or any(weight is None for *_, weight in parts) or (len(there) < len(parts) and (rule != "spread" or not held))
    grown = Fraction(0) if lacks else whole / held if held else Fraction(1)
    for name, value, known in parts:
        weight = known or Fraction(0)
        counted = weight * grown if value is not None else Fraction(0)
        values |= {f"parts/{name}": exact(value), f"parts/{name}/weight": str(weight), f"parts/{name}/counted": str(counted)}
    return None if lacks else sum((value * weight for value, weight in there), Fraction(0)) * grown


def _place(document: Mapping[str, Any], score: Fraction | None) -> Place | None:
    """The place among all who are ranked together."""
    ranking = document.get("ranking")
    if not ranking or score is None:
        return None
    then = [next((one["value"] for one in document["indicators"] if one["name"] == name), None) for name in ranking["then"]]
    keys: dict[str, Key] = {}
    sign = 1 if ranking["order"] == "high" else -1
    for at, (one, *others) in enumerate(ranking["keys"]):
        keys[str(at)] = (sign * Fraction(one), *((value is not None, Fraction(value or 0)) for value in others))
    own = (sign * score, *((value is not None, Fraction(value or 0)) for value in then))
    mine = next((at for at, key in keys.items() if key == own), None)
    return None if mine is None else places_of(ranking["group"], keys, dense=ranking["ties"] == "dense")[mine]


def _result(one: Mapping[str, Any], known: Mapping[str, Any], work: _Work) -> Iterator[tuple[str, Any]]:
    """Whether what followed still follows, and each value it read: as it came out here where it did."""
    env, types, tables = {**known}, dict(work.types), dict(work.tables)
    for name, noted in one["read"].items():
        run = one["runs"].get(name)
        if noted["is"] == "table":
            env[name], tables[name] = typed_table(noted)
        else:
            value, types[name] = typed(noted)
            env[name] = known.get(name, value)
        if run is not None:
            often = {Fraction(len(run)), Fraction(sum(many for _, many in run))}
            env[name] = value if value in often else Fraction(len(run))
        again = env[name]
        yield name, noted["value"] if noted["is"] in ("table", "span", "date", "moment") else again if isinstance(again, bool | str) else (
            None if again is EMPTY else str(again))
    yield "", work.work_out(one["formula"], env, types, tables) is True
