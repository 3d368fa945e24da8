"""Obligations told as stories: the words for them, and that a story that is wrong says so."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine.scenarios import Runner, scenario_files
from tests.duty_street import METHOD

STORIES = Path(__file__).parents[1] / "duties"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The method with the stories in its folder."""
    made = tmp_path / "duties"
    shutil.copytree(STORIES, made / "情景")
    shutil.copy(METHOD, made)
    return made


@pytest.mark.parametrize("name", [path.name for path in scenario_files([STORIES])])
def test_a_story_comes_out_as_told(home: Path, name: str) -> None:
    result = Runner().run(home / "情景" / name)
    assert not result.problems
    assert result.passed, "\n".join(line for one in result.differences for line in one.lines("zh"))


def test_a_story_that_is_wrong_says_what_is_so(home: Path) -> None:
    file = home / "情景" / "市领导同来.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("排在: 2016-02-16}", "排在: 2016-02-25}"), encoding="utf-8")
    lines = [line.strip() for one in Runner().run(file).differences for line in one.lines("zh")]
    assert lines[1:] == ["应为  2016-02-25", "实际  2016-02-16"]


def test_an_obligation_nobody_wrote_is_told(home: Path) -> None:
    file = home / "情景" / "市领导同来.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("填: {义务: 市领导进社区}", "填: {义务: 市领导进乡镇}"), encoding="utf-8")
    assert "没有「市领导进乡镇」这项义务" in "\n".join(line for one in Runner().run(file).differences for line in one.lines("zh"))
