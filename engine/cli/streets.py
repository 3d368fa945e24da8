"""The commands `init`, `apply`, `migrate`, `serve` and `tick`: a street from its first day on.

In: a street's folder.  Out: a street that runs.
"""

from __future__ import annotations

import select
import threading
from pathlib import Path

import click

from engine.cli.common import in_street, lang_option, open_street, print_result, refusals, require_street, street_option
from engine.demo import PASSWORD, is_demo
from engine.problems import Report
from engine.rendering import render_text
from engine.service import DATABASE, StreetService
from engine.source import Sources
from engine.store import Store, check_sqlite
from engine.street import read_street
from engine.text import Lang, say

TICK_EVERY = 20.0  # seconds

_FIRST_STREET = """# yaml-language-server: $schema={schema}
# 街道自己的文件：沿用哪套工作法、定哪些数、有哪些单位和人。改好后运行 bihuan check .
街道: {name}
代号: {id}
沿用:
  six-step:
    参数:
      # 这些数文件没有给，由街道定；现在先写了常用的，请按本街道的规定改。
      梳理时限: 2个工作日
      领办时限: 2个工作日
      现场时限: 4工作时
      办结时限: 15个工作日
      会诊时限: 5个工作日
      说明会时限: 10个工作日
      评议时限: 5个工作日
      评议会时限: 10个工作日
      暂停最长: 10个工作日
      满意率下限: 80%
      退单次数: 2
      面广户数: 20
      抽查件数: 5
      抽查时限: 5个工作日
      通报日: 每周五
      作风核查时限: 5个工作日

单位:
  建设办: {{种类: 部门}}
  第一社区: {{种类: 社区}}

人员:
  # 帐号: {{姓名: …, 任职: {{角色: 单位}}}}；一个人可以有几个角色。每个角色都要有人。
  guanli: {{姓名: 管理员, 任职: {{活动办: {name}}}, 管理员: 是}}
  lingdao: {{姓名: 分管领导, 任职: {{街道班子成员: {name}}}}}
  fuzhi: {{姓名: 另一位领导, 任职: {{街道班子成员: {name}}}}}
  duban: {{姓名: 督办员, 任职: {{督办员: {name}}}}}
  dangzheng: {{姓名: 党政办干部, 任职: {{党政办: {name}}}}}
  jianshe: {{姓名: 建设办干部, 任职: {{承办人: 建设办, 部门干部: 建设办, 部门负责人: 建设办}}}}
  shequ: {{姓名: 社区干部, 任职: {{承办人: 第一社区, 社区干部: 第一社区}}}}
  jiandu: {{姓名: 群众督办员, 任职: {{群众督办员: 第一社区}}, 证号: 督办001}}
"""


@click.command("init")
@click.argument("folder", metavar="文件夹", type=click.Path(path_type=Path))
@click.option("--name", required=True, metavar="名称", help="街道的名称，如 望江街道。 The street's name.")
@click.option("--id", "id_", default="street", metavar="代号", help="小写字母和连字符。 Lower-case letters and hyphens.")
@lang_option
@refusals
def init_command(folder: Path, name: str, id_: str, lang: Lang) -> None:
    """新建一个街道文件夹：沿用六步工作法，改几个数、写上人员就能运行。

    Make a new street's folder that runs the six steps after a few numbers and people are set.
    """
    file = folder / "street.yaml"
    if file.exists():
        raise click.UsageError(say("{file} 已经有了，没有改动它", "{file} exists already and was left alone", file=file).to(lang))
    folder.mkdir(parents=True, exist_ok=True)
    from engine import shipped

    schema = (shipped.schemas() / "street.zh.schema.json").as_uri()
    file.write_text(_FIRST_STREET.format(name=name, id=id_, schema=schema), encoding="utf-8")
    report, sources = Report(), Sources()
    read_street(folder, report, sources)
    click.echo(say("建好了 {file}。下一步：改好数和人员，运行 bihuan check {folder}，\n"
                   "再运行 bihuan password --street {folder} guanli，最后 bihuan serve --street {folder}",
                   "Made {file}. Next: set the numbers and people, run bihuan check {folder}, then bihuan password --street {folder} guanli, "
                   "then bihuan serve --street {folder}", file=file, folder=folder).to(lang))
    if report.problems:
        click.echo(render_text(report, sources, lang), err=True)


