"""The words of stories, one module for each part of the engine; a new part adds its module here.

In: nothing.  Out: everything declared in `engine.scenarios.vocabulary`.
"""

from engine.scenarios.words import (
    boards,
    counting,
    doing,
    duties,
    ledgers,
    openings,
    registers,
    scores,
    seen,
    settings,
    several,
    voting,
)

__all__ = ["boards", "counting", "doing", "duties", "ledgers", "openings", "registers", "scores", "seen", "settings", "several", "voting"]
