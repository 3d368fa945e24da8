"""Rules as they were: methods by digest, and which one was in force with which parameters from when.

In: a digest or a method's name.  Out: JSON as it was kept.
"""

from __future__ import annotations

from engine.store.sqlite import Store

_HAS: dict[tuple[str, str], bool] = {}  # whether a version has an evaluation; what a digest stands for never changes


def definition(store: Store, digest: str) -> str | None:
    """The body of a version, or None where it is missing."""
    row = store.conn.execute("SELECT body FROM definition WHERE digest = ?", (digest,)).fetchone()
    return None if row is None else str(row[0])


def parameters_of(store: Store, method: str, digest: str) -> str | None:
    """The street's values of a version as last in force with it."""
    row = store.conn.execute("SELECT parameters FROM in_force WHERE street = ? AND method = ? AND digest = ? ORDER BY n DESC LIMIT 1",
                             (store.street, method, digest)).fetchone()
    return None if row is None else str(row[0])


def put_definition(store: Store, digest: str, method: str, body: str, at: str) -> None:
    """Keep a version, inside a write."""
    store.writer.execute("INSERT OR IGNORE INTO definition VALUES (?,?,?,?)", (digest, method, body, at))


def put_in_force(store: Store, method: str, digest: str, parameters: str, at: str, actor: str) -> bool:
    """Note what is in force from now on, inside a write; False when that was so already."""
    last = store.conn.execute("SELECT n, digest, parameters FROM in_force WHERE street = ? AND method = ? ORDER BY n DESC LIMIT 1",
                              (store.street, method)).fetchone()
    if last is not None and (last[1], last[2]) == (digest, parameters):
        return False
    store.writer.execute("INSERT INTO in_force VALUES (?,?,?,?,?,?,?)",
                         (store.street, method, (last[0] if last else 0) + 1, digest, parameters, at, actor))
    return True


def first_in_force(store: Store, method: str) -> str:
    """Since when the street has run a method; '' for one it never has."""
    row = store.conn.execute("SELECT at FROM in_force WHERE street = ? AND method = ? ORDER BY n LIMIT 1", (store.street, method)).fetchone()
    return str(row[0]) if row else ""


def introduced(store: Store, method: str, evaluation: str) -> str:
    """Since when the method in force has had an evaluation without a break; '' where it has none."""
    rows = store.conn.execute("SELECT at, digest FROM in_force WHERE street = ? AND method = ? ORDER BY n", (store.street, method)).fetchall()
    since = next((at + 1 for at in reversed(range(len(rows))) if not _has(store, rows[at][1], evaluation)), 0)
    return str(rows[since][0]) if since < len(rows) else ""


def _has(store: Store, digest: str, evaluation: str) -> bool:
    known = _HAS.get((digest, evaluation))
    if known is None:
        row = store.conn.execute("SELECT json_type(body, ?) IS NOT NULL FROM definition WHERE digest = ?", (f'$.evaluations."{evaluation}"', digest)).fetchone()
        known = row is not None and bool(row[0])
        if row is not None:
            _HAS[digest, evaluation] = known
    return known
