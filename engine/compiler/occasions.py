"""What a ledger, a board or a formula may speak of where one occasion of an obligation is a line: fields, as of a register.

In: an obligation.  Out: a `Form` under the obligation's own words; the values are read from the occasion.
"""

from __future__ import annotations

from engine.compiler.rows import AMOUNT, DONE_HOW, FULFILLED, LEAST
from engine.formulas.types import ListType
from engine.model import Field, Form
from engine.model.duty import Duty
from engine.model.fields import FieldKind

WHO, TO, NOMINAL, PLANNED, AT, LATE, STANDS_IN, REASON, EVIDENCE = "谁", "对", "原定", "排在", "几点", "迟", "代替人", "事由", "凭据"
OPEN = "待履行"
_OUTCOMES = ListType(DONE_HOW, (*FULFILLED, OPEN))
_TO: dict[str, FieldKind] = {"unit": "unit", "register": "entry", "role": "person"}


def form_of(duty: Duty, *, by_unit: bool) -> Form:
    """The fields of an occasion; `by_unit`: units owe it, and not people."""
    def field(name: str, kind: FieldKind, *among: str) -> Field:
        return Field(name, kind, name, among=tuple(one for one in among if one), optional=name not in (WHO, NOMINAL, PLANNED, DONE_HOW, LATE),
                     mark=duty.mark)

    to = (field(TO, _TO[duty.to_kind], duty.to),) if duty.to_kind else ()
    return (field(WHO, "unit" if by_unit else "person", duty.who), *to, field(NOMINAL, "date"), field(PLANNED, "date"), field(AT, "text"),
            Field(DONE_HOW, "choice", DONE_HOW, options=_OUTCOMES, mark=duty.mark), field(LATE, "yes_no"), field(STANDS_IN, "person"),
            field(AMOUNT, "decimal"), field(LEAST, "decimal"), field(REASON, "text"), field(EVIDENCE, "text"))
