"""JSON Schemas for editors, one for each spelling.

In: a language, whose schema is the one source.
Out: a plain schema in Chinese or English keywords.  An editor reads YAML by YAML's own types, so numbers are let through
where this project reads text, and 是 and 否 stand for true and false in Chinese.
"""

from __future__ import annotations

from typing import Any

from engine.schema import Language
from engine.text import Lang

KINDS = ("method", "street", "scenario", "calendar", "demo")
_KEPT = ("minItems", "maxItems", "minLength", "maxLength", "minProperties", "minimum", "maximum", "pattern")
_YES_NO: dict[Lang, list[object]] = {"zh": ["是", "否"], "en": [True, False, "yes", "no", "true", "false"]}


def editor_schema(language: Language, kind: str, lang: Lang) -> dict[str, Any]:
    """The schema of a kind of file in one spelling."""
    made = _Spelled(language, lang)
    schema = {"$schema": language.schema["$schema"], "$id": f"urn:bihuan:{kind}:{lang}", **made.place(language.schema)}
    parts = language.schema.get("$defs", {})
    return schema | ({"$defs": {name: made.place(part) for name, part in parts.items()}} if parts else {})


class _Spelled:
    def __init__(self, language: Language, lang: Lang) -> None:
        self.language, self.lang = language, lang

    def place(self, place: dict[str, Any]) -> dict[str, Any]:
        """One place of the schema with everything below it."""
        words = place.get("x-zh", place) if self.lang == "zh" else place
        made: dict[str, Any] = {key: words[key] for key in ("title", "description") if key in words}
        made |= {"$ref": place["$ref"]} if "$ref" in place else {}
        made |= {key: place[key] for key in _KEPT if key in place}
        made |= self._kinds(place)
        if "properties" in place:
            made["properties"] = {self._word(place, word): self.place(inner) for word, inner in place["properties"].items()}
        if "required" in place:
            made["required"] = [self._word(place, word) for word in place["required"]]
        for key in ("items", "additionalProperties"):
            if key in place:
                made[key] = self.place(place[key]) if isinstance(place[key], dict) else place[key]
        return made

    def _word(self, place: dict[str, Any], word: str) -> str:
        return self.language.spelling(place, word) if self.lang == "zh" else word

    def _kinds(self, place: dict[str, Any]) -> dict[str, Any]:
        types = place.get("type", [])
        types = [types] if isinstance(types, str) else list(types)
        if "enum" in place:
            zh = place.get("x-zh-enum", {})
            return {"enum": [zh.get(word, word) if self.lang == "zh" else word for word in place["enum"]]}
        if types == ["boolean"]:
            return {"enum": _YES_NO[self.lang]}
        more = ["number"] if "string" in types else ["null"] if "object" in types else []
        if not types:
            return {}
        kinds = list(dict.fromkeys([*types, *more]))
        return {"type": kinds if len(kinds) > 1 else kinds[0]}
