"""What several test modules share."""

from __future__ import annotations

import pytest

from tests.unit.hall import PEOPLE, Hall


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Hall:
    """The street of the scenarios, without any case."""
    folder = tmp_path_factory.mktemp("street")
    (folder / "street.yaml").write_bytes(PEOPLE.read_bytes())
    return Hall(folder)
