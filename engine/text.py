"""Words shown to people, always in both languages.

In: a Chinese and an English sentence with named gaps, and the facts that fill them.
Out: a `Text`, from which a page, a command or a report takes the language it shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Lang = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in Chinese and in English."""

    zh: str
    en: str

    def to(self, lang: Lang) -> str:
        """The sentence in `lang`."""
        return self.zh if lang == "zh" else self.en


NO_WORDS = Text("", "")


def say(zh: str, en: str, /, **facts: object) -> Text:
    """Fill the same facts into both sentences; a fact that is itself a `Text` keeps its language.

    >>> say("没有「{name}」", "there is no “{name}”", name="活动办").en
    'there is no “活动办”'
    """
    if not facts:
        return Text(zh, en)
    in_zh = {key: fact.zh if isinstance(fact, Text) else fact for key, fact in facts.items()}
    in_en = {key: fact.en if isinstance(fact, Text) else fact for key, fact in facts.items()}
    return Text(zh.format(**in_zh), en.format(**in_en))
