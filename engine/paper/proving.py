"""Word templates proved before anybody prints: every placeholder names something there is.

In: a street's folder and its methods.  Out: problems with the template, the place in it and the nearest right name.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import docx
from docxtpl import DocxTemplate
from jinja2 import TemplateSyntaxError, nodes

from engine.model import Document, Method
from engine.paper.naming import TEMPLATES, form_shape, ledger_shape
from engine.paper.word import NO_WORD_FILE, environment
from engine.problems import Mark, Report, nearest
from engine.text import Text, say

_LOOP = {"loop": {"first": "", "last": "", "index": ""}}


def check_templates(folder: Path, methods: Iterable[Method], report: Report) -> None:
    """Prove every template of a street; one for no document is a warning."""
    known = {name: (method, document) for method in methods for name, document in method.documents.items()}
    for path in sorted((folder / TEMPLATES).glob("*.docx")):
        if path.name.startswith("~$"):  # Word's own mark of a file that is open
            continue
        mark = Mark(path.as_posix(), 0, 0)
        if path.stem not in known:
            close = nearest(path.stem, known)
            report.add("template-unused", mark, say("没有「{name}」这种单据，这个模板用不上",
                                                       "there is no document “{name}”, so the template is not used", name=path.stem),
                       say("是不是「{close}」？把文件名改成它", "did you mean “{close}”? Rename the file", close=close) if close else None, severity="warning")
            continue
        for message, hint in problems_of(path.read_bytes(), *known[path.stem]):
            report.add("template", mark, message, hint)


def problems_of(template: bytes, method: Method, document: Document) -> Iterator[tuple[Text, Text | None]]:
    """What is wrong with a template, each with its place in words and the remedy."""
    try:
        tree = environment().parse(_source(template))
    except TemplateSyntaxError as failed:
        yield (say("模板写法不对：{what}", "the template is not well formed: {what}", what=failed.message or ""),
               say("检查 {{{{ 和 }}}}、{{% 和 %}} 是不是成对，for 有没有 endfor", "see that {{{{ }}}} and {{% %}} match, and each for has its endfor"))
        return
    except NO_WORD_FILE:
        yield (say("这个文件不是正常的 .docx", "this file is not a proper .docx"), say("用 Word 或 WPS 另存一次", "save it again with Word or WPS"))
        return
    said: set[str] = set()
    for name, choices in _unknown(tree, {**_LOOP, **shape_of(method, document)}):
        if name in said:
            continue
        said.add(name)
        close = nearest(name, choices)
        place = _place(template, name)
        yield (say("{place}的「{name}」不是这张单据里的名字",
                   "“{name}” {place_en} is not a name of this document", place=place.zh, place_en=place.en, name=name),
               say("是不是「{close}」？", "did you mean “{close}”?", close=close) if close else
               say("可以写：{names}", "these may be written: {names}", names="、".join(choices)))


def shape_of(method: Method, document: Document) -> dict[str, Any]:
    """What a template of a document may name."""
    if not document.is_form:
        return ledger_shape(document.columns)
    return form_shape(dict.fromkeys(field for part in document.parts.values() for field in part.fields))


def _source(template: bytes) -> str:
    made = DocxTemplate(io.BytesIO(template))
    made.init_docx()
    parts = [made.get_xml(), *(made.get_part_xml(part) for uri in (made.HEADER_URI, made.FOOTER_URI) for _, part in made.get_headers_footers(uri))]
    return "\n".join(made.patch_xml(part) for part in parts)


def _unknown(node: nodes.Node, scope: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Names that stand for nothing, each with the names there are; loops give their variable the shape of one element."""
    if isinstance(node, nodes.For):
        shape = _shape(node.iter, scope)
        inner = {**scope, node.target.name: shape[0] if isinstance(shape, list) else None} if isinstance(node.target, nodes.Name) else scope
        yield from _unknown(node.iter, scope)
        for child in (*node.body, *node.else_):
            yield from _unknown(child, inner)
        return
    if isinstance(node, nodes.Name) and node.ctx == "load" and node.name not in scope:
        yield node.name, [name for name in scope if name != "loop"]
    if isinstance(node, nodes.Getattr | nodes.Getitem):
        shape, name = _shape(node.node, scope), _named(node)
        if isinstance(shape, Mapping) and name is not None and name not in shape:
            yield name, list(shape)
    for child in node.iter_child_nodes():
        yield from _unknown(child, scope)


def _named(node: nodes.Getattr | nodes.Getitem) -> str | None:
    if isinstance(node, nodes.Getattr):
        return str(node.attr)
    return str(node.arg.value) if isinstance(node.arg, nodes.Const) else None


def _shape(node: nodes.Node, scope: Mapping[str, Any]) -> Any:
    if isinstance(node, nodes.Name):
        return scope.get(node.name)
    if isinstance(node, nodes.Getattr | nodes.Getitem):
        outer, name = _shape(node.node, scope), _named(node)
        return outer.get(name) if isinstance(outer, Mapping) and name is not None else None
    return None


def _place(template: bytes, name: str) -> Text:
    """Where a name stands in a template, as somebody looking at it in Word would say."""
    word = docx.Document(io.BytesIO(template))
    for n, paragraph in enumerate(word.paragraphs, 1):
        if name in paragraph.text:
            return say("第{n}段", "in paragraph {n}", n=n)
    for t, table in enumerate(word.tables, 1):
        for r, row in enumerate(table.rows, 1):
            if any(name in cell.text for cell in row.cells):
                return say("第{t}个表格第{r}行", "in row {r} of table {t}", t=t, r=r)
    return say("页眉页脚里", "in a header or footer")
