"""The fixed words of evaluations: names formulas about a subject may read, and the ways things can be settled.

In: nothing.  Out: each Chinese and English word with the one it stands for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from engine.model.evaluation import Reckoning

SCORE, PLACE, FROM_LAST, RANKED, BAND, EARLIER = "得分", "名次", "倒数名次", "参评数", "等次", "此前期数"
TIED = "同名次数"  # how many share the place, the subject itself among them
SUBJECT = "对象"
FIRST_DAY, LAST_DAY, KIND_OF_UNIT = "期初", "期末", "单位种类"
IN_A_ROW = "连续"  # 〈consequence〉连续: how many periods in a row it was borne, this one included
SERIES = ("平均", "合计", "最近", "期数", "最低", "最高")  # 〈evaluation〉平均: over the shorter periods inside this one
KINDS: Mapping[str, Reckoning] = {"ratio": "ratio", "count": "count", "sum": "sum", "mean": "mean", "latest": "latest"}
DATED = {"办结": "closed", "到期": "due", "发起": "opened", "closed": "closed", "due": "due", "opened": "opened"}
MISSING = {"不评": "unscored", "按0分": "zero", "按平均": "average", "分摊": "spread",
           **{word: word for word in ("unscored", "zero", "average", "spread")}}
TIES = {"同名次": "shared", "同名次不跳号": "dense", "shared": "shared", "dense": "dense"}
ROW_BY = {"逐期": "period", "有名次的期": "ranked", "period": "period", "ranked": "ranked"}
SAME_PERIOD = {"计一次": "once", "逐次": "each", "once": "once", "each": "each"}
WITHIN = {"全部": "", "角色": "role", "all": "", "role": "role"}
LENGTHS = ("week", "month", "quarter", "half_year", "year")
PERIOD, BEARER, RESULT, CHOICE, WHY, FEEDS = "期", "承担", "结果", "处理", "理由", "计入"
GROUP, UNIT = "组", "单位"
NUMERATOR, DENOMINATOR = "分子", "分母"  # 〈indicator〉分子, 〈indicator〉分母: what it was divided by, apart
# What a board may tell beside the numbers: of a consequence, and of everybody who is scored.
BOARD = (PERIOD, SUBJECT, BEARER, RESULT, CHOICE, WHY, FEEDS, SCORE, PLACE, RANKED, BAND)
TABLE = (PERIOD, SUBJECT, UNIT, GROUP, SCORE, PLACE, RANKED, BAND)
# What a paper or a ledger may tell of a consequence besides.
SIGNER, SIGNED_ON, STATE, CLAUSE = "签的人", "签的时间", "状态", "条款"
OF_A_RESULT = (*BOARD, UNIT, SIGNER, SIGNED_ON, STATE, CLAUSE)
COUNTED_WORDS = (SCORE, PLACE, FROM_LAST, RANKED, FEEDS)
TOLD = re.compile(r"\{([^{}]+)\}")  # in a text: {得分} stands for what may be told of the result by that name
