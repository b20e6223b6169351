"""Rights to publish and answer hold exactly while the decree does (the "rights" vectors of the regulation map)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from pendopo.regulation.rights import Grant, right_at

ZONE = "Asia/Jakarta"


def at(text: str, zone: str = ZONE) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


OLD = Grant("SK 1/2025", date(2025, 1, 1), date(2025, 6, 30))
NEW = Grant("SK 2/2025", date(2025, 7, 1), date(2025, 12, 31), signed_on=date(2025, 7, 3))
KNOWN = Grant("SK 3/2025", date(2025, 7, 1), signed_on=date(2025, 7, 3), known_at=at("2025-07-03T10:15:00"))
MOVED = Grant("SK 4/2025", date(2025, 1, 1), date(2025, 12, 31), moved_on=date(2025, 5, 15))
REVOKED = Grant("SK 5/2025", date(2025, 1, 1), revoked_at=at("2025-04-01T12:00:00"))


@pytest.mark.parametrize(
    ("grants", "moment", "holds", "because"),
    [
        ([OLD], "2024-12-31T23:59:59", False, "baru berlaku"),
        ([OLD], "2025-01-01T00:00:00", True, "SK 1/2025"),
        ([OLD], "2025-06-30T23:59:59", True, "SK 1/2025"),
        ([OLD], "2025-07-01T00:00:00", False, "sudah berakhir"),
        # A new decree, signed on the 3rd, effective from the 1st: what was refused on the 1st stays refused.
        ([OLD, NEW], "2025-07-01T00:00:00", False, "berlaku surut"),
        ([OLD, NEW], "2025-07-02T23:59:59", False, "berlaku surut"),
        ([OLD, NEW], "2025-07-03T00:00:00", True, "SK 2/2025"),
        ([OLD, KNOWN], "2025-07-03T10:14:59", False, "belum tercatat"),
        ([OLD, KNOWN], "2025-07-03T10:15:00", True, "SK 3/2025"),
        ([MOVED], "2025-05-14T23:59:59", True, "SK 4/2025"),
        ([MOVED], "2025-05-15T00:00:00", False, "Mutasi"),
        ([REVOKED], "2025-04-01T11:59:59", True, "SK 5/2025"),
        ([REVOKED], "2025-04-01T12:00:00", False, "dicabut"),
        ([], "2025-04-01T12:00:00", False, "Belum ada penunjukan"),
    ],
)
def test_rights_hold_exactly_while_the_decree_does(grants: list[Grant], moment: str, holds: bool, because: str) -> None:
    right = right_at(grants, at(moment), ZONE)
    assert right.holds is holds
    assert because in right.because


def test_the_last_second_is_that_of_the_government_s_zone() -> None:
    midnight_in_jayapura = at("2025-07-01T00:00:00", "Asia/Jayapura")
    assert right_at([OLD], midnight_in_jayapura, "Asia/Jakarta").holds
    assert not right_at([OLD], midnight_in_jayapura, "Asia/Jayapura").holds


def test_only_civil_servants_publish_and_answer() -> None:
    assert not right_at([OLD], at("2025-03-01T08:00:00"), ZONE, asn=False).holds


def test_a_decree_whose_end_lies_before_its_start_is_refused() -> None:
    with pytest.raises(ValueError, match="lebih awal daripada mulai"):
        Grant("SK 9/2025", date(2025, 2, 1), date(2025, 1, 31))


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zona waktu"):
        right_at([OLD], datetime(2025, 3, 1), ZONE)  # noqa: DTZ001
