"""What could come next on the command line: cases, accounts, methods, workflows and fields.

In: what was typed so far.  Out: choices for the shell, with a word of help where the shell shows it.
A street's database is only looked into; what cannot be read gives no choices and no message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from engine.copying import folder_of, shipped_methods
from engine.problems import Report
from engine.service import DATABASE
from engine.source import Map, Node, Sources, read_source
from engine.store import glimpse

Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def _quiet(completer: Completer) -> Completer:
    @wraps(completer)
    def run(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem]:
        try:
            return completer(context, parameter, typed)
        except (OSError, sqlite3.Error, ValueError, LookupError, TypeError):
            return []  # a shell that completes has nowhere to say what is wrong; the command itself will
    return run


def _items(found: Iterable[tuple[str, str]], typed: str) -> list[CompletionItem]:
    return [CompletionItem(value, help=told or None) for value, told in dict(found).items() if value.startswith(typed)]


def _database(context: click.Context) -> Path:
    return Path(context.params.get("folder") or ".") / DATABASE


@_quiet
def complete_case(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """Numbers of cases in hand."""
    return _items(glimpse.numbers_like(_database(context), typed), typed)


@_quiet
def complete_account(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """Accounts of the street."""
    return _items(glimpse.accounts(_database(context)), typed)


@_quiet
def complete_workflow(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """Workflows of the methods in force."""
    bodies = glimpse.definitions_in_force(_database(context))
    return _items(((name, str(body.get("title", body["method"]))) for body in bodies for name in body.get("workflows", {})), typed)


@_quiet
def complete_field(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """`名字=` for the fields a case begins with: of the workflow typed, or of any where click does not know it yet."""
    wanted = context.params.get("workflow")
    flows = [flow for body in glimpse.definitions_in_force(_database(context)) for name, flow in body.get("workflows", {}).items()
             if wanted in (None, name)]
    return _items(((f"{name}=", "") for flow in flows for name in flow["start"].get("form", {})), typed)


@_quiet
def complete_method(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """Methods that came with the program, and folders."""
    return [CompletionItem(typed, type="dir"), *_items(((name, "") for name in shipped_methods()), typed)]  # bash drops what comes before a folder


@_quiet
def complete_flow_of_method(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """Workflows of the method already typed."""
    return _items(((name, "") for name in _below(context, "流程", "workflows")), typed)


@_quiet
def complete_step(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """Steps of the workflow already typed."""
    flow = _below(context, "流程", "workflows").get(context.params.get("workflow", ""))
    return _items(((name, "") for name in _names(_under(flow, "环节", "steps"))), typed)


@_quiet
def complete_parameter(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """`名字=` for the parameters of the method already typed."""
    return _items(((f"{name}=", "") for name in _below(context, "参数", "parameters")), typed)


def _below(context: click.Context, *words: str) -> dict[str, Node]:
    """What stands under a keyword in the files of a method, read without being checked."""
    folder = folder_of(str(context.params.get("method", "")))
    found: dict[str, Node] = {}
    for file in sorted(folder.glob("*.yaml")) if folder is not None else ():
        found |= _names(_under(read_source(file.name, file.read_bytes(), Report(), Sources()), *words))
    return found


def _under(node: Node | None, *words: str) -> Node | None:
    return next((value for key, value in node.entries if key.text in words), None) if isinstance(node, Map) else None


def _names(node: Node | None) -> dict[str, Any]:
    return {key.text: value for key, value in node.entries} if isinstance(node, Map) else {}
