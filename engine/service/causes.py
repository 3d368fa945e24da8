"""Why somebody was told, in both languages: the fixed words of messages.

In: a cause as it was kept.  Out: its words; what a method says itself stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.text import Text

TO_SIGN, TO_WITHDRAW, RESULT, TAKEN_BACK = "结果待签", "结果待撤销", "评价结果", "结果已撤销"
TO_ANSWER, ANSWERED, NOT_SIGNED = "结果已签，可以申辩", "有人申辩", "结果没有签"
TO_APPROVE = "公示待审"
STILL_OPEN = "结果已撤销，它另立的件没有跟着结束"

_ENGLISH: Mapping[str, str] = {
    TO_SIGN: "results to sign", TO_WITHDRAW: "results to withdraw", RESULT: "result of an evaluation", TAKEN_BACK: "result withdrawn",
    TO_ANSWER: "result signed, it may be answered", ANSWERED: "a result was answered", NOT_SIGNED: "result not signed", TO_APPROVE: "issue to approve",
    STILL_OPEN: "result withdrawn; the case it opened was not ended by that",
    "到期前提醒": "due soon", "逾期": "overdue", "履职提醒": "something owed is due soon", "未履行": "something owed was not done",
    "请批准": "please approve", "没有同意": "not approved", "已免": "excused", "代替履职": "stand-in", "履职改期": "put on another day"}


def cause_words(cause: str) -> Text:
    """A cause for people.

    >>> cause_words("逾期").en, cause_words("街道督办").en
    ('overdue', '街道督办')
    """
    return Text(cause, _ENGLISH.get(cause, cause))
