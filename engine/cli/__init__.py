"""The command line: reads arguments, calls the service, prints.

In: what a person or a script typed.  Out: text or JSON, and an exit code: 0 fine, 1 problems, 2 usage, 3 environment.
"""

from __future__ import annotations

import click


@click.group()
@click.version_option(package_name="bihuan")
def main() -> None:
    """闭环:按规则文件运行街道工作法。

    Bihuan runs documented working methods from rule files.
    """
