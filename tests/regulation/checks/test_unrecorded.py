"""What is not recorded at all is neither praised nor blamed."""

from dataclasses import replace

from pendopo.regulation.checks import run_one
from tests.regulation.checks.good import ACCOUNT, MESSAGE, K, good


def test_accounts_whose_openness_nobody_records_get_no_verdict() -> None:
    unknown = good(accounts=(replace(ACCOUNT, public=None),))
    assert run_one("C-DEF4", unknown).state == "not_applicable"
    assert run_one("C-DEF4", good(accounts=(replace(ACCOUNT, public=False),))).state == "fail"


def test_an_account_is_not_blamed_for_a_look_that_nobody_can_record() -> None:
    never = replace(ACCOUNT, checked_on=None)
    assert run_one("C-ACC2", good(accounts=(never,))).state == "warn"
    assert run_one("C-ACC2", good(accounts=(replace(never, looked_after=False),))).state == "ok"


def test_an_account_without_audience_sheet_is_told_of_only_where_sheets_are_kept() -> None:
    bare = good(K, accounts=(replace(ACCOUNT, audience_sheet=""),))
    assert run_one("C-ACC3", bare).state == "warn"
    assert run_one("C-ACC3", replace(bare, audience_sheets=None)).state == "ok"


def test_screens_that_nobody_looked_at_get_no_verdict() -> None:
    facts = good()
    assert facts.setup is not None
    assert run_one("C-AIM0", replace(facts, setup=replace(facts.setup, screens_without_reference=None))).state == (
        "not_applicable"
    )


def test_messages_are_not_blamed_for_an_audience_that_is_not_recorded() -> None:
    assert run_one("C-PLAN2", good(messages=(replace(MESSAGE, audiences=()),))).state == "warn"
    assert run_one("C-PLAN2", good(messages=(replace(MESSAGE, audiences=None),))).state == "ok"
