"""Who logs in: accounts with passwords, kept as Argon2 hashes.

In: a person and a password.  Out: the person, or nobody; why not is never told, and takes as long.
"""

from __future__ import annotations

import hashlib
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from engine.directory import Person
from engine.service.refused import Refused
from engine.service.service import Service
from engine.service.submitted import is_sound
from engine.store import accounts
from engine.text import say

SHORTEST, LONGEST = 10, 200
_hasher = PasswordHasher()


@cache
def _nobody() -> str:
    """A hash that no password fits, so that an account that does not exist takes as long to refuse."""
    import secrets

    return _hasher.hash(secrets.token_hex(32))


def _typed(password: str) -> str:
    """A password as it counts: full-width letters of a Chinese keyboard are the same as plain ones."""
    return unicodedata.normalize("NFKC", password[:LONGEST + 1])


def login(service: Service, person: str, password: str) -> Person | None:
    """Who logs in, or None: no such account, a wrong password, or somebody who has left."""
    if not (is_sound(person) and is_sound(password)):
        return None
    known = service.directory().people.get(person)
    kept = accounts.account_hash(service.store, person)
    fits = _fits(kept or _nobody(), password)
    if kept is None or known is None or known.left or not fits:
        return None
    if _hasher.check_needs_rehash(kept):
        _keep(service, person, _hasher.hash(_typed(password)), must_change=must_change(service, person))
    return known


def stamp(service: Service, person: str) -> str:
    """What changes whenever a password does: a login that carries another stamp is over."""
    kept = accounts.account_hash(service.store, person)
    return hashlib.sha256(kept.encode()).hexdigest()[:16] if kept else ""


def must_change(service: Service, person: str) -> bool:
    """Whether somebody else set the password, so that it must be changed first."""
    return accounts.must_change(service.store, person)


def set_password(service: Service, person: str, password: str, *, must_change: bool = True) -> None:
    """Give somebody a password; refuses one that is too easy and people who are not known or have left."""
    known = service.directory().people.get(person)
    if known is None or known.left:
        raise Refused("no-person", say("没有「{name}」这个人，或者已经离开", "there is nobody called “{name}”, or they have left", name=person))
    _require_good(person, password)
    _keep(service, person, _hasher.hash(_typed(password)), must_change=must_change)


def set_one_password(service: Service, password: str) -> None:
    """Give everybody the same password, worked out once: only for a street whose password everybody is told anyway."""
    made = _hasher.hash(_typed(password))
    for person in service.directory().people.values():
        if not person.left:
            _keep(service, person.id, made, must_change=False)


def change_password(service: Service, person: str, old: str, new: str) -> None:
    """Somebody changes the own password; refuses a wrong old one and a new one that is the same or too easy."""
    if login(service, person, old) is None:
        raise _wrong("old", "现在的密码不对，请再输一次；忘了请找管理员重设", "the present password is wrong; ask an administrator to reset a forgotten one")
    if _typed(new) == _typed(old):
        raise _wrong("new", "新密码和现在的一样，请换一个", "the new password is the same as the present one; choose another")
    _require_good(person, new)
    _keep(service, person, _hasher.hash(_typed(new)), must_change=False)


def _require_good(person: str, password: str) -> None:
    if not is_sound(password):
        raise _wrong("new", "密码里有看不见的控制字符，请换一个", "the password holds invisible control characters; choose another")
    typed = _typed(password)
    if len(typed) < SHORTEST:
        raise _wrong("new", f"密码至少要{SHORTEST}个字符，现在有{len(typed)}个；几个不相干的词连起来，又长又好记",
                     f"a password has at least {SHORTEST} characters, this one has {len(typed)}; a few unrelated words are long and easy to remember")
    if len(typed) > LONGEST:
        raise _wrong("new", f"密码最多{LONGEST}个字符", f"a password has at most {LONGEST} characters")
    if len(set(typed)) < 4 or typed.lower() in (person.lower() * 20):
        raise _wrong("new", "这个密码太容易猜到，请不要只用账号名或重复的字符",
                     "this password is too easy to guess; use more than your account name or repeated characters")


def _wrong(field: str, zh: str, en: str) -> Refused:
    text = say(zh, en)
    return Refused("password", text, ((field, text),))


def _fits(kept: str, password: str) -> bool:
    try:
        return _hasher.verify(kept, _typed(password)[:LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False


def _keep(service: Service, person: str, kept: str, *, must_change: bool) -> None:
    with service.store.write():
        accounts.put_account(service.store, person, kept, service.clock().isoformat(), must_change=must_change)
