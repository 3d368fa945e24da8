"""Whatever is handed in, the answer is that it was done or words that say why not; a refusal changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.case import Command
from engine.service import Act, Answer, Anytime, Claim, Done, Refused, Repair, Resume, StreetService
from tests.unit.serving import contents, serving
from tests.unit.street import NOW, a_case, moves, walk

_strange = st.sampled_from(["", " ", "\x00", "漏\x00水", "\ud800", "😀👨‍👩‍👧", "‮漏水", "a" * 5000, "漏" * 300_000, "9" * 400, "NaN", "-1", "1e9",
                            "2014-03-20", "9999-12-31", "0001-01-01", "2014-03-10 25:00", "是", "满意", "建设办", "liuwei", "system", "party",
                            "${x}", "'; DROP TABLE stream; --"])
_words = st.one_of(_strange, st.text(st.characters(codec=None), max_size=30))
_plain = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.binary(max_size=5), _words)
_values = st.recursive(_plain, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.one_of(_words, st.integers()), inner, max_size=3),
                                                       st.tuples(inner, inner)), max_leaves=8)
_parties = st.fixed_dictionaries({}, optional={"name": _values, "phone": _values, "reach": _values, "姓名": _values})
_pictures = st.lists(st.fixed_dictionaries({"sha256": st.one_of(st.just("0" * 64), _words)}, optional={"name": _values, "size": _values}), max_size=2)


def _forms(*names: str) -> st.SearchStrategy[Any]:
    one = st.one_of(_values, _parties, _pictures)
    return st.one_of(_values, st.dictionaries(st.one_of(st.sampled_from(names), _words), one, max_size=4))


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StreetService]:
    with serving(tmp_path_factory.mktemp("odd")) as found:
        yield found


@pytest.fixture(scope="module")
def steps(service: StreetService) -> list[str]:
    """A case at each step of the way to a contented complainant."""
    made = [a_case(service, f"第{n}件漏水").case for n in range(len(moves()))]
    for n, case in enumerate(made):
        if n:
            walk(service, case, n)
    return made


def _answer(service: StreetService, ask: Any) -> Done | None:
    before = contents(service)
    try:
        done: Done | None = ask()
    except Refused as why:
        done = None
        words = why.text
    if done is None:
        assert words.zh.encode()  # they can be shown
        assert words.en.encode()
        assert contents(service) == before
    return done


_start = {"问题": "屋顶漏水", "问题性质": "热点难点问题"}


@settings(max_examples=100)
@given(_forms("问题", "问题性质", "地点", "照片", "诉求人"), st.booleans(), _words, _words)
def test_a_case_is_entered_or_refused_with_words(service: StreetService, values: Any, well: bool, unit: str, key: str) -> None:
    given_values = {**_start, **values} if isinstance(values, dict) else values
    _answer(service, lambda: service.open("public", "six-step", "群众问题", "柳南社区" if well else unit, given_values, channel="" if well else unit, key=key))


@given(_values, _values, _values, _values)
def test_the_place_of_a_case_may_be_anything(service: StreetService, method: Any, workflow: Any, unit: Any, key: Any) -> None:
    assert _answer(service, lambda: service.open("public", method, workflow, unit, _start, key=key)) is None


_sheets = _forms("类别", "涉及户数", "责任领导", "责任单位", "配合单位", "时间表", "路线图", "督办人", "办理结果", "结果照片",
                 "帮手单位", "是否到位", "评议意见", "满意程度", "群众的话", "发现的问题")
_any = st.one_of(_words, _values)
_commands = st.one_of(
    st.builds(Act, st.one_of(st.sampled_from(["交办", "不予受理", "领办", "办结", "退单"]), _any), _sheets, st.one_of(st.just(0), _values)),
    st.builds(Answer, _sheets, _any), st.builds(Claim, _any), st.just(Resume()), st.builds(Repair, _any, _any, _any),
    st.builds(Anytime, st.one_of(st.sampled_from(["督办", "催办", "转办", "拿回", "抄送", "暂停"]), _any), _sheets,
              st.lists(_any, max_size=2).map(tuple), _any))
_people = st.one_of(st.sampled_from(["zhangming", "liuwei", "chenjing", "tianxiuying", "zhouzhiyuan", "party", "public", "system"]), _words)


@settings(max_examples=100)
@given(st.data(), _people, _commands)
def test_a_command_is_carried_out_or_refused_with_words(service: StreetService, steps: list[str], data: st.DataObject, actor: str, command: Command) -> None:
    case = data.draw(st.one_of(st.sampled_from(steps), _words))
    _answer(service, lambda: service.do(actor, case, command))


@settings(max_examples=200)
@given(st.data())
def test_one_odd_value_in_a_good_form_is_named_or_taken(service: StreetService, data: st.DataObject) -> None:
    number = data.draw(st.sampled_from([n for n, (_, command, _) in enumerate(moves()) if not isinstance(command, Claim)]))
    case = a_case(service, "漏水").case
    if number:
        walk(service, case, number)
    actor, command, after = moves()[number]
    form = dict(command.values if isinstance(command, Act) else command.sheet if isinstance(command, Answer) else {})
    form[data.draw(st.sampled_from([*form, "配合单位", "结果照片"]))] = data.draw(st.one_of(_values, _parties, _pictures))
    made: Command = Act(command.action, form) if isinstance(command, Act) else Answer(form)
    _answer(service, lambda: service.do(actor, case, made, now=NOW + after))


@given(_words, _words, st.integers())
def test_nothing_that_is_looked_up_breaks_a_page(service: StreetService, one: str, other: str, page: int) -> None:
    quiet = [lambda: service.worklist("zhangming", "all", search=one, step=other, page=page), lambda: service.worklist(one, "todo", page=page),
             lambda: service.issues(unit=one, month=other, page=page), lambda: service.counts(one), lambda: service.messages(one),
             lambda: service.mark_read(one, page), lambda: service.login(one, other), lambda: service.may_open(one)]
    refusing = [lambda: service.follow(one, other), lambda: service.case_page(one, other), lambda: service.case_page("zhangming", other),
                lambda: service.issue("public", one), lambda: service.issue_numbered("six-step", one, other),
                lambda: service.start_form(one, other), lambda: service.units_for(one, other), lambda: service.channels("six-step", other),
                lambda: service.blank_slip("six-step", one), lambda: service.read_file("zhangming", one, other),
                lambda: service.save_draft("zhangming", one, {"问题": other}), lambda: service.hand_over("zhangming", one, other, "调走"),
                lambda: service.set_password("zhangming", one, other), lambda: service.answer_as_party(one, other, {})]
    for ask in quiet:
        ask()
    for ask in refusing:
        try:
            ask()
        except Refused as refused:
            str(refused).encode()


def test_a_method_the_street_does_not_run_is_named(service: StreetService) -> None:
    with pytest.raises(Refused, match="没有「别的」这套工作法"):
        service.start_form("别的", "群众问题")
