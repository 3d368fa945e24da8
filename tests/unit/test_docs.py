"""What the documents show is true: commands, options, output, shapes of JSON, and every rule file in them."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from engine.cli import main
from engine.service.service import shanghai_now
from engine.store import Store
from tests.unit.ballot_outputs import keep_ballots
from tests.unit.board_street import Board
from tests.unit.duty_outputs import keep_duties
from tests.unit.register_outputs import keep_registers
from tests.unit.score_outputs import keep_scores

ROOT = Path(__file__).resolve().parents[2]
COMMANDS, ARCHITECTURE = ROOT / "docs" / "commands.md", ROOT / "docs" / "architecture.md"
GUIDES = (ROOT / "docs" / "writing-a-method.md", ROOT / "docs" / "writing-a-method.zh-CN.md")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
PEOPLE = ROOT / "workflows" / "six-step" / "情景" / "街道.yaml"

Block = tuple[str, str]  # what stands after the back-ticks, and the text


def read(page: Path) -> str:
    """A page."""
    return page.read_text(encoding="utf-8")


def blocks(page: Path) -> list[Block]:
    """Everything that stands between lines of three back-ticks."""
    return re.findall(r"^```(.*)\n((?s:.*?))^```$", read(page), re.MULTILINE)


def ran(words: list[str], expect: int = 0) -> str:
    """What a command prints."""
    result = CliRunner().invoke(main, words, catch_exceptions=False)
    assert result.exit_code == expect, result.output
    return result.stdout


# --- docs/commands.md -----------------------------------------------------------------------------------------------


def commands() -> dict[str, click.Command]:
    """Every command by the words that call it."""
    found: dict[str, click.Command] = {}
    for name, command in main.commands.items():
        inner = command.commands.items() if isinstance(command, click.Group) else ()
        found.update({f"{name} {one}": made for one, made in inner} or {name: command})
    return found


def sections() -> dict[str, str]:
    """The parts of the page by their third-level headings."""
    plain = re.sub(r"^```.*?^```$", "", read(COMMANDS), flags=re.MULTILINE | re.DOTALL)
    parts = re.split(r"^(?:### (.+)|## .+)$", plain, flags=re.MULTILINE)
    return {name: text for name, text in zip(parts[1::2], parts[2::2], strict=True) if name}


def test_every_command_is_documented_and_none_that_is_gone() -> None:
    assert sections().keys() == commands().keys()


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_option_of_a_command_is_documented_and_none_that_is_gone(name: str) -> None:
    options = {one.opts[0]: one for one in commands()[name].params if isinstance(one, click.Option)}
    rows = re.findall(r"^\| `(--[a-z-]+)(?: ([^`]+))?` \|", sections()[name], re.MULTILINE)
    assert {row[0] for row in rows} == options.keys()
    for option, value in rows:
        kind = options[option].type
        if isinstance(kind, click.Choice):
            assert value.replace("\\|", "|").split("|") == list(kind.choices)
        assert bool(value) != bool(options[option].is_flag)


@pytest.mark.parametrize("text", [text for kind, text in blocks(COMMANDS) if kind == "console"], ids=lambda text: text[:40])
def test_output_shown_is_output_given(text: str) -> None:
    typed, _, shown = text.partition("\n")
    words = shlex.split(typed.removeprefix("$ bihuan "))
    result = CliRunner().invoke(main, words, catch_exceptions=False)
    assert [line.rstrip() for line in result.stdout.splitlines()] == [line.rstrip() for line in shown.splitlines()]


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the commands really print for programs, by command, from a street with one case."""
    home = tmp_path_factory.mktemp("street")
    (home / "street.yaml").write_bytes(PEOPLE.read_bytes())
    here, by = ["--street", str(home)], ["--as", "张明"]
    found: dict[str, Any] = {}

    def keep(name: str, *words: str, street: bool = True, expect: int = 0) -> Any:
        found[name] = json.loads(ran([*name.split(), *words, *(here if street else []), "--format", "json"], expect))
        return found[name]

    keep("apply")
    number = keep("open", "群众问题", "--as", "王丽", "--unit", "柳南社区", "--channel", "个别访谈", "--set", "问题=屋顶漏水",
                  "--set", "问题性质=热点难点问题")["number"]
    keep("do", number, "领取", *by)
    for name, words in (("show", [number, *by]), ("list", [*by, "--tab", "all"]), ("explain deadline", [number, *by])):
        keep(name, *words)
    _hand_over_and_repair(home, number, keep)
    _on_paper(home, number, keep)
    _on_boards(home / "boards", keep)
    keep_ballots(home / "ballots", keep)
    _in_the_outbox(home / "telling", keep)
    keep_registers(home / "registers", keep)
    keep_duties(home / "duties", keep, ran)
    keep_scores(home / "scores", keep)
    for name in ("tick", "reproject", "migrate", "doctor", "verify"):
        keep(name)
    keep("backup", str(home / "street.zip"))
    keep("restore", str(home / "street.zip"), str(home / "again"), street=False)
    keep("calendar", "cn", "--from", "2025-09-30", "--add=2个工作日", street=False)
    keep("formula", "0.4*日常 + 0.6*季度", "--set", "日常=90", "--set", "季度=85.5", street=False)
    keep("test", str(PEOPLE.parent / "不予受理.yaml"), street=False)
    keep("trace", str(PEOPLE.parent.parent), street=False)
    keep("table", "six-step", "群众问题", "群众评议", street=False)
    keep("demo", "--folder", str(home / "demo"), "--year", "2025", "--cases", "3", "--weeks", "9", street=False)
    (home / "wrong.yaml").write_text("工作法: wrong\n标题：错\n流程呢: 甲\n", encoding="utf-8")
    keep("check", str(home / "wrong.yaml"), street=False, expect=1)
    return found


