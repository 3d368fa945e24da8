"""Commands in this process, and a street to use them in.

In: words as typed.  Out: what was printed, or refused.
"""


import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from engine import shipped
from engine.cli import main
from engine.service.service import shanghai_now

PEOPLE = shipped.workflows() / "six-step" / "情景" / "街道.yaml"


def run(*words: str | Path, typed: str | None = None) -> Result:
    """One command in this process."""
    return CliRunner().invoke(main, [str(word) for word in words], input=typed, catch_exceptions=False)


def ok(*words: str | Path, typed: str | None = None) -> str:
    """What a command prints that must succeed."""
    result = run(*words, typed=typed)
    assert result.exit_code == 0, result.output
    return result.stdout


def facts(*words: str | Path) -> Any:
    """What a command prints for programs."""
    return json.loads(ok(*words, "--format", "json"))


def refused(code: int, *words: str | Path, typed: str | None = None) -> str:
    """What a command says on the error stream when it must exit with `code`; nothing else is printed."""
    result = run(*words, typed=typed)
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.stderr
    assert result.stdout == ""
    return result.stderr


class Hall:
    """A street and short words for commands in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.here = ("--street", str(folder))

    def open(self, text: str, *more: str, who: str = "王丽") -> dict[str, Any]:
        """Enter a matter; what the command says of it."""
        found: dict[str, Any] = facts("open", "群众问题", *self.here, "--as", who, "--unit", "柳南社区", "--channel", "个别访谈",
                                      "--set", f"问题={text}", "--set", "问题性质=热点难点问题",
                                      "--set", "诉求人.姓名=张大爷", "--set", "诉求人.电话=13800000001", *more)
        return found

    def do(self, number: str, action: str, who: str, *more: str, **values: str) -> dict[str, Any]:
        """Act on a case; what the command says of it."""
        found: dict[str, Any] = facts("do", number, action, *self.here, "--as", who, *self._set(values), *more)
        return found

    def order(self, number: str) -> dict[str, Any]:
        """Take a case to the handling unit."""
        self.do(number, "领取", "张明")
        tomorrow = (shanghai_now() + timedelta(days=1)).date().isoformat()
        return self.do(number, "交办", "张明", 类别="物业管理", 涉及户数="6", 责任领导="周志远", 责任单位="建设办", 时间表=tomorrow,
                       路线图="先查漏再补", 督办人="陈静")

    @staticmethod
    def _set(values: dict[str, str]) -> Sequence[str]:
        return [word for name, value in values.items() for word in ("--set", f"{name}={value}")]
