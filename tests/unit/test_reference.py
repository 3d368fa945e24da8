"""Schemas for editors and the reference page: in step with their source, and true of the shipped files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from engine import shipped
from engine.cli.reference import reference
from engine.reference import MANUAL, editor_schema, reference_page
from engine.reference.files import generated
from engine.schema import language
from engine.text import Lang
from tests.unit.test_checks import rules_in

ROOT = Path(__file__).parents[2]
WORKFLOWS = shipped.workflows()


@pytest.mark.parametrize("name", sorted(generated()))
def test_generated_files_are_in_step_with_their_source(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8") == generated()[name], "run python -m engine.reference"


def validator(kind: str, lang: Lang) -> Draft202012Validator:
    schema = editor_schema(language(kind), kind, lang)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


class Plain(yaml.SafeLoader):
    """PyYAML as editors read: a date is text."""


Plain.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rows if not tag.endswith("timestamp")]
    for first, rows in yaml.SafeLoader.yaml_implicit_resolvers.items()}


def plainly(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=Plain)


def english(value: Any, place: dict[str, Any], kind: str) -> Any:
    """The same content in English keywords, by the place of each."""
    lang = language(kind)
    place = lang.at(place)
    if isinstance(value, list):
        return [english(one, place.get("items", {}), kind) for one in value]
    if isinstance(value, dict):
        words, rest = lang.words(place), place.get("additionalProperties")
        inner = place.get("properties", {})
        return {words.get(key, key): english(one, inner[words[key]] if key in words else rest or {}, kind)
                for key, one in value.items()}
    back = {zh: en for en, zh in place.get("x-zh-enum", {}).items()}
    return {"是": "yes", "否": "no"}.get(value, value) if place.get("type") == "boolean" else back.get(value, value)


FILES = [("method", path) for path in sorted((WORKFLOWS / "six-step").glob("*.yaml"))]
KINDS = {"街道": "street", "示范": "demo"}
FILES += [(KINDS.get(path.stem, "scenario"), path) for path in sorted((WORKFLOWS / "six-step").glob("情景/*.yaml"))]
FILES += [("calendar", path) for path in sorted((WORKFLOWS / "calendars").glob("*.yaml"))[:3]]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("kind", "path"), FILES, ids=lambda one: one.stem if isinstance(one, Path) else one)
def test_shipped_files_satisfy_the_schema_for_editors(kind: str, path: Path, lang: Lang) -> None:
    content = plainly(path)
    if lang == "en":
        content = english(content, language(kind).schema, kind)
    found = [error for error in validator(kind, lang).iter_errors(content) if "required property" not in error.message or error.path]
    assert [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in found] == []


def test_the_schema_for_editors_refuses_the_other_spelling_and_misspelt_words() -> None:
    check = validator("method", "zh")
    assert list(check.iter_errors({"method": "six-step"}))
    assert list(check.iter_errors({"工作法": "six-step", "流成": {}}))
    wrong = {"流程": {"件": {"发起": {}, "环节": {"办": {"由": {"角色": "甲", "方式": "claim"}}}, "结局": {"完": {}}}}}
    assert any(error.validator == "enum" for error in check.iter_errors(wrong))


def test_every_keyword_for_editors_has_a_description_in_its_language() -> None:
    for lang, kind in (("zh", "method"), ("en", "method"), ("zh", "street"), ("en", "scenario")):
        schema = editor_schema(language(kind), kind, lang)  # type: ignore[arg-type]
        for place in (schema, *schema.get("$defs", {}).values()):
            for word, inner in place.get("properties", {}).items():
                told = inner if "description" in inner else schema["$defs"][inner["$ref"].split("/")[-1]]
                assert told["description"], word
                assert told["description"].isascii() is False or lang == "en", word


def test_every_rule_has_one_line_in_the_manual() -> None:
    found = {rule for package in ("source", "schema", "calendar", "formulas", "compiler", "checks", "street", "cli")
             for rule in rules_in(package)}
    assert found - set(MANUAL) == set()
    page = reference_page()
    assert all(f"| `{rule}` | {words.zh} | {words.en} |" in page for rule, words in MANUAL.items())


def test_the_page_knows_every_keyword_of_every_schema() -> None:
    page = reference_page()
    for kind in ("method", "street", "scenario", "calendar"):
        lang = language(kind)
        for place in (lang.schema, *lang.schema.get("$defs", {}).values()):
            for word in place.get("properties", {}):
                assert f"| `{lang.spelling(place, word)}`" in page
                assert f"| `{word}` |" in page


def test_a_word_or_rule_can_be_looked_up() -> None:
    found = CliRunner().invoke(reference, ["分流"])
    assert found.exit_code == 0
    assert "| `分流` | `route` |" in found.output
    assert "choice-gap" in CliRunner().invoke(reference, ["choice-gap"]).output
    missed = CliRunner().invoke(reference, ["choice-gab"])
    assert missed.exit_code == 1
    assert "choice-gap" in missed.output


def test_schemas_for_editors_are_plain_json_schema() -> None:
    for name, text in generated().items():
        if name.endswith(".json"):
            assert '"x-' not in text
            assert json.loads(text)["$id"].startswith("urn:bihuan:")