@click.command("apply")
@in_street
def apply_command(folder: Path, form: str, lang: Lang) -> None:
    """让街道文件里的改动生效：规则、参数、单位、人员。

    Put what changed in the street's file in force: rules, parameters, units, people.
    """
    service = open_street(folder, lang)
    changed = service.in_force_now
    print_result(form, {"changed": changed}, say("已生效：{what}", "in force: {what}",
                                                 what="、".join(changed) or say("没有改动", "nothing changed")), lang)


@click.command("reproject")
@click.option("--all", "everything", is_flag=True, help="全部在办的，不只是暂定的。 All running deadlines, not only provisional ones.")
@in_street
def reproject_command(folder: Path, everything: bool, form: str, lang: Lang) -> None:
    """日历变了以后重算时限：公布了新的放假通知，或者街道临时停办。

    Work deadlines out again after the calendar has changed: a new holiday notice, or a day the office is closed.
    """
    moved = open_street(folder, lang).reproject(everything=everything)
    print_result(form, {"moved": moved}, say("改了{n}个期限，都记入了经过", "{n} deadline(s) moved; each is in the record", n=moved), lang)


@click.command("migrate")
@in_street
def migrate_command(folder: Path, form: str, lang: Lang) -> None:
    """把数据库升级到这个版本。

    Bring the database to this version.
    """
    require_street(folder, lang)
    store = Store(folder / DATABASE, "")
    try:
        done = store.migrate()
    finally:
        store.close()
    print_result(form, {"done": done}, say("升级了：{done}", "done: {done}", done="、".join(done)) if done else
                 say("数据库已经是这个版本", "the database is of this version already"), lang)


@click.command("tick")
@in_street
def tick_command(folder: Path, form: str, lang: Lang) -> None:
    """办到点的事：提醒、逾期、评议收齐。服务器自己也会办，谁先谁办，只办一次。

    Do what is due: reminders, overdue actions, ballots.  The server does the same; each happens once.
    """
    done = open_street(folder, lang).tick()
    print_result(form, {"done": done}, say("到点的事办了{n}件", "{n} due actions done", n=done), lang)


@click.command("serve")
@street_option
@click.option("--host", default="127.0.0.1", show_default=True, help="只在本机听；前面放反向代理。 Listens on this machine only.")
@click.option("--port", default=8765, show_default=True, help="端口。 Port.")
@click.option("--threads", default=8, show_default=True, help="同时接待几个人。 Worker threads.")
@lang_option
@refusals
def serve_command(folder: Path, host: str, port: int, threads: int, lang: Lang) -> None:
    """在浏览器里运行这个街道。

    Serve the street to browsers.
    """
    serve_street(open_street(folder, lang), folder, host, port, threads, lang)


def serve_street(service: StreetService, folder: Path, host: str, port: int, threads: int, lang: Lang) -> None:
    """Serve a street to browsers until it is stopped, doing what is due meanwhile."""
    import waitress

    from web import create_app

    if (unsafe := check_sqlite()) is not None:
        click.echo(unsafe.text.to(lang), err=True)
    app = create_app(service, demo=is_demo(folder), secret=service.secret)
    app.config["DEMO_PASSWORD"] = PASSWORD if is_demo(folder) else ""
    stop = threading.Event()
    timer = threading.Thread(target=_tick_until, args=(service, stop), name="tick", daemon=True)
    timer.start()
    click.echo(say("打开 http://{host}:{port}/ （按 Ctrl+C 停止）", "Open http://{host}:{port}/ (Ctrl+C stops)", host=host, port=port).to(lang))
    try:  # select() looks at no file numbered beyond 1023
        waitress.serve(app, host=host, port=port, threads=threads, ident=None, asyncore_use_poll=hasattr(select, "poll"))
    finally:
        stop.set()
        timer.join(timeout=5)
        service.store.close()


def _tick_until(service: StreetService, stop: threading.Event) -> None:
    while not stop.wait(TICK_EVERY):
        try:
            service.tick()
        except Exception as failed:  # noqa: BLE001 - the timer must outlive any single failure
            click.echo(f"tick: {failed}", err=True)
