"""Drawing lots so that anybody can check them.

In: a list fixed before the seed is known, quotas, and the values that were named in public afterwards.
Out: the list's hash, the order that follows from hash and seed, who is drawn and who stands by; and a check of a
printed record that needs nothing but the record.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from engine.text import Text, say

FORMAT = "bihuan-draw/1"


@dataclass(frozen=True, slots=True)
class Pool:
    """What lots are drawn from, fixed: entries with their stratum in order of the entry, how many are drawn from each
    stratum, how many stand by (in each stratum), and what the draw is for."""

    entries: tuple[tuple[str, str], ...]
    quotas: Mapping[str, int]
    reserves: int
    purpose: str

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical form; it is made public before the seed is named."""
        body = {"entries": [list(one) for one in self.entries], "quotas": dict(sorted(self.quotas.items())),
                "reserves": self.reserves, "purpose": self.purpose}
        return _sha(json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")))

    def lacking(self) -> Text | None:
        """Why so many cannot be drawn, or None."""
        for stratum, wanted in self.quotas.items():
            have = sum(1 for _, one in self.entries if one == stratum)
            if have < wanted:
                where = say("「{stratum}」这一层", "stratum “{stratum}”", stratum=stratum) if stratum else say("名单里", "the list")
                return say("{where}只有{have}个，不够抽{wanted}个", "{where} has {have}, which is fewer than the {wanted} to draw",
                           where=where, have=have, wanted=wanted)
        return None


@dataclass(frozen=True, slots=True)
class Drawn:
    """What came out: those drawn, and those who stand by in the order in which they step in."""

    picked: tuple[str, ...]
    reserves: tuple[str, ...]


def pool_of(entries: Mapping[str, str], quotas: Mapping[str, int], reserves: int = 0, purpose: str = "") -> Pool:
    """A pool of entry → stratum ('' where there are no strata); the order in which entries are given means nothing."""
    return Pool(tuple(sorted(entries.items())), dict(quotas), reserves, purpose)


def draw(pool: Pool, seed: Sequence[str]) -> Drawn:
    """Who is drawn: entries in the order of SHA-256(hash, seed, entry), as many as each quota says, the next stand by.

    >>> pool = pool_of({"a": "", "b": "", "c": ""}, {"": 1}, reserves=1)
    >>> draw(pool, ["7"]) == draw(pool, [" 7 "]), len(draw(pool, ["8"]).reserves)
    (True, 1)
    """
    line = order(pool, seed)
    stratum = dict(pool.entries)
    picked: list[str] = []
    reserves: list[str] = []
    for name, wanted in pool.quotas.items():
        here = [entry for entry in line if stratum[entry] == name]
        picked += here[:wanted]
        reserves += here[wanted:wanted + pool.reserves]
    return Drawn(tuple(sorted(picked, key=line.index)), tuple(sorted(reserves, key=line.index)))


def order(pool: Pool, seed: Sequence[str]) -> list[str]:
    """Every entry in the order in which lots fall."""
    start = f"{pool.hash}\n{seed_text(seed)}\n"
    return sorted((entry for entry, _ in pool.entries), key=lambda entry: (_sha(start + entry), entry))


def seed_text(values: Iterable[str]) -> str:
    """The named values as one text: full-width signs and outer spaces make no difference, the order does.

    >>> seed_text(["１２", " 7"])
    '["12","7"]'
    """
    return json.dumps([unicodedata.normalize("NFKC", one).strip() for one in values], ensure_ascii=False, separators=(",", ":"))


def successor(pool: Pool, drawn: Drawn, struck: str, gone: Iterable[str]) -> str | None:
    """Who steps in for somebody struck: the next of the same stratum who stands by and was not used; None when nobody is left."""
    stratum, used = dict(pool.entries), set(gone)
    return next((one for one in drawn.reserves if stratum[one] == stratum[struck] and one not in used), None)


def shares(total: int, sizes: Mapping[str, int]) -> dict[str, int]:
    """A number shared out in proportion to the sizes of strata, largest remainders first, the earlier stratum on a tie.

    >>> shares(5, {"甲": 6, "乙": 3, "丙": 1})
    {'甲': 3, '乙': 2, '丙': 0}
    """
    everybody = sum(sizes.values())
    if not everybody:
        return dict.fromkeys(sizes, 0)
    exact = {name: Fraction(total * size, everybody) for name, size in sizes.items()}
    found = {name: int(one) for name, one in exact.items()}
    places = list(sizes)
    rest = sorted(places, key=lambda name: (found[name] - exact[name], places.index(name)))
    for name in rest[:total - sum(found.values())]:
        found[name] += 1
    return found


def entry_of(nonce: str, thing: str) -> str:
    """What stands for a person or thing on a public list: nobody can tell who without the nonce, which stays inside."""
    return _sha(f"{nonce}\n{thing}")[:16]


def record(pool: Pool, seed: Sequence[tuple[str, str]], drawn: Drawn, names: Mapping[str, str]) -> dict[str, Any]:
    """Everything that a check needs, as plain JSON; `seed` is (who named it, value), `names` may be masked."""
    return {"format": FORMAT, "purpose": pool.purpose, "entries": [list(one) for one in pool.entries], "quotas": dict(pool.quotas),
            "reserves": pool.reserves, "hash": pool.hash, "seed": [list(one) for one in seed], "drawn": list(drawn.picked),
            "standing_by": list(drawn.reserves), "names": dict(names)}


def check_record(found: Any) -> list[Text]:
    """What does not agree in a printed record; nothing when the draw is as it says."""
    try:
        pool = pool_of({str(entry): str(stratum) for entry, stratum in found["entries"]},
                       {str(name): int(wanted) for name, wanted in found["quotas"].items()},
                       int(found["reserves"]), str(found["purpose"]))
        seed = [str(value) for _, value in found["seed"]]
        said = (str(found["hash"]), [str(one) for one in found["drawn"]], [str(one) for one in found["standing_by"]])
        known = found["format"] == FORMAT and len(pool.entries) == len(found["entries"])
    except (KeyError, TypeError, ValueError, AttributeError):
        known = False
    if not known:
        return [say("这不是一份完整的抽取记录", "this is not a whole record of a draw")]
    wrong: list[Text] = []
    if pool.hash != said[0]:
        wrong.append(say("名单的指纹不对：按名单算出来是{hash}", "the hash does not belong to the list: the list gives {hash}", hash=pool.hash))
    if pool.lacking() is not None:
        return [*wrong, say("名单不够抽", "the list is too short for the draw")]
    drawn = draw(pool, seed)
    if list(drawn.picked) != said[1]:
        wrong.append(say("抽中的不对：算出来是{drawn}", "those drawn do not agree: it gives {drawn}", drawn="、".join(drawn.picked)))
    if list(drawn.reserves) != said[2]:
        wrong.append(say("备选的不对：算出来是{drawn}", "those standing by do not agree: it gives {drawn}", drawn="、".join(drawn.reserves)))
    return wrong


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
