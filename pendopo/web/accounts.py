"""Settings of an account: how it is connected, how well that goes, what waits for a person; and whether a worker is alive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.connectors import discover
from pendopo.connectors.base import Can, Connector, Field
from pendopo.delivery import actions as delivery
from pendopo.delivery.models import Dispatch
from pendopo.delivery.queries import latest_of, visible_to, wants_a_person, worker_alive, worker_seen
from pendopo.inbox.receiving.actions import address_of
from pendopo.inbox.receiving.models import Hook
from pendopo.journal.models import Entry
from pendopo.journal.queries import entries_of
from pendopo.people.models import Person
from pendopo.registry import connections
from pendopo.registry.models import Connection, OfficialAccount
from pendopo.registry.queries import may, visible_accounts
from pendopo.registry.rules import Doing
from pendopo.regulation.profile import Profile, load
from pendopo.web.access import found, person_of, signed_in

LOOKS = {"new": "chip-soon", "good": "chip-done", "troubled": "chip-soon", "cut": "chip-late"}
STATES = {
    "live": "chip-done",
    "refused": "chip-late",
    "unknown": "chip-soon",
    "missed": "chip-late",
    "handed": "chip-soon",
}
ABLE = (
    (Can.READ, _("mengumpulkan")), (Can.REPLY, _("membalas")), (Can.PUBLISH, _("mengunggah")),
    (Can.FIND_OWN, _("memeriksa ulang")),
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """An account with how well it goes, for the list."""

    account: OfficialAccount
    held: Connection | None
    looks: str
    how: str
    waiting: int
    stuck: int


class PostedForm(forms.Form):
    """Where it stands on the platform, found or posted by a person."""

    url = forms.CharField(label=_("Tautan unggahan"), max_length=1000)
    evidence = forms.FileField(label=_("Tangkapan layar"), required=False)


@require_GET
@signed_in
def accounts(request: HttpRequest) -> HttpResponse:
    """Every account that the person may see, with its health."""
    seen = visible_accounts(person_of(request)).exclude(state="closed").select_related("connection")
    queued, stuck = Q(dispatches__state="queued"), Q(dispatches__state__in=["handed", "unknown"])
    counted = seen.annotate(queued=Count("dispatches", filter=queued), stuck=Count("dispatches", filter=stuck))
    rows = [_row(one) for one in counted.order_by("agency__name", "name")]
    return render(request, "accounts/list.html", {"rows": rows, **_worker()})


def _row(one: Any) -> Row:
    held = getattr(one, "connection", None)
    kind = discover().get(one.connector)
    looks = LOOKS[held.health] if held and held.connected_at else "" if _by_hand(kind) else "chip-soon"
    return Row(one, held, looks, kind.label if kind else one.connector, one.queued, one.stuck)


def _by_hand(kind: type[Connector] | None) -> bool:
    return kind is not None and not kind.can & {Can.READ, Can.REPLY, Can.PUBLISH}


def _worker() -> dict[str, Any]:
    seen: datetime | None = worker_seen()
    return {"worker_seen": seen, "worker_alive": worker_alive()}


def _account(request: HttpRequest, pk: int) -> OfficialAccount:
    return found(visible_accounts(person_of(request)), pk=pk)


@require_GET
@signed_in
def connection(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: health, the form to connect it, what waits for a person, what left last."""
    one = _account(request, pk)
    chosen = request.GET.get("cara", "")
    return _page(request, one, _form(one, chosen if chosen in discover() else one.connector, None))


def _page(request: HttpRequest, one: OfficialAccount, form: forms.Form, *, status: int = 200) -> HttpResponse:
    person = person_of(request)
    held = Connection.objects.filter(account=one).first()
    kind = discover().get(one.connector)
    page = {
        "account": one, "agency": one.agency, "zone": one.agency.government.zone, "held": held, "form": form,
        "looks": LOOKS[held.health] if held and held.connected_at else "chip-soon", "by_hand": _by_hand(kind),
        "how": gettext(kind.label) if kind else one.connector, "chosen": form.prefix, "chosen_by_hand": _by_hand(discover().get(form.prefix or "")), "kinds": _kinds(),
        "able": [word for can, word in ABLE if kind and can in kind.can],
        "can": may(person, Doing.CONNECT, one.agency, account=one), "stuck": _stuck(person, one),
        "sent": [(row, STATES.get(row.state, "")) for row in latest_of(one.pk)[:8]],
        "paused": _paused(held), "queued": Dispatch.objects.filter(account=one, state="queued").count(), **_worker(), **_hook(one, kind),
    }  # fmt: skip
    return render(request, "accounts/connection.html", page, status=status)


def _paused(held: Connection | None) -> Entry | None:
    """Who paused the account, and why."""
    if held is None or held.enabled:
        return None
    return entries_of(held).filter(doing="connection.paused").last()


def _hook(one: OfficialAccount, kind: type[Connector] | None) -> dict[str, Any]:
    """The address at which the platform delivers by itself, where it can."""
    able = kind is not None and Can.WEBHOOK in kind.can
    hook = Hook.objects.select_related("account").filter(account=one).first() if able else None
    return {"hookable": able, "hook": hook, "hook_address": address_of(hook) if hook else ""}


def _kinds() -> list[tuple[str, str]]:
    """Key and label of every connector; by hand comes last. (A template would call a class.)"""
    return [(kind.key, gettext(kind.label)) for kind in sorted(discover().values(), key=_by_hand)]


