"""The receipt of a score: everything it follows from, in a file that anybody can work through again.

In: a book, an evaluation, a period and a subject, and the rows behind the sums.
Out: a plain document with its SHA-256; `verify_receipt` works it out again from nothing but the document.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from engine.formulas import EMPTY, Formula, types_read
from engine.model import Evaluation
from engine.scores.book import Book
from engine.scores.computing import Line, settled
from engine.scores.counting import Counted
from engine.scores.noting import note_read, note_value
from engine.scores.periods import Period
from engine.scores.proposing import Proposal, band_of
from engine.scores.reworking import not_reworked, rework, stated_in
from engine.scores.showing import exact
from engine.text import Text, say

KIND = "bihuan-score"
VERSION = 1
Row = Mapping[str, Any]  # source, number, day, num, den
RowsOf = Callable[[Book, str, Period, str], Mapping[str, Iterable[Row]]]  # (book, evaluation, period, subject) → indicator → rows


def receipt(book: Book, name: str, period: Period, subject: str, rows_of: RowsOf, closed: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The receipt of one subject's score with its place, its band and what it led to; `rows_of` gives the rows sums were added
    from, by indicator; `closed` says what is on record of the period: revision, moments, how often it was worked out anew."""
    evaluation = book.method.evaluations[name]
    document = {**_document(book, name, period, subject, rows_of), "closed": dict(closed or {})}
    if evaluation.bands and (score := book.lines(name, period)[subject].score) is not None:
        bands = book.method.lists[evaluation.bands]
        document["band"] = {"list": bands.name, "from": {item: exact(low) for item, low in bands.points.items()}, "value": band_of(bands, score)}
    document["ranking"] = _ranking(book, evaluation, period, subject)
    document["results"] = [_result(evaluation, one) for one in book.proposals(name, period) if one.subject == subject]
    return {**document, "sha256": fingerprint(document)}


def _document(book: Book, name: str, period: Period, subject: str, rows_of: RowsOf) -> dict[str, Any]:
    """Everything a score follows from; of the evaluations it is built on, the same for each of their periods."""
    evaluation = book.method.evaluations[name]
    line, rows = book.lines(name, period)[subject], rows_of(book, name, period, subject)
    return {
        "kind": KIND, "version": VERSION, "method": book.method.id, "digest": book.method.digest, "evaluation": name,
        "title": evaluation.title, "period": period.key, "subject": subject, "cite": list(evaluation.cite),
        "missing": settled(evaluation.missing, book.parameters(period)), "facts": sorted(line.facts), "decimals": evaluation.decimals,
        "read": _read(book, evaluation, line, period),
        "built_on": [{"name": read, "word": word, "receipts": [_document(book.published(other, one) or book, other, one, subject, rows_of) for one in inside]}
                     for read, other, word, inside in book.built_on(evaluation, period, subject)],
        "indicators": [{**_indicator(evaluation, one, counted, rows.get(one, ()), book.parameters(period)),
                        **({"among": _among(book, name, period, one)} if counted.settled == "average" else {})}
                       for one, counted in line.indicators.items()],
        "derived": [{"name": one, "formula": formula.text, "value": exact(line.derived.get(one)), **_mean_of(line, one)}
                    for one, formula in evaluation.derived.items()],
        "parts": [{"name": one, "formula": part.value.text, "weight_formula": part.weight.text, "value": exact(line.parts[one].value),
                   "weight": exact(line.parts[one].weight), "counted": exact(line.parts[one].counted), "cite": list(part.cite)}
                  for one, part in evaluation.components.items()],
        "formula": evaluation.score.text if evaluation.score is not None else "",
        "exact": exact(line.exact), "score": exact(line.score), "why": line.why.zh if line.why is not None else "",
    }


def _ranking(book: Book, evaluation: Evaluation, period: Period, subject: str) -> dict[str, Any] | None:
    """What a place follows from: the scores of all who are ranked together, whose they are not said."""
    places, ranking = book.places(evaluation.name, period), evaluation.ranking
    place = places.get(subject)
    if place is None or ranking is None:
        return None
    lines = book.lines(evaluation.name, period)
    keys = [[exact(lines[one].score), *(exact(lines[one].indicators[then].value) for then in ranking.then)]
            for one, other in places.items() if other.group == place.group]
    return {"order": ranking.order, "ties": settled(ranking.ties, book.parameters(period)), "then": list(ranking.then), "group": place.group,
            "entrants": ranking.entrants.text if ranking.entrants is not None else "", "keys": keys,
            "place": place.place, "from_last": place.from_last, "of": place.of, "tied": place.tied}


