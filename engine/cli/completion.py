"""The command `completion`: the script that lets a shell complete commands, cases, accounts and names.

In: a shell.  Out: its script, to be read by the shell when it starts.
"""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

SHELLS = ("bash", "zsh", "fish")
PROGRAM, VARIABLE = "bihuan", "_BIHUAN_COMPLETE"


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion_command(context: click.Context, shell: str) -> None:
    """打印补全脚本：命令、选项、件的编号、帐号、工作法和环节按 Tab 补全。

    Print the script that completes commands, options, case numbers, accounts, methods and steps.

    \b
    bihuan completion bash > ~/.local/share/bash-completion/completions/bihuan
    bihuan completion zsh > ~/.zfunc/_bihuan
    bihuan completion fish > ~/.config/fish/completions/bihuan.fish
    """
    made = get_completion_class(shell)
    assert made is not None, "click knows the shells it is asked for"
    click.echo(made(context.find_root().command, {}, PROGRAM, VARIABLE).source())
