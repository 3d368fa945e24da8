"""The same six steps in SpiffWorkflow 3.2: in memory, and with its state loaded and saved at each step.

In: the compiled method, from which the same steps, ways, ballots and reminders are drawn in BPMN; a database file.
Out: functions that take a matter through its steps.  Its conditions only compare a word, nobody is told anything, no
document is written and no form is checked: what it does is less than what the engine does.
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

from engine.model import Step, Workflow
from tests.unit.street import the_street

VOTERS = {"督办评议": 3, "群众评议": 1}
_GOOD = {"opinion": "看了现场，没有再漏。", "good": "满意"}
FIRST = {"problem": "屋顶漏水", "kind": "热点难点问题", "party": {"name": "张大爷", "phone": "13800000001"}}
STEPS: tuple[dict[str, Any], ...] = (
    {"category": "物业管理", "households": 6, "leader": "zhouzhiyuan", "unit": "建设办", "until": "2014-04-02",
     "plan": "先逐户查漏，再请施工方返修加固。", "supervisor": "chenjing", "分类梳理": "公开领办"},
    {"helpers": ["恒通公司党支部"], "公开领办": "限时办结"},
    {"result": "屋顶全部补好，居民代表到场验收。", "限时办结": "督办评议"},
    _GOOD, _GOOD, {**_GOOD, "督办评议": "评议安排", "评议安排": "群众评议"},
    {"share": 1.0, "words": "下雨天再不用接水了。", "群众评议": "满意办结"},
)


def definition(workflow: Workflow) -> bytes:
    """The workflow's steps, ways, ballots and reminders as BPMN."""
    ids = {name: f"n{number}" for number, name in enumerate([*workflow.steps, *workflow.outcomes])}
    body = ['<startEvent id="begin"/>', _arrow("begin", ids[workflow.first]),
            *(f'<endEvent id="{ids[name]}"/>' for name in workflow.outcomes)]
    for step in workflow.steps.values():
        body += _drawn(step, ids)
    return ("<?xml version='1.0' encoding='UTF-8'?><definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' "
            "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' targetNamespace='six' id='d'><process id='six' isExecutable='true'>"
            + "".join(body) + "</process></definitions>").encode()


def _drawn(step: Step, ids: dict[str, str]) -> list[str]:
    here, fork = ids[step.name], f"{ids[step.name]}_way"
    ways = [one.way for one in (*step.actions.values(), *step.route, step) if one.way is not None]
    targets = list(dict.fromkeys(way.to for way in ways))
    if step.automatic:
        fork, made = here, []
    else:
        made = [_task(step, here), _arrow(here, fork), *_reminders(step, here)]
    made.append(f'<exclusiveGateway id="{fork}" default="{fork}_{ids[targets[-1]]}"/>')
    return [*made, *(_arrow(fork, ids[to], f"{step.name} == '{to}'" if to != targets[-1] else "") for to in targets)]


def _task(step: Step, here: str) -> str:
    many = VOTERS.get(step.name, 1)
    inner = f'<multiInstanceLoopCharacteristics isSequential="false"><loopCardinality>{many}</loopCardinality></multiInstanceLoopCharacteristics>'
    return f'<manualTask id="{here}">{inner if many > 1 else ""}</manualTask>'


def _reminders(step: Step, here: str) -> list[str]:
    rungs = len(step.deadline.nudges) if step.deadline is not None else int(step.ballot is not None)
    return [f'<boundaryEvent id="{here}_b{n}" attachedToRef="{here}" cancelActivity="false"><timerEventDefinition>'
            f'<timeDuration xsi:type="tFormalExpression">"P{5 + n}D"</timeDuration></timerEventDefinition></boundaryEvent>'
            f'<endEvent id="{here}_e{n}"/>{_arrow(f"{here}_b{n}", f"{here}_e{n}")}' for n in range(rungs)]


def _arrow(one: str, other: str, condition: str = "") -> str:
    inner = f'<conditionExpression xsi:type="tFormalExpression">{condition}</conditionExpression>' if condition else ""
    return f'<sequenceFlow id="{one}_{other}" sourceRef="{one}" targetRef="{other}">{inner}</sequenceFlow>'


class Spiff:
    """A parsed definition and its serializer, made once."""

    def __init__(self) -> None:
        workflow = the_street().methods["six-step"].workflows["群众问题"]
        parser = BpmnParser()
        parser.add_bpmn_xml(etree.parse(io.BytesIO(definition(workflow))).getroot())
        self.spec, self.inner = parser.get_spec("six"), parser.get_subprocess_specs("six")
        self.serializer = BpmnWorkflowSerializer()

    def begin(self) -> BpmnWorkflow:
        """A matter waiting at its first step."""
        made = BpmnWorkflow(self.spec, self.inner)
        made.task_tree.data.update(FIRST)
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
        for data in STEPS:
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
        for data in STEPS:
            self.conn.execute("BEGIN IMMEDIATE")
            state = self.conn.execute("SELECT state FROM matter WHERE id = ?", (matter,)).fetchone()[0]
            workflow = self.spiff.serializer.deserialize_json(state)
            self.spiff.step(workflow, data)
            self.conn.execute("UPDATE matter SET state = ? WHERE id = ?", (self.spiff.serializer.serialize_json(workflow), matter))
            self.conn.execute("COMMIT")
        assert workflow.completed