def _result(evaluation: Evaluation, one: Proposal) -> dict[str, Any]:
    """What followed: the condition, the values it read, and of a run each period with how often it was borne."""
    rule = evaluation.consequences[one.consequence]
    types = types_read(rule.when)
    return {"rule": rule.name, "title": rule.title, "cite": list(rule.cite), "formula": rule.when.text,
            "read": {name: note_read(value, types[name]) if name in types else note_value(value) for name, value in one.because.items()},
            "runs": {name: [list(entry) for entry in run] for name, run in one.runs.items()}, "feeds": exact(one.feeds)}


def _among(book: Book, name: str, period: Period, indicator: str) -> list[str | None]:
    """The numbers an average was taken of."""
    return [exact(line.indicators[indicator].value) for line in book.lines(name, period).values()
            if line.indicators[indicator].value is not None and not line.indicators[indicator].settled]


def _mean_of(line: Line, name: str) -> dict[str, Any]:
    """Of a step that is the mean over a group, the number of each member."""
    return {"mean_of": {subject: exact(value) for subject, value in sorted(line.among[name].items())}} if name in line.among else {}


def fingerprint(document: Mapping[str, Any]) -> str:
    """SHA-256 over the document's canonical JSON, without the fingerprint itself."""
    bare = {name: value for name, value in document.items() if name != "sha256"}
    return hashlib.sha256(json.dumps(bare, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _indicator(evaluation: Evaluation, name: str, counted: Counted, rows: Iterable[Row], parameters: Mapping[str, Any]) -> dict[str, Any]:
    one = evaluation.indicators[name]
    least = parameters.get(evaluation.min_sample) if one.kind in ("ratio", "mean") else None
    texts = {"numerator": one.numerator, "denominator": one.denominator, "only": one.only}
    return {"name": one.name, "kind": one.kind, "source": one.source, "decimals": one.decimals, "cite": list(one.cite),
            **{name: formula.text for name, formula in texts.items() if formula is not None},
            "least": exact(least), "floor": exact(parameters.get(one.floor)), "cap": exact(parameters.get(one.cap)),
            "num": counted.sums.num, "den": counted.sums.den, "rows": counted.sums.rows, "latest": counted.sums.latest,
            "value": exact(counted.value), "settled": counted.settled, "list": [dict(row) for row in rows]}


def _read(book: Book, evaluation: Evaluation, line: Line, period: Period) -> dict[str, Any]:
    """Every value the score's formulas read that is not worked out on the way, with the clause of a parameter."""
    own = {*evaluation.indicators, *evaluation.derived}
    formulas: list[Formula] = [*evaluation.derived.values(), *(part.value for part in evaluation.components.values()),
                               *(part.weight for part in evaluation.components.values())]
    formulas += [evaluation.score] if evaluation.score is not None else []
    types = {name: type_ for one in formulas for name, type_ in types_read(one).items()}
    found: dict[str, Any] = {}
    for name in sorted({read for one in formulas for read in one.reads | one.calls} - own):
        if name in types or name in line.read:
            known = book.method.parameters.get(name)
            since = max((day for day, _ in known.dated if day <= period.last), default=date.min) if known is not None else date.min
            value = line.read.get(name, EMPTY)
            found[name] = {**(note_read(value, types[name]) if name in types else note_value(value)),
                           **({"cite": list(known.cite), "decided_by": known.decided_by,
                               "since": since.isoformat() if since > date.min else ""} if known else {})}
    return found


def verify_receipt(document: Mapping[str, Any]) -> list[Text]:
    """What does not come out when a receipt is worked through again; nothing when it all does."""
    if document.get("kind") != KIND or document.get("version") != VERSION:
        return [say("这不是算分单，或者版本不认识", "this is no score receipt, or of an unknown version")]
    try:
        found = [] if document.get("sha256") == fingerprint(document) else [
            say("指纹对不上：文件改过", "the fingerprint does not match: the file was changed")]
    except (UnicodeError, RecursionError, TypeError, ValueError):
        return [say("这份文件里有不能核对的字符", "the file holds characters that cannot be checked")]
    try:
        return found + _differences(document, rework(document))
    except (KeyError, IndexError, TypeError, ValueError, ArithmeticError, AttributeError, RecursionError) as broken:
        return [*found, say("算分单缺了内容，算不下去（{what}）", "the receipt lacks something and cannot be worked through ({what})",
                            what=str(broken)[:80])]


def _differences(document: Mapping[str, Any], again: Mapping[str, Any]) -> list[Text]:
    stated, given = stated_in(document), not_reworked(document)
    return [say("「{what}」写的是{stated}，重算是{again}", "“{what}” states {stated}; worked out again it is {again}", what=name,
                stated=stated.get(name, ""), again=again.get(name, "")) for name in sorted((stated.keys() | again.keys()) - given)
            if name not in stated or name not in again or stated[name] != again[name]]
