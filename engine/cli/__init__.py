"""The command line: reads arguments, calls the service, prints.

In: what a person or a script typed.  Out: text or JSON, and an exit code: 0 fine, 1 problems, 2 usage, 3 environment.
"""

from __future__ import annotations

import click

from engine.cli.admin import doctor_command, leave_command, password_command, repair_command, stuck_command
from engine.cli.ballots import ballot_group
from engine.cli.boards import boards_command
from engine.cli.calendar import calendar
from engine.cli.cases import do_command, explain_command, list_command, open_command, show_command
from engine.cli.check import check
from engine.cli.completion import completion_command
from engine.cli.demo import demo_command
from engine.cli.draws import draw_group
from engine.cli.duties import duties_group
from engine.cli.facts import covers_command, facts_command
from engine.cli.formula import formula
from engine.cli.importing import import_command, template_command
from engine.cli.keeping import backup_command, restore_command, verify_command
from engine.cli.new import new_command
from engine.cli.outbox import outbox_command
from engine.cli.paper import blank_command, ledger_command, print_command
from engine.cli.reference import reference
from engine.cli.registers import register_command
from engine.cli.score_papers import answer_command, paper_command
from engine.cli.scores import score_group
from engine.cli.settings import parameters_command, set_command
from engine.cli.streets import (
    apply_command,
    init_command,
    migrate_command,
    reproject_command,
    serve_command,
    tick_command,
)
from engine.cli.table import table_command
from engine.cli.test import test
from engine.cli.trace import trace
from engine.cli.trials import recompute_command, whatif_command


@click.group()
@click.version_option(package_name="bihuan")
def main() -> None:
    """闭环：按规则文件运行街道工作法。

    Bihuan runs documented working methods from rule files.
    """


for command in (check, test, trace, table_command, new_command, completion_command, formula, calendar, init_command, apply_command,
                demo_command, serve_command, open_command, do_command, show_command, list_command, explain_command,
                register_command, facts_command, covers_command, boards_command, ballot_group, draw_group, duties_group,
                score_group, whatif_command, recompute_command, parameters_command, set_command, print_command, blank_command, ledger_command,
                import_command, template_command,
                tick_command, reproject_command, password_command, leave_command, stuck_command, repair_command, outbox_command,
                migrate_command, backup_command, restore_command, verify_command, doctor_command, reference):
    main.add_command(command)
for command in (paper_command, answer_command):
    score_group.add_command(command)