def _in_the_outbox(home: Path, keep: Any) -> None:
    """A message by a gateway that is not there."""
    home.mkdir()
    block = "通知:\n  渠道: {短信: {接口: {网址: 'http://127.0.0.1:1/{地址}', 内容: {t: '{正文}'}}}}\n  工作人员: {用: 短信}\n"
    (home / "street.yaml").write_text(PEOPLE.read_text(encoding="utf-8").replace("{姓名: 张明", "{姓名: 张明, 电话: '13900000001'") + block,
                                      encoding="utf-8")
    here = ("--street", str(home))
    keep("open", "群众问题", "--as", "王丽", "--unit", "柳南社区", "--set", "问题=灯不亮", "--set", "问题性质=热点难点问题", *here, street=False)
    keep("outbox", "--send", *here, street=False)
    keep("outbox", *here, street=False)


def _on_paper(home: Path, number: str, keep: Any) -> None:
    """A form of the case, a blank one, a ledger and a sheet taken in, from a street that has them all."""
    keep("print", number, "问题解决交办单", "--as", "张明")
    keep("blank", "问题解决交办单")
    other = home / "ledgers"
    shutil.copytree(ROOT / "tests" / "check" / "ok" / "ledgers", other / "methods" / "ledgers")
    (other / "street.yaml").write_text("街道: 小街\n沿用: {ledgers: {}}\n单位: {东社区: {种类: 社区}}\n"
                                       "人员: {zhang: {姓名: 张明, 任职: {联络员: 东社区}}}\n", encoding="utf-8")
    sheet = other / "走访.csv"
    rows = ("归属单位,走访日期,类别,件数,情况,是否解决", "东社区,2026-03-02,住房,2,屋顶漏水,否", "东社区,2026-03-02,住房,两,屋顶漏水,否")
    sheet.write_text("\n".join(rows), encoding="gb18030")
    here = ("--street", str(other), "--as", "张明")
    keep("import", "cases", str(sheet), "--for", "走访", *here, street=False, expect=1)
    keep("ledger", "民情台账", "--whose", "东社区", *here, street=False)


def _on_boards(home: Path, keep: Any) -> None:
    """Issues drawn up, approved, declined, corrected and with a line taken down."""
    board = Board(home)
    board.solve(board.matter())
    board.matter("清沟")
    board.matter("栽树", who="liqiang", unit="江滨社区")
    board.at("2026-04-07 18:00")
    street, here = board.service, ("--street", str(home))
    east, west = (street.drafts_to_sign(person)[0].id for person in ("zhaoshuji", "qianshuji"))
    keep("boards redraw", east, "--as", "赵书记", *here, street=False)
    keep("boards approve", east, "--as", "赵书记", *here, street=False)
    keep("boards decline", west, "--as", "钱书记", "--reason", "有误", *here, street=False)
    board.act(board.entered["清沟"], "没办好", {"预计时间": "2026-05-01"})
    keep("boards correct", "办事进度表/光明社区2026-01", "--as", "赵书记", "--reason", "登记晚了", *here, street=False)
    keep("boards list", "--as", "赵书记", *here, street=False)
    keep("boards show", "成效公示", "--as", "赵书记", *here, street=False)
    keep("boards issue", "成效公示/成效2026-001", *here, street=False)
    keep("boards redact", "成效公示/成效2026-001", "1", "--as", "孙主任", "--reason", "本人要求", *here, street=False)
    street.store.close()


