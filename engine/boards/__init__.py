"""Boards (公示栏): what is shown to whom, when, with what masked, as numbered issues that are never quietly changed.

In: boards of a method, cases and rows as they stand.  Out: sheets of finished texts, and issues as events.
"""

from engine.boards.issue import Issue, Kept
from engine.boards.lines import BoardLine
from engine.boards.sheets import Ground, Row, Sheet, draw_up, may_show, row_of
from engine.boards.windows import Window, window_after

__all__ = ["BoardLine", "Ground", "Issue", "Kept", "Row", "Sheet", "Window", "draw_up", "may_show", "row_of", "window_after"]
