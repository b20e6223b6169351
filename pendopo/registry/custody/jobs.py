"""What the worker does for accounts: the 72 hours of a data breach are called out, and a look at the keys that is due."""

from __future__ import annotations

from datetime import datetime, timedelta

from pendopo.people.actions import tell
from pendopo.registry.addressees import who_is_told
from pendopo.registry.custody.models import Trouble
from pendopo.registry.custody.queries import keys_due
from pendopo.registry.models import OfficialAccount
from pendopo.registry.queries import today
from pendopo.regulation.checks.setup import months_before
from pendopo.regulation.profile import load

# Hours after which those who must know are told that the written notice is still open; the last is the law's own end.
MARKS = (24, 48, 72)


def watch(now: datetime) -> int:
    """Tell what is due, each person once; how many were told."""
    return _breaches(now) + _keys(now)


def _breaches(now: datetime) -> int:
    rows = Trouble.objects.filter(state="open", data_known_at__isnull=False).exclude(steps__code="notify")
    told = 0
    for trouble in rows.select_related("agency__government", "account"):
        assert trouble.data_known_at is not None
        passed = [mark for mark in MARKS if now >= trouble.data_known_at + timedelta(hours=mark)]
        if not passed:
            continue
        mark, what = passed[-1], trouble.account.name if trouble.account else trouble.agency.name
        late = "sudah lewat" if mark == MARKS[-1] else f"tinggal {MARKS[-1] - mark} jam"
        for person in who_is_told(trouble.agency, today(trouble.agency.government, now)):
            made = tell(
                key=f"breach-{trouble.pk}-{mark}-{person.pk}", person=person, link=f"/gangguan/{trouble.pk}/",
                subject=f"Pemberitahuan data pribadi {late}: {what}",
                body=(
                    "Data pribadi tersentuh, dan pemberitahuan tertulis kepada orang yang terkena serta lembaga pelindungan "
                    f"data pribadi belum dicatat. Batasnya 3 × 24 jam (UU 27/2022 Pasal 46): {late}."
                ),
            )  # fmt: skip
            told += made is not None
    return told


def _keys(now: datetime) -> int:
    """Once for each account and half-year, to the agency's own people."""
    told = 0
    for account in OfficialAccount.objects.filter(state="official").select_related("agency__government"):
        day = today(account.agency.government, now)
        if account.keys_checked_on is None or not keys_due(account, day):
            # Never looked at: the board says so; a letter each would only be noise on the first day.
            continue
        months = load(account.agency.government.profile).targets.account_check_months
        due = months_before(account.keys_checked_on, -months)
        for person in who_is_told(account.agency, day):
            made = tell(
                key=f"keys-{account.pk}-{due}-{person.pk}", person=person, link=f"/daftar/akun/{account.pk}/",
                subject=f"Kunci akun {account.name} waktunya diperiksa", mail=False,
                body=f"Terakhir diperiksa {account.keys_checked_on:%d-%m-%Y}. Periksa surel pemulihan, verifikasi dua langkah, dan pemegang kuncinya.",
            )  # fmt: skip
            told += made is not None
    return told
