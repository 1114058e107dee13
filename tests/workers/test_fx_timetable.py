"""When exchange rates are fetched: never where no address is set."""

from __future__ import annotations

import dataclasses

from app.config import Settings
from workers.fx import timetable


def test_the_timetable_has_nothing_to_fetch_where_no_address_is_set(settings: Settings) -> None:
    assert timetable(settings) == {}
    assert len(timetable(dataclasses.replace(settings, fx_url="https://bank.example/rates.xml"))) == 1
