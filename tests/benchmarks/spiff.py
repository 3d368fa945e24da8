"""The same six steps in SpiffWorkflow 3.2: in memory, and with its state loaded and saved at each step.

In: a database file.  Out: functions that take a matter through its steps.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState
from sqlite_utils.utils import sqlite3

STEPS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("collect", {"problem": "屋顶漏水", "kind": "热点难点问题", "party": {"name": "张大爷", "phone": "13800000001"}}),
    ("sort", {"category": "物业管理", "households": 6, "leader": "zhouzhiyuan", "unit": "建设办", "until": "2014-04-02",
              "plan": "先逐户查漏，再请施工方返修加固。", "supervisor": "chenjing"}),
    ("take_on", {"helpers": ["恒通公司党支部"]}),
    ("handle", {"result": "屋顶全部补好，居民代表到场验收。"}),
    ("supervise", {"opinion": "看了现场，没有再漏。", "good": True}),
    ("judge", {"share": 1.0, "words": "下雨天再不用接水了。"}),
)


def definition() -> bytes:
    """Six tasks for people in a row; an unsatisfied judgement goes back to sorting."""
    names = [name for name, _ in STEPS]
    nodes = "".join(f'<manualTask id="{name}"/>' for name in names)
    flows = [("begin", names[0]), *zip(names[:-1], names[1:], strict=True), (names[-1], "content")]
    arrows = "".join(f'<sequenceFlow id="f{n}" sourceRef="{one}" targetRef="{other}"/>' for n, (one, other) in enumerate(flows))
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
             targetNamespace="six" id="d"><process id="six" isExecutable="true">
<startEvent id="begin"/>{nodes}<exclusiveGateway id="content" default="again"/><endEvent id="closed"/>{arrows}
<sequenceFlow id="done" sourceRef="content" targetRef="closed"><conditionExpression xsi:type="tFormalExpression">share &gt;= 0.8</conditionExpression></sequenceFlow>
<sequenceFlow id="again" sourceRef="content" targetRef="sort"/></process></definitions>""".encode()


class Spiff:
    """A parsed definition and its serializer, made once."""

    def __init__(self) -> None:
        parser = BpmnParser()
        parser.add_bpmn_xml(etree.parse(io.BytesIO(definition())).getroot())
        self.spec, self.inner = parser.get_spec("six"), parser.get_subprocess_specs("six")
        self.serializer = BpmnWorkflowSerializer()

    def begin(self) -> BpmnWorkflow:
        """A matter waiting at its first step."""
        made = BpmnWorkflow(self.spec, self.inner)
        made.do_engine_steps()
        return made

    def step(self, workflow: BpmnWorkflow, data: dict[str, Any]) -> None:
        """One step: what a person filled in, and on to where the next person is waited for."""
        task = workflow.get_next_task(state=TaskState.READY, manual=True)
        task.data.update(data)
        task.run()
        workflow.do_engine_steps()

    def walk(self, workflow: BpmnWorkflow) -> None:
        """Six steps in memory."""
        for _, data in STEPS:
            self.step(workflow, data)
        assert workflow.completed


class SavedSpiff:
    """Matters in a database with the durability of the store: loaded and saved at each step."""

    def __init__(self, path: Path) -> None:
        self.spiff = Spiff()
        self.conn = sqlite3.connect(str(path), isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            self.conn.execute(f"PRAGMA {pragma}")
        self.conn.execute("CREATE TABLE matter (id INTEGER PRIMARY KEY, state TEXT NOT NULL) STRICT")

    def begin(self) -> int:
        """A new matter, saved."""
        state = self.spiff.serializer.serialize_json(self.spiff.begin())
        return int(self.conn.execute("INSERT INTO matter (state) VALUES (?)", (state,)).lastrowid)

    def walk(self, matter: int) -> None:
        """Six steps, each on the disk before the next."""
        for _, data in STEPS:
            self.conn.execute("BEGIN IMMEDIATE")
            state = self.conn.execute("SELECT state FROM matter WHERE id = ?", (matter,)).fetchone()[0]
            workflow = self.spiff.serializer.deserialize_json(state)
            self.spiff.step(workflow, data)
            self.conn.execute("UPDATE matter SET state = ? WHERE id = ?", (self.spiff.serializer.serialize_json(workflow), matter))
            self.conn.execute("COMMIT")
        assert workflow.completed
