"""The flow chart of annex B, drawn from the desk's own machine with today's numbers on its edges (Pasal 11 (2))."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from pendopo.inbox.states import CASE
from pendopo.referral.flow import ASKED, STEPS, Flow, Move, flow_of
from pendopo.registry.queries import agencies_for, government_of, today
from pendopo.regulation.profile import load
from pendopo.web.access import person_of, signed_in

VIEW = "-24 0 488 640"
BOX = (124, 54)
LONG, LONGER = 13, 17  # letters of a label
# Where each state stands; one that the machine gains later stands in the table below until it has a place.
PLACES: Mapping[str, tuple[int, int]] = {
    "new": (220, 70), "assigned": (76, 200), "referred": (364, 200), ASKED: (364, 310), "ready": (220, 400),
    "answered": (220, 500), "closed": (220, 600), "exited": (76, 500), "noise": (364, 500),
}  # fmt: skip
# The edges that are drawn: through which points, and where the number stands.
DRAWN: Mapping[tuple[str, str], tuple[tuple[tuple[int, int], ...], tuple[int, int]]] = {
    ("new", "ready"): (((220, 97), (220, 373)), (220, 250)),
    ("new", "assigned"): (((158, 70), (76, 70), (76, 173)), (76, 120)),
    ("new", "referred"): (((282, 70), (364, 70), (364, 173)), (364, 120)),
    ("referred", ASKED): (((364, 227), (364, 283)), (364, 252)),
    (ASKED, "ready"): (((364, 337), (364, 400), (282, 400)), (364, 372)),
    ("assigned", "ready"): (((76, 227), (76, 400), (158, 400)), (76, 310)),
    ("ready", "answered"): (((220, 427), (220, 473)), (220, 449)),
    ("answered", "closed"): (((220, 527), (220, 573)), (220, 549)),
    ("new", "exited"): (((158, 56), (-5, 56), (-5, 500), (14, 500)), (-5, 440)),
    ("new", "noise"): (((282, 56), (445, 56), (445, 500), (426, 500)), (445, 440)),
    ("exited", "closed"): (((76, 527), (76, 600), (158, 600)), (76, 575)),
}  # fmt: skip


@dataclass(frozen=True)
class Node:
    """A box of the chart."""

    x: int
    y: int
    label: str | Promise
    below: str
    kind: str

    @property
    def letters(self) -> str:
        """The class of smaller letters that a long label needs."""
        length = len(str(self.label))
        return "flow-longer" if length > LONGER else "flow-long" if length > LONG else ""

    @property
    def left(self) -> int:
        """Its left edge."""
        return self.x - BOX[0] // 2

    @property
    def top(self) -> int:
        """Its upper edge."""
        return self.y - BOX[1] // 2


@dataclass(frozen=True)
class Edge:
    """A line of the chart with today's number; `step` is the number of the annex's step, or ""."""

    points: str
    x: int
    y: int
    times: int
    step: str

    @property
    def busy(self) -> bool:
        """Was it used today?"""
        return self.times > 0


@dataclass(frozen=True)
class Chart:
    """What is drawn, and the moves that are told in the table only."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    rest: tuple[Move, ...]


def chart_of(flow: Flow) -> Chart:
    """The machine as a picture: an edge is there only when the machine has the move."""
    legal = {(one.source, one.target): one for one in flow.moves}
    edges = [_edge(flow, key) for key in DRAWN if key in legal or ASKED in key]
    drawn = {*DRAWN, ("referred", "ready")}  # step 5 is the edge that leaves the agency's answer
    nodes = [_node(flow, state) for state in PLACES if state in CASE.moves or state == ASKED]
    return Chart(tuple(nodes), tuple(edges), tuple(one for key, one in legal.items() if key not in drawn))


def _edge(flow: Flow, key: tuple[str, str]) -> Edge:
    points, (x, y) = DRAWN[key]
    if key == ("referred", ASKED):
        times, step = flow.answers, "4"
    elif key == (ASKED, "ready"):
        times, step = flow.times("referred", "ready"), STEPS["referred", "ready"]
    else:
        times, step = flow.times(*key), STEPS.get(key, "")
    return Edge(" ".join(f"{px},{py}" for px, py in points), x, y, times, step)


def _node(flow: Flow, state: str) -> Node:
    x, y = PLACES[state]
    kind = {"new": "act", "referred": "waiting", ASKED: "waiting", "answered": "done", "closed": "done"}.get(state, "")
    if state == ASKED:
        return Node(x, y, _("jawaban instansi"), gettext("%(number)s ditunggu") % {"number": flow.waiting}, kind)
    standing = flow.standing.get(state)
    below = "" if standing is None else gettext("%(number)s sekarang") % {"number": standing}
    return Node(x, y, gettext(CASE.labels[state]), below, kind)


@require_GET
@signed_in
def flow(request: HttpRequest) -> HttpResponse:
    """The chart of one agency, or of all that one may see."""
    person = person_of(request)
    government = government_of(person)
    if government is None:
        raise Http404
    agencies = list(agencies_for(person).filter(government=government, closed_on=None).order_by("name"))
    chosen = next((one for one in agencies if str(one.pk) == request.GET.get("instansi", "")), None)
    if chosen is None and len(agencies) == 1:
        chosen = agencies[0]
    zone, now = ZoneInfo(government.zone), timezone.now()
    start = datetime.combine(today(government, now), time.min, zone)
    counted = flow_of([one.pk for one in ([chosen] if chosen else agencies)], start, start + timedelta(days=1))
    profile, chart = load(government.profile), chart_of(counted)
    return render(request, "flow/flow.html", {
        "profile": profile, "flow": counted, "chart": chart, "agencies": agencies, "chosen": chosen, "now": now,
        "zone": government.zone, "view": VIEW, "box": BOX, "labels": CASE.labels,
        "hours": profile.clock("T2").hours, "figures": _figures(counted), "government_at_work": government,
        "moves": [(gettext(CASE.labels[one.source]), gettext(CASE.labels[one.target]), one) for one in counted.moves],
    })  # fmt: skip


def _figures(counted: Flow) -> dict[str, int]:
    """Today's number of each step of the annex."""
    return {
        "1": counted.received, "2": counted.times("new", "ready"), "3": counted.times("new", "referred"),
        "4": counted.answers, "5": counted.times("referred", "ready"),
    }  # fmt: skip


urlpatterns = [path("alur/", flow, name="flow")]
