"""Starting, hearing and killing processes that work on one street.

In: a folder and tasks.  Out: what each process said; nothing is read from its memory.
"""

from __future__ import annotations

import multiprocessing
from pathlib import Path
from typing import Any

from tests.durability import worker as work

Said = list[dict[str, Any]]

# A server process that has read the program already starts others in no time; where there is none, each reads it anew.
_HOW = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
_context = multiprocessing.get_context(_HOW)
_context.set_forkserver_preload([work.__name__])


class Worker:
    """One process; `go` lets it begin once it is ready."""

    def __init__(self, folder: Path, task: str, seed: str, count: int) -> None:
        self.pipe, theirs = _context.Pipe()
        self.process = _context.Process(target=work.run, args=(folder, task, seed, count, theirs), daemon=True)
        self.process.start()
        theirs.close()
        self.said: Said = []

    def hear(self) -> dict[str, Any] | None:
        """The next thing it says, or None at the end."""
        try:
            self.said.append(self.pipe.recv())
        except (EOFError, OSError):  # it has ended, perhaps in the middle of a word
            return None
        return self.said[-1]

    def ready(self) -> Worker:
        """Wait until it could begin."""
        assert self.hear() is not None
        self.said.clear()
        return self

    def go(self) -> None:
        """Let it begin."""
        self.pipe.send("go")

    def finish(self) -> Said:
        """Everything it said until its end; it must end well."""
        self._end()
        assert self.process.exitcode == 0
        return self.said

    def kill(self) -> Said:
        """End it in the middle of whatever it does; what it had said by then."""
        self.process.kill()
        self._end()
        return self.said

    def _end(self) -> None:
        while self.hear() is not None:
            pass
        self.process.join()
        self.pipe.close()


def together(folder: Path, task: str, count: int, processes: int = 4, seed: str = "") -> list[Said]:
    """Run a task in several processes that begin at the same moment; what each said.  Each has a seed of its own unless told."""
    workers = [Worker(folder, task, seed or str(number), count) for number in range(processes)]
    for worker in workers:
        worker.ready()
    for worker in workers:
        worker.go()
    return [worker.finish() for worker in workers]


def done(said: Said) -> dict[str, dict[str, Any]]:
    """What was acknowledged, by key."""
    return {one["done"]: one for one in said if "done" in one}


def unanswered(said: Said) -> list[str]:
    """The keys that were tried and never answered."""
    answered = {one.get("done", one.get("refused")) for one in said}
    return [one["trying"] for one in said if "trying" in one and one["trying"] not in answered]
