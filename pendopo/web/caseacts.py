"""What is done to a case beside answering and referring, by the word that stands for it in an address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from pendopo.inbox import actions
from pendopo.inbox.models import Case
from pendopo.inbox.queries import colleagues
from pendopo.inbox.rules import BadInput
from pendopo.people.models import Person
from pendopo.web.access import found


def _assign(case: Case, person: Person, data: Mapping[str, str]) -> None:
    pk = data.get("to", "")
    to = found(colleagues(case, without=person), pk=int(pk) if pk.isdigit() and len(pk) < 19 else 0)
    actions.assign(case=case, to=to, by=person, instruction=data.get("text", ""))


def _assignment_answer(case: Case, person: Person, data: Mapping[str, str]) -> None:
    one = found(case.assignments.select_related("to", "by", "case__agency__government", "case__account"), done_at=None)
    actions.answer_assignment(assignment=one, by=person, text=data.get("text", ""))


def _snooze(case: Case, person: Person, data: Mapping[str, str]) -> None:
    actions.snooze(case=case, until=_moment(case, data.get("until", "")), by=person)


def _moment(case: Case, text: str) -> datetime | None:
    """A moment from a form; without a zone it is the government's. Empty means: now again."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(_("Waktu ini tidak terbaca. Pilih tanggal dan jam.")) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(case.agency.government.zone))


def _hold(case: Case, person: Person, data: Mapping[str, str]) -> None:
    (actions.let_go if data.get("lepas") else actions.hold)(case=case, by=person)


Act = Callable[[Case, Person, Mapping[str, str]], object]
# Word of the address → what is done, and whether the next case opens afterwards.
ACTS: dict[str, tuple[Act, bool]] = {
    "disposisi": (_assign, True),
    "jawab-disposisi": (_assignment_answer, False),
    "jenis": (lambda c, p, d: actions.set_kind(case=c, kind=d.get("kind", ""), topic=d.get("topic"), by=p), False),
    "catatan": (lambda c, p, d: actions.note(case=c, by=p, text=d.get("text", "")), False),
    "pegang": (_hold, False),
    "tunda": (_snooze, True),
    "keluar": (lambda c, p, d: actions.exit_to(case=c, to=d.get("to", ""), number=d.get("number", ""), by=p), True),
    "spam": (lambda c, p, d: actions.mark_noise(case=c, by=p, because=d.get("because", "")), True),
    "tutup": (lambda c, p, d: actions.close(case=c, by=p, because=d.get("because", "")), True),
    "buka": (lambda c, p, d: actions.reopen(case=c, by=p, because=d.get("because", "")), False),
}
