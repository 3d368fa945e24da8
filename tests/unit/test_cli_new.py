"""The commands that help whoever writes: a new method that passes, and shells that complete."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine.cli import main
from engine.service import open_service
from tests.unit.street import FILE


def ran(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.mark.parametrize("more", [(), ("--lang", "en"), ("--from", "six-step"), ("--title", "路灯管护")])
def test_a_new_method_checks_plays_and_traces_at_once(tmp_path: Path, more: tuple[str, ...]) -> None:
    folder = tmp_path / "street-lamps"
    made = ran("new", folder, *more)
    assert made.exit_code == 0, made.output
    checked = json.loads(ran("check", folder, "--format", "json").output)
    assert (checked["problems"], checked["warnings"]) == ([], [])
    assert bool(checked["open_points"]) == ("six-step" in more)
    played = json.loads(ran("test", folder, "--format", "json").output)
    assert (played["failed"], played["passed"]) == (0, 27 if "six-step" in more else 2)
    assert all(row["missing"] == [] for row in played["coverage"].values())
    traced = json.loads(ran("trace", folder, "--format", "json").output)["clauses"]
    assert {row["status"] for row in traced} <= {"carried", "interpreted", "out-of-reach", "later"}
    assert ("标题: 路灯管护" in (next(folder.glob("[工m]*.yaml"))).read_text(encoding="utf-8")) == ("--title" in more)


def test_a_folder_that_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    refused = ran("new", tmp_path / "mine")
    assert refused.exit_code == 1
    assert "已经有了" in refused.output
    assert list((tmp_path / "mine").iterdir()) == []


@pytest.mark.parametrize(("words", "said"), [(("路灯",), "小写字母"), (("lamps", "--from", "no-such"), "six-step")])
def test_a_name_that_cannot_be_is_wrong_usage(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    refused = ran("new", tmp_path / words[0], *words[1:])
    assert refused.exit_code == 2
    assert said in refused.output
    assert list(tmp_path.iterdir()) == []


# --- completion -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_a_script_of_its_own(shell: str) -> None:
    script = ran("completion", shell)
    assert script.exit_code == 0
    assert f"_BIHUAN_COMPLETE={shell}_complete" in script.output


def completed(folder: Path, *typed: str) -> list[str]:
    """What a real bash offers after these words, the last of them still being typed."""
    script = folder / "completion.bash"
    script.write_text(ran("completion", "bash").output, encoding="utf-8")
    quoted = " ".join(f"'{word}'" for word in typed)
    asked = f'source "{script.as_posix()}"; COMP_WORDS=(bihuan {quoted}); COMP_CWORD={len(typed)}; ' \
            '_bihuan_completion bihuan; printf "%s\\n" "${COMPREPLY[@]}"'
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(["bash", "-c", asked], capture_output=True, text=True, encoding="utf-8", cwd=folder, check=True,
                          env={**os.environ, "PATH": path, "PYTHONIOENCODING": "utf-8"})
    return done.stdout.split()


def test_bash_completes_commands_methods_and_what_a_street_knows(tmp_path: Path) -> None:
    shutil.copyfile(FILE, tmp_path / "street.yaml")
    service = open_service(tmp_path)
    number = service.open("public", "six-step", "群众问题", "柳南社区", {"问题": "灯坏了", "问题性质": "为民服务"}).number
    service.store.close()
    assert completed(tmp_path, "tr") == ["trace"]
    assert "six-step" in completed(tmp_path, "table", "six")
    assert completed(tmp_path, "table", "six-step", "群众问题", "评议") == ["评议安排"]
    assert completed(tmp_path, "show", number[:4]) == [number]
    assert completed(tmp_path, "list", "--as", "zhangm") == ["zhangming"]
    assert completed(tmp_path, "open", "群众问题", "--set", "问题") == ["问题=", "问题性质="]


def test_where_there_is_no_street_nothing_is_offered_and_nothing_is_said(tmp_path: Path) -> None:
    (tmp_path / "bihuan.db").write_bytes(b"no database at all, only words that stand in its place" * 40)
    assert completed(tmp_path, "show", "2") == []
