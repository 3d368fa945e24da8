"""Finding cases by their words: the same hits as LIKE, for any text."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.store import Store
from engine.store.search import find, folded, index_search, put_words
from tests.unit.street import a_case, open_street

LETTERS = st.text(st.sampled_from("屋顶漏水楼道灯坏Ab1 -%_*\"'\n𠀀\U0010ffffé"), max_size=12)


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(LETTERS, min_size=1, max_size=12), wanted=st.lists(LETTERS.filter(bool), min_size=1, max_size=6))
def test_a_search_finds_exactly_what_like_finds(tmp_path_factory, texts, wanted) -> None:
    store = Store(tmp_path_factory.mktemp("search") / "bihuan.db", "liuhe")
    store.migrate()
    with store.write() as conn:
        for n, text in enumerate(texts, start=1):
            put_stream(conn, n)
            put_words(conn, n, folded(text))
    for text in wanted:
        escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        like = [n for n, words in enumerate(texts, start=1)
                if store.conn.execute("SELECT ? LIKE ? ESCAPE '\\'", (words, f"%{escaped}%")).fetchone()[0]]
        assert sorted(find(store, text)) == like
    store.close()


def put_stream(conn, n: int) -> None:
    conn.execute("INSERT INTO stream VALUES (?,?,'liuhe','case','',1,'','{}','','','','','',1,'','','9999','','',0)", (n, f"case{n}"))


def test_a_case_is_found_by_its_number_its_unit_and_its_newest_words(tmp_path: Path) -> None:
    with open_street(tmp_path) as service:
        first = a_case(service, "小区东门的路灯坏了")
        a_case(service, "楼道堆放杂物")
        assert index_search(service.store) == 2
        n = service.store.conn.execute("SELECT n FROM stream WHERE id = ?", (first.case,)).fetchone()[0]
        assert find(service.store, "路灯") == find(service.store, "灯") == find(service.store, "东门的路") == find(service.store, first.number) == [n]
        assert len(find(service.store, "柳南社区")) == 2
        assert len(find(service.store, "柳南社区", 1)) == 1
        assert find(service.store, "张大爷") == []  # private values are not words of a case


def test_words_that_are_gone_are_no_longer_found(tmp_path: Path) -> None:
    with open_street(tmp_path) as service, service.store.write() as conn:
        put_stream(conn, 90)
        put_words(conn, 90, "水管爆了")
        put_words(conn, 90, "水管修好了")
        assert find(service.store, "爆") == []
        assert find(service.store, "修好") == [90]


def test_indexing_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with open_street(tmp_path) as service:
        for text in ("一", "二", "三"):
            a_case(service, f"问题{text}")
        assert index_search(service.store, limit=1) == 1
        assert len(find(service.store, "问题")) < 3
        index_search(service.store)
        assert len(find(service.store, "问题")) == 3
        assert index_search(service.store) == 0


def test_an_empty_search_finds_nothing(tmp_path: Path) -> None:
    with open_street(tmp_path) as service:
        a_case(service, "问题")
        assert find(service.store, "") == []