def _hand_over_and_repair(home: Path, number: str, keep: Any) -> None:
    by, here = ["--as", "张明"], ["--street", str(home)]
    tomorrow = (shanghai_now() + timedelta(days=1)).date().isoformat()
    values = {"类别": "物业管理", "涉及户数": "6", "责任领导": "周志远", "责任单位": "建设办", "时间表": tomorrow, "路线图": "先查漏",
              "督办人": "陈静"}
    sets = [word for name, value in values.items() for word in ("--set", f"{name}={value}")]
    ran(["do", number, "交办", *by, *here, *sets])
    ran(["do", number, "领取", "--as", "刘伟", *here])
    keep("leave", "刘伟", "--to", "赵敏", "--reason", "调离", *by)
    ran(["do", number, "领办", "--as", "赵敏", *here])
    street = home / "street.yaml"
    lines = street.read_text(encoding="utf-8").splitlines(keepends=True)
    street.write_text("".join(line for line in lines if not line.startswith("  zhaomin:")), encoding="utf-8")
    (row,) = keep("stuck")
    keep("repair", number, "--seat", row["seat"], "--to", "郑洁", "--reason", "没有人了", *by)


def missing(shown: Any, real: Any, place: str = "") -> list[str]:
    """What two JSON values do not share in names and kinds; an empty group or list says nothing of what is in it."""
    if isinstance(shown, dict) and isinstance(real, dict):
        if not shown or place.endswith(".values"):
            return []
        differ = [f"{place}.{name}" for name in shown.keys() ^ real.keys()]
        return differ + [one for name in shown.keys() & real.keys() for one in missing(shown[name], real[name], f"{place}.{name}")]
    if isinstance(shown, list) and isinstance(real, list):
        return missing(shown[0], real[0], f"{place}[]") if shown and real else []
    same = type(shown) is type(real) or None in (shown, real)
    return [] if same else [f"{place} is {type(real).__name__}"]


@pytest.mark.parametrize(("kind", "text"), [one for one in blocks(COMMANDS) if one[0].startswith("json ")],
                         ids=lambda text: text[:20])
def test_json_shown_has_the_shape_of_json_given(kind: str, text: str, given: dict[str, Any]) -> None:
    assert missing(json.loads(text), given[kind.removeprefix("json ")]) == []


def test_every_command_with_json_shows_its_shape() -> None:
    speaks = {name for name, command in commands().items() if any("--format" in one.opts for one in command.params)}
    assert {kind.removeprefix("json ") for kind, _ in blocks(COMMANDS) if kind.startswith("json ")} == speaks


# --- methods in the documents ---------------------------------------------------------------------------------------


def files(page: Path) -> dict[str, str]:
    """The rule files of a page: blocks with one title make one file, in their order."""
    found: dict[str, str] = {}
    for kind, text in blocks(page):
        if (named := re.fullmatch(r"yaml title=(\S+)", kind)) is not None:
            found[named[1]] = found.get(named[1], "") + text
    return found


def write(page: Path, folder: Path) -> Path:
    """The method of a page, as its reader would have it."""
    for name, text in files(page).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.name)
def test_the_method_of_the_guide_passes_and_its_scenarios_cover_it(page: Path, tmp_path: Path) -> None:
    folder = write(page, tmp_path / "home-repair")
    found = json.loads(ran(["check", str(folder), "--format", "json"]))
    assert (found["problems"], found["warnings"]) == ([], [])
    assert [one["rule"] for one in found["open_points"]] == ["undecided"]
    played = json.loads(ran(["test", str(folder), "--format", "json"]))
    assert [row["missing"] for row in played["coverage"].values()] == [[]] * 5
    assert '"missing"' not in ran(["trace", str(folder), "--format", "json"])


def test_both_guides_show_the_same_files() -> None:
    assert files(GUIDES[0]) == files(GUIDES[1])


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_small_method_of_the_readme_passes(name: str, tmp_path: Path) -> None:
    folder = write(ROOT / name, tmp_path / "report-repair")
    (text,) = files(ROOT / name).values()
    assert len(text.splitlines()) <= 25
    found = json.loads(ran(["check", str(folder), "--format", "json"]))
    assert (found["problems"], found["open_points"]) == ([], [])
    assert [one["rule"] for one in found["warnings"]] == ["no-clauses"]


# --- docs/architecture.md -------------------------------------------------------------------------------------------


def names_in(heading: str) -> set[str]:
    """The code words in the first column of the table below a heading."""
    part = read(ARCHITECTURE).split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return {name for row in re.findall(r"^\| (`[^|]+) \|", part, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)}


def test_every_event_of_a_case_is_documented() -> None:
    sources = (path.read_text(encoding="utf-8") for path in (ROOT / "engine" / "case").glob("*.py"))
    assert names_in("Events") == {name for text in sources for name in re.findall(r"journal\.add\(\s*\"(\w+)\"", text)}


def test_every_table_is_documented(tmp_path: Path) -> None:
    store = Store(tmp_path / "bihuan.db", "street")
    store.migrate()
    made = {row[0] for row in store.conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    store.close()
    assert names_in("The store") == {name for name in made if not re.match("sqlite_|_sqlite|search_", name)}


# --- all pages ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", read(page)):
        if "://" not in target:
            assert (page.parent / target).exists(), target
