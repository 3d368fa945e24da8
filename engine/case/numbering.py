"""Numbers of a series: a pattern such as {年}-{序号:4} with its parts filled in.

In: a pattern and what its parts are now.  Out: how a count is written, and the series it counts in, which begins anew
whenever a part that is written changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping


def written(pattern: str, parts: Mapping[str, str], series: str) -> tuple[Callable[[int], str], str]:
    """How a count is written, and the name of its series.

    >>> text, series = written("{年}-{序号:3}", {"{年}": "2026"}, "six-step/公示栏/公告")
    >>> text(7), series
    ('2026-007', 'six-step/公示栏/公告/2026-*')
    """
    for part, value in parts.items():
        pattern = pattern.replace(part, value)
    head, _, rest = pattern.partition("{序号")
    digits, _, tail = rest.partition("}")
    width = int(digits[1:]) if digits else 1
    return (lambda count: f"{head}{count:0{width}d}{tail}"), f"{series}/{head}*{tail}"
