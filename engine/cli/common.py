"""What the commands share: the street's folder, the language, and exit codes for what is refused.

In: options.  Out: a service, and messages on the error stream with exit code 1 (refused) or 3 (environment).
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from engine.cli.completing import complete_account
from engine.demo import clock_of
from engine.errors import BihuanError
from engine.service import StreetService, open_service
from engine.street import street_file
from engine.text import Lang, Text, say

F = TypeVar("F", bound=Callable[..., Any])


def street_option(command: F) -> F:
    """The street's folder."""
    return click.option("--street", "folder", type=click.Path(path_type=Path), default=Path(), envvar="BIHUAN_STREET", show_envvar=True,
                        help="街道文件夹，不写就是当前文件夹。 The street's folder; this one unless written.")(command)


def lang_option(command: F) -> F:
    """The language of messages."""
    return click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", envvar="BIHUAN_LANG", show_default=True,
                        help="语言。 Language.")(command)


def format_option(command: F) -> F:
    """Text for people or JSON for programs."""
    return click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
                        help="输出样式。 Form of the output.")(command)


def actor_option(command: F) -> F:
    """Who acts."""
    return click.option("--as", "actor", required=True, metavar="帐号", shell_complete=complete_account,
                        help="以谁的身份办：帐号或姓名。 Whose turn: account or name.")(command)


def print_result(form: str, facts: Mapping[str, Any], told: Text, lang: Lang) -> None:
    """What a command led to: facts for programs, a sentence for people."""
    click.echo(json.dumps(facts, ensure_ascii=False) if form == "json" else told.to(lang))


def require_street(folder: Path, lang: Lang) -> None:
    """Refuse a folder without a street's file, and say what to do."""
    if not street_file(folder).is_file():
        raise click.UsageError(say("「{folder}」里没有街道文件 street.yaml；先用 bihuan init 建一个，或用 --street 指明。",
                                   "There is no street.yaml in “{folder}”; make one with bihuan init, or name it with --street.",
                                   folder=folder).to(lang))


def open_street(folder: Path, lang: Lang, *, staffed: bool = True) -> StreetService:
    """The service of a folder that holds a street's file; `staffed`: every post must be held."""
    require_street(folder, lang)
    return open_service(folder, clock_of(folder), staffed=staffed)


def refusals(command: F) -> F:
    """Turn what is refused into a message and exit code 1, and what the machine lacks into 3."""
    @functools.wraps(command)
    def run(*args: Any, **options: Any) -> Any:
        lang: Lang = options.get("lang", "zh")
        try:
            return command(*args, **options)
        except BihuanError as refused:
            click.echo(refused.text.to(lang), err=True)
            for name, text in getattr(refused, "fields", ()):
                if text != refused.text:
                    click.echo(f"  {say('{n}：{t}', '{n}: {t}', n=name, t=text).to(lang)}", err=True)
            raise SystemExit(1) from refused
        except OSError as failed:
            click.echo(say("文件打不开：{why}", "a file cannot be opened: {why}", why=f"{failed.filename}: {failed.strerror}").to(lang), err=True)
            raise SystemExit(3) from failed
        except sqlite3.DatabaseError as failed:
            click.echo(say("数据库用不了：{why}", "the database cannot be used: {why}", why=failed).to(lang), err=True)
            raise SystemExit(3) from failed
    return run  # type: ignore[return-value]


def in_street(command: F) -> F:
    """What every command in a street takes: where it is, the form and the language of what it says; refusals in words."""
    return street_option(format_option(lang_option(refusals(command))))


def acting(command: F) -> F:
    """The same for a command by which somebody acts or asks."""
    return street_option(actor_option(format_option(lang_option(refusals(command)))))


def person_of(service: StreetService, text: str, lang: Lang) -> str:
    """An account by account or name; `public` stays."""
    if text in ("public", "群众"):
        return "public"
    found = service.directory().named(text)
    if found is None:
        raise click.UsageError(say("没有「{name}」这个人，或者不止一个；请写帐号。", "Nobody, or more than one, is called “{name}”; write the account.",
                                   name=text).to(lang))
    return found


def pairs(given: tuple[str, ...], lang: Lang) -> dict[str, Any]:
    """名字=值 options as values; a name written twice makes a list, 名字.姓名=… a part of a value."""
    found: dict[str, Any] = {}
    for one in given:
        name, sign, value = one.partition("=")
        if not sign:
            raise click.UsageError(say("「{one}」要写成 名字=值", "“{one}” must be name=value", one=one).to(lang))
        head, dot, part = name.partition(".")
        if dot:
            found.setdefault(head, {})[part] = value
        elif name in found:
            found[name] = [*(found[name] if isinstance(found[name], list) else [found[name]]), value]
        else:
            found[name] = value
    return found
