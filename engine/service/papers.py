"""Documents of one case: filled in part by part, live, or blank.

In: a case and a document, or a document alone.  Out: a `Slip`, private values masked unless they are needed and asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.case import Case, Facts
from engine.case.people import people_of
from engine.case.polling import call_subject, subjects
from engine.checks.documents import effects_of
from engine.documents.occasions import duty_form
from engine.filling import PRIVATE_KEY, is_blank, show, show_moment
from engine.filling.reading import NUMBERS
from engine.model import Ballot, Document, Field, Method, Part, Who
from engine.service.access import masked, needs_private, private_value, shown
from engine.service.refused import Refused
from engine.service.service import Service
from engine.service.views import Shown, Slip, SlipPart
from engine.store.accounts import note_look
from engine.text import NO_WORDS, Text, say


def is_live(method: Method, document: Document) -> bool:
    """Whether a form needs no issuing: it can be printed from any case as it stands."""
    if not document.is_form or any(part.fixed_by for part in document.parts.values()):
        return False
    return not any(document.name in effects.issue for effects in effects_of(method.workflows[document.source]))


def slips(service: Service, case: Case) -> tuple[Slip, ...]:
    """The forms a case has: issued ones, and those that can always be printed."""
    method = service.method(case.method, case.digest)
    return tuple(slip(service, case, document) for document in method.documents.values() if document.is_form
                 and (document.of, document.source) == ("workflow", case.workflow) and (document.name in case.documents or is_live(method, document)))


def slip_of(service: Service, person: str, case: Case, name: str, *, open_private: bool = False) -> Slip:
    """A document of a case; with `open_private`, for who needs them, with private values, and the look is written down."""
    document = service.method(case.method, case.digest).documents.get(name)
    if document is None or (document.of, document.source) != ("workflow", case.workflow) or not document.is_form:
        raise Refused("no-document", say("这件事没有《{name}》", "this matter has no 《{name}》", name=name))
    if not open_private:
        return slip(service, case, document)
    if not needs_private(service, person, case):
        raise Refused("not-allowed", say("办这件事的人才能看个人信息", "only those who work on the matter may see personal data"))
    made = slip(service, case, document, open_private=True)
    with service.store.write():
        for value in (value for part in made.parts for value in part.values if value.private):
            note_look(service.store, person, case.id, value.name, service.clock().isoformat())
    return made


def slip(service: Service, case: Case, document: Document, *, open_private: bool = False) -> Slip:
    """A document as it stands: every part in the order of the method, each copy that was frozen, or empty."""
    kept = case.documents.get(document.name, {})
    live = is_live(service.method(case.method, case.digest), document)
    filler = _Filler(service, case, document, live, open_private)
    parts: list[SlipPart] = []
    for part in document.parts.values():
        copies = [one for one in kept.get("parts", []) if one["part"] == part.name]
        parts += [filler.frozen(part, one) for one in copies] or [filler.unfrozen(part)]
    ballot = ballot_on(service.method(case.method, case.digest), document)
    parts += questions(document, ballot, _judged(service, case, ballot))
    if ballot is not None and ballot.secret:
        return Slip(document.name, document.title, "", None, tuple(parts), unsigned=True)
    number = kept.get("number", "") or (case.number if live else "")
    issued = kept.get("at", "") or (case.opened if live else "")
    return Slip(document.name, document.title, number, datetime.fromisoformat(issued) if issued else None, tuple(parts),
                _signatures(service, document.signatures, case))


class _Filler:
    def __init__(self, service: Service, case: Case, document: Document, live: bool, open_private: bool) -> None:
        self.service, self.case, self.live, self.open = service, case, live, open_private
        self.sheets, self.fields = fields_of(service.method(case.method, case.digest), document)

    def unfrozen(self, part: Part) -> SlipPart:
        """A part that nothing has fixed: as the case stands where the form is live, else empty."""
        if not self.live:
            return blank_part(part, self.fields)
        return SlipPart(part.name, part.title, values=tuple(self._value(one, self.case.data) for one in part.fields))

    def frozen(self, part: Part, copy: Mapping[str, Any]) -> SlipPart:
        """A part as it was fixed."""
        values = [self._value(one, copy["values"]) for one in part.fields if one not in self.sheets]
        for sheet in copy.get("sheets", []):
            for one in part.fields:
                if one in self.sheets and one in sheet:
                    value = written(self.service, self.sheets[one], sheet[one], open_private=self.open)
                    values.append(Shown(one, f"{sheet['group']} · {value.label}", value.text))
        values += [self._corrected(note) for note in copy.get("corrections", ()) if note["field"] in self.fields]
        directory = self.service.directory()
        by = directory.call(copy["by"]) if copy["by"] not in ("system", "party", "public") else ""
        whose = f"（{directory.call_unit(copy['unit'])}）" if copy.get("unit") else ""
        return SlipPart(part.name, part.title + whose, copy["round"], datetime.fromisoformat(copy["at"]), by, tuple(values))

    def _corrected(self, note: Mapping[str, Any]) -> Shown:
        """A note of what was put right after the part was fixed; what was fixed stays above it."""
        right = self._value(note["field"], {note["field"]: note["value"]})
        day = show_moment(datetime.fromisoformat(note["at"]))
        label = f"更正 · {right.label}"
        return Shown(note["field"], label, say("{value}（{day}更正：{reason}）", "{value} (put right {day}: {reason})", value=right.text, day=day,
                                              reason=note["reason"]), right.private, right.masked)

    def _value(self, name: str, values: Mapping[str, Any]) -> Shown:
        if name in self.fields and name not in self.sheets:
            return written(self.service, self.fields[name], values.get(name), open_private=self.open)
        if name == "编号":
            return Shown(name, name, Text(self.case.number, self.case.number))
        if name == "归属单位":
            unit = self.service.directory().call_unit(self.case.unit)
            return Shown(name, name, Text(unit, unit))
        return Shown(name, self.fields[name].title if name in self.fields else name, NO_WORDS)


def fields_of(method: Method, document: Document) -> tuple[dict[str, Field], dict[str, Field]]:
    """The fields of the ballots' sheets of a document's source, and all its fields."""
    if document.of == "evaluation":
        return {}, {}
    if document.of != "workflow":
        form = method.registers[document.source].form if document.of == "register" else duty_form(method, document.source)
        return {}, {field.name: field for field in form}
    workflow = method.workflows[document.source]
    sheets = {field.name: field for step in workflow.steps.values() if step.ballot for field in step.ballot.sheet}
    own = workflow.all_fields()
    return {name: field for name, field in sheets.items() if name not in own}, {**sheets, **own}


def written(service: Service, field: Field, kept: Any, *, open_private: bool = False) -> Shown:
    """A value as paper shows it: a table row by row instead of counted."""
    if field.kind != "table" or is_blank(kept):
        return shown(service, field, kept, open_private=open_private)
    sealed = isinstance(kept, Mapping) and PRIVATE_KEY in kept
    rows = private_value(service, kept) if sealed and open_private else kept
    if not isinstance(rows, list):
        return shown(service, field, kept)
    directory = service.directory()

    def cell(column: Field, value: Any) -> str:
        return (show(column, value, directory) if open_private or not column.private else masked(column, value)).zh

    lines = "\n".join(f"{n}. " + "；".join(f"{column.title}：{cell(column, row[column.name])}" for column in field.table if column.name in row)
                      for n, row in enumerate(rows, 1))
    return Shown(field.name, field.title, Text(lines, lines), private=sealed or any(column.private for column in field.table))


def blank_part(part: Part, fields: Mapping[str, Field]) -> SlipPart:
    """A part with nothing filled in."""
    return SlipPart(part.name, part.title, values=tuple(
        Shown(one, fields[one].title if one in fields else one, NO_WORDS) for one in part.fields))


def blank_slip(service: Service, method: str, name: str) -> Slip:
    """A form with nothing filled in."""
    known = service.method(method)
    document = known.documents.get(name)
    if document is None or not document.is_form:
        raise Refused("no-document", say("没有《{name}》这种单据", "there is no document 《{name}》", name=name))
    _, fields = fields_of(known, document)
    ballot = ballot_on(known, document)
    about = ("被评：＿＿＿＿＿＿",) if ballot is not None and ballot.about else ()
    parts = (*(blank_part(part, fields) for part in document.parts.values()), *questions(document, ballot, about))
    unsigned = ballot is not None and ballot.secret
    return Slip(document.name, document.title, "", None, parts, () if unsigned else signature_roles(document.signatures), unsigned)


def ballot_on(method: Method, document: Document) -> Ballot | None:
    """The ballot that is answered on this form, when it is."""
    if document.of != "workflow":
        return None
    steps = method.workflows[document.source].steps.values()
    return next((step.ballot for step in steps if step.ballot is not None and step.ballot.paper == document.name), None)


def _judged(service: Service, case: Case, ballot: Ballot | None) -> tuple[str, ...]:
    """What each sheet judges one by one, by name; nothing where it judges the case itself."""
    if ballot is None or not ballot.about:
        return ()
    method = service.method(case.method, case.digest)
    facts = Facts(method.workflows[case.workflow], case, service.world("system", case.method, digest=case.digest))
    return tuple(call_subject(ballot, facts, one) for one in case.poll.get("about") or subjects(ballot, facts))


def questions(document: Document, ballot: Ballot | None, judged: tuple[str, ...] = ()) -> tuple[SlipPart, ...]:
    """The questions of a ballot that its sheet does not list itself, with boxes to tick, once for each that is judged."""
    listed = {name for part in document.parts.values() for name in part.fields}
    asked = tuple(Shown(field.name, field.title, _boxes(field)) for field in ballot.sheet if field.name not in listed) if ballot is not None else ()
    return tuple(SlipPart("评价", title, values=asked) for title in judged or ("评价",)) if asked else ()


def _boxes(field: Field) -> Text:
    if field.options is None:
        return Text("□是　□否", "□ yes  □ no") if field.kind == "yes_no" else Text("＿＿＿＿", "____") if field.kind in NUMBERS else NO_WORDS
    titles = [(field.item_titles or {}).get(item, item) for item in field.options.items]
    return Text("　".join(f"□{title}" for title in titles), "  ".join(f"□ {title}" for title in titles))


def signature_roles(signatures: tuple[Who, ...]) -> tuple[str, ...]:
    """Who signs, by role or field."""
    return tuple("、".join(actor.name for actor in who) + "：" for who in signatures)


def _signatures(service: Service, signatures: tuple[Who, ...], case: Case) -> tuple[str, ...]:
    directory = service.directory()
    return tuple(role + "、".join(directory.call(one) for one in people_of(who, case, directory))
                 for role, who in zip(signature_roles(signatures), signatures, strict=True))