def _stuck(person: Person, one: OfficialAccount) -> list[tuple[Dispatch, bool]]:
    """What waits for a person, each with whether this person may settle it."""
    rights = {kind: may(person, doing, one.agency, account=one) for kind, doing in delivery.RIGHT.items()}
    return [(row, rights[row.kind]) for row in wants_a_person(one.pk)[:20]]


def _form(one: OfficialAccount, key: str, data: Any) -> forms.Form:
    """A form made of what the connector asks for; what is secret is never shown back."""
    kind = discover().get(key)
    held = Connection.objects.filter(account=one).first()
    same = key == one.connector and held is not None
    kept = held.options if held and same else {}
    sealed = bool(held and same and held.sealed)
    form = forms.Form(data, prefix=key)
    profile = load(one.agency.government.profile)
    for field in kind.fields if kind else ():
        form.fields[field.name] = _field(field, kept, sealed, profile)
    return form


def _field(field: Field, kept: dict[str, Any], sealed: bool, profile: Profile) -> forms.Field:
    asked = field.required and not (field.secret and sealed)
    help_text = gettext(field.help) if field.help else ""
    if field.secret and sealed:
        help_text = f"{help_text} {gettext('Tersimpan tersegel; kosongkan bila tidak diubah.')}".strip()
    common: dict[str, Any] = {"label": gettext(field.label), "help_text": help_text, "required": asked}
    first = "" if field.secret else kept.get(field.name, field.default)
    if field.choices:
        named = [(one, profile.platform(one).label if field.name == "platform" else one) for one in field.choices]
        return forms.ChoiceField(**common, initial=first, choices=named)
    if field.secret:
        hidden = forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"})
        return forms.CharField(**common, max_length=4000, strip=True, widget=hidden)
    kinds = {"number": "number", "email": "email", "url": "url"}
    plain = forms.TextInput(attrs={"type": kinds.get(field.kind, "text"), "autocomplete": "off"})
    return forms.CharField(**common, max_length=1000, initial=first, widget=plain)


@require_POST
@signed_in
def connect(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the connection and try it at once."""
    one = _account(request, pk)
    key = request.POST.get("connector", "")
    form = _form(one, key if key in discover() else one.connector, request.POST)
    if not form.is_valid():
        return _page(request, one, form, status=422)
    kind = discover()[form.prefix or one.connector]
    secret = {field.name for field in kind.fields if field.secret}
    given = {name: str(value) for name, value in form.cleaned_data.items()}
    connections.connect(
        account=one, options={name: value for name, value in given.items() if name not in secret},
        secrets={name: value for name, value in given.items() if name in secret}, by=person_of(request),
        connector=kind.key,
    )  # fmt: skip
    return _try(request, one)


@require_POST
@signed_in
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Try the connection now."""
    return _try(request, _account(request, pk))


def _try(request: HttpRequest, one: OfficialAccount) -> HttpResponseRedirect:
    health = connections.check(account=one, by=person_of(request))
    if health.ok:  # what is wrong stands on the page already, for as long as it is wrong
        messages.success(request, health.sentence)
    return redirect("connection", one.pk)


@require_POST
@signed_in
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop collecting and sending, or go on."""
    one = _account(request, pk)
    if "resume" in request.POST:
        connections.resume(account=one, by=person_of(request))
        messages.success(request, gettext("Akun dikumpulkan dan dikirim lagi."))
    else:
        connections.pause(account=one, by=person_of(request), because=request.POST.get("because", "").strip()[:300])
        messages.success(request, gettext("Akun dijeda. Yang menunggu dikirim tetap tersimpan."))
    return redirect("connection", one.pk)


@require_POST
@signed_in
def dispatch_posted(request: HttpRequest, pk: int) -> HttpResponse:
    """A person gives the link of what stands on the platform."""
    row = found(visible_to(person_of(request)), pk=pk)
    form = PostedForm(request.POST, request.FILES)
    form.is_valid()
    shot = form.cleaned_data.get("evidence")
    delivery.confirm_posted(
        dispatch=row, url=form.cleaned_data.get("url", ""), by=person_of(request), evidence=shot.read() if shot else None
    )  # fmt: skip
    messages.success(request, gettext("Tercatat tayang. Tautannya tersimpan sebagai bukti."))
    return redirect("connection", row.account_id)


@require_POST
@signed_in
def dispatch_absent(request: HttpRequest, pk: int) -> HttpResponse:
    """A person has looked: it is not there."""
    row = found(visible_to(person_of(request)), pk=pk)
    again = request.POST.get("again") == "yes"
    because = request.POST.get("because", "").strip()[:300]
    delivery.declare_absent(dispatch=row, by=person_of(request), because=because, again=again)
    messages.success(request, gettext("Dikirim lagi.") if again else gettext("Dinyatakan tidak terkirim."))
    return redirect("connection", row.account_id)


urlpatterns = [
    path("akun/", accounts, name="accounts"),
    path("akun/<int:pk>/", connection, name="connection"),
    path("akun/<int:pk>/hubungkan/", connect, name="connection_connect"),
    path("akun/<int:pk>/coba/", check, name="connection_check"),
    path("akun/<int:pk>/jeda/", pause, name="connection_pause"),
    path("kiriman/<int:pk>/tayang/", dispatch_posted, name="dispatch_posted"),
    path("kiriman/<int:pk>/tidak-ada/", dispatch_absent, name="dispatch_absent"),
]
