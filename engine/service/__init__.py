"""The service of one street: the only reader of the clock and the only door to the store for pages and commands.

In: who asks, what for.  Out: views and receipts, or `Refused` with a reason in words.
"""

from engine.case import Act, Answer, Anytime, Approve, Claim, Offer, Reopen, Repair, Resume, Unmerge
from engine.service import ballots, draws, merged  # noqa: F401 - what they do after an event is registered on import
from engine.service.checked import checked_street
from engine.service.facade import UPLOADS, StreetService
from engine.service.refused import Refused
from engine.service.service import Done, shanghai_now
from engine.service.starting import open_service
from engine.service.views import (
    CasePage,
    Choice,
    DueView,
    Entry,
    FailedSignal,
    FollowPage,
    FormField,
    MessageRow,
    Only,
    Shown,
    Slip,
    SlipPart,
    Tally,
    Waiting,
    WorkPage,
    WorkRow,
)
from engine.store.backup import DATABASE

__all__ = [
    "DATABASE",
    "UPLOADS",
    "Act",
    "Answer",
    "Anytime",
    "Approve",
    "CasePage",
    "Choice",
    "Claim",
    "Done",
    "DueView",
    "Entry",
    "FailedSignal",
    "FollowPage",
    "FormField",
    "MessageRow",
    "Offer",
    "Only",
    "Refused",
    "Reopen",
    "Repair",
    "Resume",
    "Shown",
    "Slip",
    "SlipPart",
    "StreetService",
    "Tally",
    "Unmerge",
    "Waiting",
    "WorkPage",
    "WorkRow",
    "checked_street",
    "merged",
    "open_service",
    "shanghai_now",
]
