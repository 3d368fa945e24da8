"""What each rule finds, in one line: the manual behind the ids in square brackets.

In: the rules of the checks.  Out: `MANUAL`, those and the rules of the stages before and after them.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.checks import RULES
from engine.text import Text

_READING: Mapping[str, Text] = {
    "encoding": Text("文件的编码认不出来", "the encoding of the file is not known"),
    "empty-file": Text("文件是空的", "the file is empty"),
    "too-large": Text("文件太大", "the file is too large"),
    "too-deep": Text("一层套一层，套得太深", "things stand in things too deep"),
    "too-many": Text("这个文件的问题太多，后面的不再列出", "too many problems in this file; the rest are not listed"),
    "several-documents": Text("一个文件里有几份内容", "a file holds several documents"),
    "invisible-character": Text("有看不见的字符", "there is a character that cannot be seen"),
    "tab": Text("缩进里有制表符", "a tab stands in the indentation"),
    "indent": Text("缩进不齐", "the indentation does not fit"),
    "colon": Text("冒号的写法有两种读法或读不通", "a colon can be read in two ways, or not at all"),
    "dash": Text("横线的写法读不通", "a dash cannot be read"),
    "bracket": Text("括号不配对或写法读不通", "brackets do not match or cannot be read"),
    "quote": Text("引号不成对", "quotation marks do not match"),
    "comma-cut": Text("花括号里的逗号把公式切断了", "a comma inside braces cuts a formula"),
    "comment": Text("井号把后面的内容变成了注释", "a number sign has turned what follows into a comment"),
    "escape": Text("双引号里的反斜杠写法读不通", "a backslash in double quotes cannot be read"),
    "anchor": Text("不用 YAML 的别名和引用", "anchors and references of YAML are not used"),
    "tag": Text("不用 YAML 的标签", "tags of YAML are not used"),
    "merge-key": Text("不用 YAML 的合并键", "merge keys of YAML are not used"),
    "yaml-syntax": Text("这里的写法读不懂", "this cannot be read"),
    "duplicate-key": Text("同一个名字或关键词写了两次", "a name or keyword stands twice"),
}
_SCHEMA: Mapping[str, Text] = {
    "unknown-key": Text("这里没有这个关键词", "there is no such keyword here"),
    "missing-key": Text("缺少一个必须写的关键词", "a keyword that must stand here is missing"),
    "wrong-kind": Text("这里要写另一种内容", "something of another kind must stand here"),
    "not-a-choice": Text("不是这里能选的", "it is not one of the choices"),
    "bad-format": Text("写法不合格式", "it is not written in the form that is wanted"),
    "bad-name": Text("名字里有不能用的符号", "a name has signs that cannot stand in names"),
    "empty": Text("下面没有写内容", "nothing is written below it"),
    "out-of-range": Text("超出了允许的范围", "it lies outside the range allowed"),
    "mixed-spelling": Text("一个文件里中英文关键词混用", "a file mixes Chinese and English keywords"),
}
_FORMULAS: Mapping[str, Text] = {
    "formula-syntax": Text("公式的写法读不通", "the formula cannot be read"),
    "formula-name": Text("公式里的名字没有人写过", "a name in the formula is known nowhere"),
    "formula-item": Text("清单里没有这一项", "the list has no such item"),
    "formula-type": Text("两种内容不能这样放在一起", "these kinds of value do not go together"),
    "formula-function": Text("没有这个函数或表", "there is no such function or table"),
    "formula-empty": Text("读到这里时不一定填了", "it is read where it may not be filled yet"),
}
_COMPILER: Mapping[str, Text] = {
    "unknown-name": Text("没有这个名字", "there is no such name"),
    "duplicate-name": Text("同一个名字写了两次", "one name is declared twice"),
    "name-clash": Text("字段用了别处已经用的名字", "a field has a name that is taken"),
    "field-differs": Text("同名的字段内容不一样", "fields of one name are of different kinds"),
    "document-form": Text("一件一张的单据写了台账才有的内容，或者写法重复", "a form of one case says what only a ledger may"),
    "document-per": Text("台账的「每」在取的内容里找不到对应", "a ledger is kept for each of what its source never names"),
    "field-kind": Text("一个字段要正好写一种内容", "a field has exactly one kind"),
    "who-kind": Text("角色、字段、同环节要正好写一种", "exactly one of role, field and same_as stands in a who"),
    "one-doing": Text("一个环节要正好有一种要办的事", "a step has exactly one doing"),
    "one-way-on": Text("一个环节要正好有一种往下走的办法", "a step has exactly one way on"),
    "two-ways": Text("转和回只能写一个", "only one of 转 and 回 may stand"),
    "ballot-each": Text("每项和另问要跟着逐项问的清单", "each and besides belong to a list asked item by item"),
    "no-way": Text("没有写转到哪里", "it does not say where it leads"),
    "deadline-kind": Text("时限要写「内」或「至」，「至」要是日期", "a deadline has one of within and until, which is a date"),
    "nudge-kind": Text("督促要写到期前或到期后", "a rung has one of before and after"),
    "bad-value": Text("不是这个参数能用的值", "it is no value for this parameter"),
    "indicator-kind": Text("指标要正好写一种算法", "an indicator counts in exactly one way"),
    "credit-kind": Text("「归于」写的不是人或单位", "what an indicator is credited to is neither a person nor a unit"),
    "not-a-ballot": Text("「取自」写的环节不是测评", "an indicator takes answers from a step that is no ballot"),
    "two-scores": Text("「得分」和「构成」都写了", "a score is given both as a formula and by its parts"),
    "no-score": Text("没有得分，却写了排名或等次", "there is a ranking or bands, but no score"),
    "start-recurs": Text("按周期开始的写法不全", "a recurring start is not written whole"),
    "facts-open": Text("人员和单位的情况里不能有保密内容", "what is known of people and units holds nothing private"),
    "unused": Text("写了却没有地方用到", "it is declared and nothing uses it"),
}
_OTHERS: Mapping[str, Text] = {
    "calendar-name": Text("日历文件的名字和内容对不上", "a calendar file's name does not fit what it holds"),
    "calendar-holiday": Text("放假的起止不对", "a holiday's first and last day cannot be"),
    "calendar-make-up": Text("调休上班的日子不对", "a make-up working day cannot be"),
    "calendar-contradiction": Text("两年的日历互相矛盾", "the calendars of two years contradict each other"),
    "unknown-holiday": Text("没有这个假期", "there is no such holiday"),
    "unknown-notice": Text("没有这个文号的通知", "no notice has this number"),
    "no-file": Text("没有街道文件", "there is no street file"),
    "other-file": Text("同一套工作法的另一个文件有问题", "another file of the method has problems"),
    "other-version": Text("工作法在街道核对之后改过", "the method has changed since the street looked at it"),
    "not-open": Text("工作法没有让街道改这一项", "the method does not let a street change this"),
    "bad-list": Text("街道的清单和工作法的对不上", "the street's list does not fit the method's"),
    "list-short": Text("清单还没有补齐", "a list is not complete yet"),
    "broken-rule": Text("街道定的参数不满足核对", "the street's values break a sentence under 核对"),
    "office-hours": Text("办公时间不对", "the office hours cannot be"),
    "notice-channel": Text("外发消息的渠道写得不全", "a channel for notices is not whole"),
    "notice-hours": Text("外发消息的时段看不懂", "the hours for notices cannot be read"),
    "no-unit": Text("没有这个单位", "there is no such unit"),
    "wrong-parent": Text("单位挂错了上级", "a unit hangs under the wrong kind"),
    "wrong-unit": Text("角色不能设在这个单位", "the role is not held at this kind of unit"),
    "count": Text("单位、人数或包片的数目和文件不符", "units, holders or links do not number what the method says"),
    "fact": Text("人员或单位的情况不对", "a fact of a person or unit cannot be"),
    "role-vacant": Text("角色没有人担任", "nobody holds the role"),
    "separation": Text("该回避的人回避以后就没有人了", "when those who must keep out are left aside nobody is left"),
}

# Grouped as the stages come: reading, schema, formulas, compiling, checks, and streets and calendars.
GROUPS: tuple[tuple[Text, Mapping[str, Text]], ...] = (
    (Text("读文件", "Reading files"), _READING), (Text("关键词和取值", "Keywords and values"), _SCHEMA),
    (Text("公式", "Formulas"), _FORMULAS), (Text("名字和环节", "Names and steps"), _COMPILER),
    (Text("整套工作法", "The method as a whole"), RULES), (Text("街道和日历", "Streets and calendars"), _OTHERS))
MANUAL: Mapping[str, Text] = {rule: words for _, rules in GROUPS for rule, words in rules.items()}
