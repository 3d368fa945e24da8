"""The language stays small: what only one method uses must say what else it is for."""

from __future__ import annotations

from pathlib import Path

from engine.reference.size import DOINGS, WAYS, size
from engine.reference.usage import ENOUGH, keywords, method_folders, of_one, used_by
from engine.schema import language


def test_a_keyword_that_only_one_method_uses_says_why_it_is_no_special_case() -> None:
    lacking = [f"{one.place}.{one.word}（{one.chinese}）, {method}" for one, method in of_one(method_folders()) if one.why is None]
    assert not lacking, "write x-why and x-zh.why beside these keywords in schemas/method.schema.json:\n" + "\n".join(lacking)


def test_reasons_are_given_in_both_languages() -> None:
    reasons = [one.why for one in keywords().values() if one.why is not None]
    assert reasons
    assert all(why.zh.endswith("。") and why.en.endswith(".") for why in reasons)


def test_a_step_has_no_kinds_that_the_page_does_not_count() -> None:
    words = set(language("method").schema["$defs"]["step"]["properties"])
    told = {"title", "alias", "cite", "note", "assisted_by", "recuse", "form", "on_enter", "deadline"}
    assert words - told == {*DOINGS, *WAYS}


def method(folder: Path, name: str, more: str = "") -> Path:
    """A small method of few keywords."""
    place = folder / name
    place.mkdir(parents=True)
    (place / "工作法.yaml").write_text(f"工作法: {name}\n标题: {name}\n流程:\n  小事:\n    发起: {{由: 公众}}\n    环节: {{办: {{转: 完{more}}}}}\n"
                                    "    结局: {完: {}}\n", encoding="utf-8")
    return place


def test_only_what_a_single_method_uses_is_listed(tmp_path: Path) -> None:
    folders = [method(tmp_path, f"m{number}", ", 依据: [X]" if number < 2 else ", 说明: 慢慢办" if number == 2 else "") for number in range(ENOUGH)]
    assert [(one.word, name) for one, name in of_one(folders)] == [("note", "m2")]
    assert of_one(folders[:-1]) == []
    assert used_by(folders)["", "cite"] == ["m0", "m1"]


def test_the_page_ends_with_the_size_of_the_language() -> None:
    page = "\n".join(size())
    assert f"| 环节里要办的事 kinds of doing at a step | {len(DOINGS) + 1} |" in page
    assert f"| {len(keywords())} |" in page
