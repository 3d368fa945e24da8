"""Formulas of rule files: typed when a method is read, worked out exactly when a case asks.

In: the text of a formula and the scope it stands in.
Out: `compile_formula` gives a `Formula` or problems; `evaluate` gives its value or a refusal; `explain` shows every
part with its value; `check_choices` proves that of several conditions exactly one holds.
"""

from engine.errors import FormulaRefusal
from engine.formulas.compiling import compile_formula
from engine.formulas.evaluate import NO_CALLS, evaluate, is_empty
from engine.formulas.explain import Explained, explain, show_value
from engine.formulas.nodes import Formula, Rowwise, surely_filled, types_read
from engine.formulas.regions import Domain, Hole, Overlap, TooMany, Unreachable, check_choices
from engine.formulas.types import (
    DATE,
    EMPTY,
    FILE,
    MANY,
    MOMENT,
    NOTHING,
    NUMBER,
    PARTY,
    PERSON,
    POINTS,
    SHARE,
    SPAN,
    TABLE,
    TEXT,
    TIME,
    UNIT,
    YES_NO,
    Function,
    Kind,
    ListType,
    Param,
    Scope,
    Table,
    Type,
    Value,
    fits,
    item_of,
    many_of,
)

__all__ = [
    "DATE", "EMPTY", "FILE", "MANY", "MOMENT", "NOTHING", "NO_CALLS", "NUMBER", "PARTY", "PERSON", "POINTS", "SHARE", "SPAN", "TABLE",
    "TEXT", "TIME", "UNIT", "YES_NO", "Domain", "Explained", "Formula", "FormulaRefusal", "Function", "Hole", "Kind",
    "ListType", "Overlap", "Param", "Rowwise", "Scope", "Table", "TooMany", "Type", "Unreachable", "Value", "check_choices",
    "compile_formula", "evaluate", "explain", "fits", "is_empty", "item_of", "many_of", "show_value", "surely_filled",
    "types_read",
]
