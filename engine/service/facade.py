"""One street's service as pages and commands use it.

In: a street's folder.  Out: `StreetService`; every method says who asks first.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from engine.case import Command, Offer, Refusal, decide
from engine.directory import Person
from engine.errors import BihuanError
from engine.service import (
    accounts,
    casepage,
    condition,
    dates,
    drafts,
    files,
    following,
    handing,
    papers,
    people,
    reading,
    record,
    signals,
    ticking,
)
from engine.service import worklist as lists
from engine.service.boarddoors import BoardDoors
from engine.service.boxes import Boxes
from engine.service.chance import Chance, system_chance
from engine.service.checked import checked_street
from engine.service.duties.desk import Duties
from engine.service.keeping import Keeping
from engine.service.refused import Refused
from engine.service.scores.desk import Scores
from engine.service.secret import secret_of
from engine.service.service import Clock, Done, shanghai_now
from engine.service.settings.desk import Settings
from engine.service.settings.writing import finish
from engine.service.submitted import require_sound_command
from engine.service.views import (
    CasePage,
    Choice,
    FailedSignal,
    FollowPage,
    FormField,
    MessageRow,
    Only,
    Shown,
    Slip,
    Tab,
    Tally,
    Waiting,
    WorkPage,
    WorkRow,
)
from engine.store import Store
from engine.store.urn import Urns
from engine.street import Street
from engine.text import Text

UPLOADS = "uploads"
URNS = "urns"  # each box of a secret ballot is a file of its own


class StreetService(Keeping, BoardDoors):
    """Everything that can be asked of a running street; its secret lies in its folder unless one is given."""

    def __init__(self, street: Street, store: Store, folder: Path, clock: Clock = shanghai_now, secret: bytes = b"",
                 chance: Chance = system_chance) -> None:
        super().__init__(street, store, clock, secret or secret_of(folder), chance)
        self.folder = folder
        if str(store.path) != ":memory:":
            self.boxes = Boxes(Urns(folder / URNS))
        self.in_force_now: list[str] = []

    @property
    def uploads(self) -> Path:
        """Where pictures lie."""
        return self.folder / UPLOADS

    # --- lists ------------------------------------------------------------------------------------------------------

    def worklist(self, person: str, tab: Tab, *, search: str = "", step: str = "", only: Only = "", page: int = 1) -> WorkPage:
        """One page of a person's list."""
        return lists.worklist(self, person, tab, text=search, step=step, only=only, page=page)

    def tally(self, person: str, *, search: str = "", step: str = "") -> Tally:
        """Totals over all matters in hand that a person may see."""
        return lists.tally(self, person, text=search, step=step)

    def counts(self, person: str) -> dict[str, int]:
        """How many stand in each list."""
        return lists.counts(self, person)

    def messages(self, person: str) -> list[MessageRow]:
        """What a person was told."""
        return reading.messages(self, person)

    def unread(self, person: str) -> int:
        """How many messages were not read."""
        return reading.unread(self, person)

    def mark_read(self, person: str, n: int) -> None:
        """Note that a message was read."""
        reading.mark_read(self, person, n)

    def stuck(self) -> list[tuple[WorkRow, Waiting]]:
        """The matters nobody can move."""
        return reading.stuck_cases(self)

    def failing_signals(self) -> list[FailedSignal]:
        """What one matter has to tell another and could not be carried out."""
        return signals.failing(self)

    @property
    def duties(self) -> Duties:
        """What is owed: lists, one occasion, arrangements, feeds."""
        return Duties(self)

    @property
    def scores(self) -> Scores:
        """Evaluations: tables, receipts, what is signed, what would change."""
        return Scores(self)

    @property
    def settings(self) -> Settings:
        """Parameters: what is in force, what was set and why, setting them."""
        return Settings(self)

    def condition(self) -> list[tuple[Text, bool, Text]]:
        """How the street is running: findings, each fine or not, in words."""
        return condition.findings(self)

    # --- one case ---------------------------------------------------------------------------------------------------

    def case_page(self, person: str, case_id: str) -> CasePage:
        """The page of one case."""
        return casepage.case_page(self, person, case_id)

    def form(self, person: str, case_id: str, offer: Offer) -> tuple[FormField, ...]:
        """An offer's fields ready to be shown; what is said at any time begins empty, with its defaults."""
        case = casepage.load_case(self, person, case_id)
        if offer.kind == "act" or offer.verb == "correct":
            return reading.form_fields(self, offer.fields, case)
        return reading.form_fields(self, offer.fields, None, reading.facts_of(self, case))

    def colleagues(self, person: str, case_id: str, offer: Offer) -> tuple[Choice, ...]:
        """Whom a matter may be handed over or copied to, and who may be added or dropped."""
        return handing.choices(self, person, casepage.load_case(self, person, case_id), offer)

    def reveal(self, person: str, case_id: str, field: str) -> Shown:
        """A private value in full; the look is written down."""
        return casepage.reveal(self, person, case_id, field)

    def slip(self, person: str, case_id: str, document: str, *, open_private: bool = False) -> Slip:
        """A document of a case."""
        return papers.slip_of(self, person, casepage.load_case(self, person, case_id), document, open_private=open_private)

    def blank_slip(self, method: str, document: str) -> Slip:
        """A document with nothing filled in."""
        return papers.blank_slip(self, method, document)

    def new_code(self, person: str, case_id: str) -> str:
        """A new lookup code in place of a lost one."""
        return following.new_code(self, person, case_id)

    # --- beginning a case -------------------------------------------------------------------------------------------

    def may_open(self, person: str) -> list[tuple[str, str]]:
        """The kinds of case somebody may begin: (method, workflow); `public` for a resident."""
        from engine.case import may_open

        return [(method.id, name) for method in self.street.methods.values() for name in method.workflows
                if may_open(method, name, self.world(person, method.id)) is None]

    def start_form(self, method: str, workflow: str) -> tuple[FormField, ...]:
        """The form a case begins with."""
        return reading.start_fields(self, method, workflow)

    def units_for(self, method: str, workflow: str) -> tuple[Choice, ...]:
        """The units a case may belong to."""
        kind = self.workflow(method, workflow).belongs_to
        return tuple(Choice(one.name, one.title or one.name) for one in self.directory().units.values() if not kind or one.is_a(kind))

    def channels(self, method: str, workflow: str) -> tuple[str, ...]:
        """The channels a case may come by."""
        known = self.method(method)
        name = self.workflow(method, workflow).start.channels
        return known.lists[name].type.items if name else ()

    # --- residents --------------------------------------------------------------------------------------------------

    def follow(self, number: str, code: str) -> FollowPage:
        """What a resident sees of a matter."""
        return following.follow(self, number, code)

    def answer_as_party(self, number: str, code: str, sheet: Mapping[str, Any], *, key: str = "") -> Done:
        """The complainant judges the result."""
        return following.answer_as_party(self, number, code, sheet, key=key)

    def reopen_as_party(self, number: str, code: str, reason: str, *, key: str = "") -> Done:
        """Whoever asked lets a matter that has ended begin again."""
        return following.reopen_as_party(self, number, code, reason, key=key)

    # --- drafts, files, accounts, people ----------------------------------------------------------------------------

    def save_draft(self, person: str, key: str, body: Mapping[str, Any]) -> datetime:
        """Keep what was typed."""
        return drafts.save_draft(self, person, key, body)

    def draft(self, person: str, key: str) -> tuple[dict[str, Any], datetime] | None:
        """What was typed before."""
        return drafts.draft(self, person, key)

    def drop_draft(self, person: str, key: str) -> None:
        """Forget a draft."""
        drafts.drop_draft(self, person, key)

    def save_file(self, data: bytes, name: str) -> dict[str, Any]:
        """Keep a picture."""
        return files.save_file(self, self.uploads, data, name)

    def read_file(self, person: str, case_id: str, sha256: str) -> tuple[bytes, str]:
        """A picture, for who may see the matter."""
        return files.read_held(self, self.uploads, casepage.load_case(self, person, case_id), sha256)

    def login(self, person: str, password: str) -> Person | None:
        """Who logs in, or None."""
        return accounts.login(self, person, password)

    def login_stamp(self, person: str) -> str:
        """What a login carries, so that a new password ends it."""
        return accounts.stamp(self, person)

    def must_change(self, person: str) -> bool:
        """Whether a password was set by somebody else and must be changed."""
        return accounts.must_change(self, person)

    def set_password(self, admin: str, person: str, password: str) -> None:
        """An administrator sets a password; it must be changed at the first login."""
        people.require_administrator(self, admin)
        accounts.set_password(self, person, password, must_change=True)

    def change_password(self, person: str, old: str, new: str) -> None:
        """Somebody changes the own password."""
        accounts.change_password(self, person, old, new)

    def hand_over(self, admin: str, person: str, to: str, reason: str) -> int:
        """A leaver's work handed over in one act."""
        return people.hand_over(self, admin, person, to, reason)

    def held_tasks(self, person: str) -> int:
        """How many tasks wait for a person by name."""
        return len(people.held_tasks(self, person))

    def tick(self, now: datetime | None = None) -> int:
        """Let everything that is due act, by the rules in force: those another process has taken from the file since, too."""
        self.take_up()
        return ticking.tick(self, now)

    def take_up(self) -> bool:
        """Read the street's file again when another process has put a changed one in force; whether that was so."""
        finish(self.store, self.folder)
        wanted = record.in_force(self)
        if wanted in ("", record.fingerprint(self.street)):
            return False
        try:
            street = checked_street(self.folder)
        except BihuanError:  # it is being written just now; what was read before holds
            return False
        if record.fingerprint(street) != wanted:
            return False
        self.use(street)
        return True

    def reproject(self, *, everything: bool = False) -> int:
        """Work deadlines out again after the calendar has changed; how many moved."""
        return dates.reproject(self, everything=everything)

    def act(self, person: str, case_id: str, command: Command, *, key: str = "") -> Done:
        """Carry out a command on a case the person may see."""
        casepage.load_case(self, person, case_id)
        return self.do(person, case_id, command, key=key)

    def problems(self, person: str, case_id: str, command: Command) -> Refused | None:
        """Why a command would be refused as things stand, without carrying it out; None when it would be done."""
        case = casepage.load_case(self, person, case_id)
        require_sound_command(case_id, command, "")
        outcome = decide(self.method(case.method, case.digest), case, command, self.world(person, case.method, digest=case.digest))
        return Refused(outcome.kind, outcome.text, outcome.fields) if isinstance(outcome, Refusal) else None
