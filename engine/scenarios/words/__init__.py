"""The words of stories, one module for each part of the engine; a new part adds its module here.

In: nothing.  Out: everything declared in `engine.scenarios.vocabulary`.
"""

from engine.scenarios.words import counting, doing, openings, seen, several

__all__ = ["counting", "doing", "openings", "seen", "several"]
