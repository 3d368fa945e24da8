"""How a row of a register is verified: replayed, and compared with its line and its links.

In: a stream of kind `row`.  Out: sentences about what differs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.registers import Row, evolve_row
from engine.store.registers import COLUMNS, columns_of

if TYPE_CHECKING:
    from engine.store.kinds import Stream


def check_row(stream: Stream) -> None:
    """Replay a row and compare state, line and links."""
    from engine.store.kinds import plain

    row: Row | None = None
    for event in stream.events:
        row = evolve_row(row, event)
    assert row is not None
    if stream.state != plain(row.to_json()):
        stream.damaged("「{name}」现在的样子和记录不一致", "“{name}” as it stands differs from its events")
    right = columns_of(row)
    stream.compare_rows("名册里的一行", "line in its register", {right[:1]: right[1:]}, f"SELECT {COLUMNS} FROM register_row WHERE id = ?", width=1)
    stream.compare_rows("联系人", "links", {(one,): () for one in row.linked}, "SELECT person FROM register_link WHERE row = ?", width=1)
