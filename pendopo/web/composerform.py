"""The form of a message: its words, its accounts with what each has of its own, its media, and the eight questions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pendopo.publishing.issues.models import Issue
from pendopo.publishing.leaving import Own
from pendopo.publishing.media.models import MediaFile
from pendopo.publishing.models import Message
from pendopo.publishing.queries import accounts_of, captions_of, profile_of
from pendopo.publishing.rules import Shown, Tick, Written, moment_of, plausible
from pendopo.registry.models import Agency, OfficialAccount

LOCAL = "%Y-%m-%dT%H:%M"
LANGUAGES = [
    ("id", _("Indonesia")), ("jv", _("Jawa")), ("mad", _("Madura")), ("nij", _("Dayak Ngaju")), ("en", _("Inggris")),
]  # fmt: skip
MOST_PARTS, MOST_MEDIA, MOST_PLACE, MOST_TAGS = 25, 30, 200, 500
WORDS = (
    "title", "text", "purpose", "category", "level", "category_note", "source", "tags", "info_class", "format",
    "mentions", "language", "campaign", "other_channel",
)  # fmt: skip


@dataclass(frozen=True)
class MediaRow:
    """A picture or film on the form."""

    file: MediaFile
    alt: str = ""
    summary: str = ""
    captioned: bool = False
    left_out: tuple[int, ...] = ()
    captions: MediaFile | None = None


@dataclass(frozen=True)
class AccountRow:
    """An account on the form, with what it has of its own."""

    account: OfficialAccount
    tick: forms.BoundField
    text: forms.BoundField
    own: Own

    @property
    def different(self) -> bool:
        """Has it anything of its own?"""
        return bool(self.text.value()) or self.own != Own()


class MessageForm(forms.Form):
    """A message with its variants and the eight questions of ethics."""

    title = forms.CharField(label=_("Judul"), max_length=200)
    text = forms.CharField(
        label=_("Isi pesan"), max_length=100_000, strip=False,
        widget=forms.Textarea(attrs={"rows": 7, "class": "grow"}),
    )  # fmt: skip
    planned_at = forms.DateTimeField(
        label=_("Waktu terbit"), input_formats=[LOCAL, "%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL),
        error_messages={"invalid": _("Tanggal atau jam itu tidak ada. Tulis misalnya 31/12/2026 09:00.")},
    )  # fmt: skip
    purpose = forms.ChoiceField(label=_("Tujuan (Pasal 5)"))
    category = forms.ChoiceField(label=_("Kategori (Pasal 10)"))
    level = forms.ChoiceField(
        label=_("Tingkat pemerintahan"), required=False, help_text=_("Hanya untuk kategori kebijakan.")
    )
    category_note = forms.CharField(
        label=_("Penjelasan kategori"), required=False, max_length=300,
        help_text=_("Wajib untuk «lainnya», misalnya ucapan hari besar."),
    )  # fmt: skip
    source = forms.CharField(
        label=_("Sumber"), required=False, max_length=500,
        help_text=_("Dokumen, tautan, atau narasumber. Ucapan boleh tanpa sumber."),
    )  # fmt: skip
    tags = forms.CharField(
        label=_("Penanda"), required=False, max_length=500,
        help_text=_("Tagar, kata kunci, atau topik; pisahkan dengan koma."),
    )  # fmt: skip
    mentions = forms.CharField(
        label=_("Sebutan"), required=False, max_length=500,
        help_text=_("Akun yang disebut, misalnya instagram:@dinas. Di platform lain dipakai akun resmi instansi itu."),
    )  # fmt: skip
    info_class = forms.ChoiceField(label=_("Sifat informasi"), choices=Message.InfoClass.choices, initial="open")
    format = forms.ChoiceField(label=_("Bentuk"), choices=Message.Format.choices, initial="text", required=False)
    language = forms.ChoiceField(label=_("Bahasa"), choices=LANGUAGES, initial="id", required=False)
    campaign = forms.CharField(
        label=_("Kampanye"), required=False, max_length=60, help_text=_("Nama ini ditambahkan pada tautan sebagai UTM.")
    )
    other_channel = forms.CharField(
        label=_("Saluran lain"), required=False, max_length=300,
        help_text=_("Halaman situs, siaran radio, pertemuan, atau selebaran yang sejalan (Pasal 3 huruf e)."),
    )  # fmt: skip
    issue = forms.ChoiceField(label=_("Isu (Pasal 10 huruf b)"), required=False)

    def __init__(self, *args: Any, agency: Agency, written: Written | None = None, **kwargs: Any) -> None:
        self.agency, self.zone, self.before = agency, ZoneInfo(agency.government.zone), written
        self.profile = profile_of(agency)
        self.accounts = list(accounts_of(agency).order_by("name"))
        # What a button of the page did to the media before the form is shown again.
        self.shown_media: list[MediaRow] | None = None
        if written is not None:
            kwargs["initial"] = self._initial(written) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        blank = [("", _("Pilih"))]
        self._choose("purpose", blank + [(one.code, gettext(one.label)) for one in self.profile.purposes])
        self._choose("category", blank + [(one.code, gettext(one.label)) for one in self.profile.message_categories])
        levels = {level for one in self.profile.message_categories for level in one.levels}
        self._choose(
            "level", [("", "–"), *((level, level) for level in ("pusat", "provinsi", "daerah") if level in levels)]
        )
        held = written.issue_id if written else None
        issues = Issue.objects.filter(government_id=agency.government_id).select_related("lead")
        self._choose(
            "issue",
            [("", _("Tidak terkait isu tertentu"))]
            + [
                (str(one.pk), f"{one.name} · {one.lead.short_name}")
                for one in issues
                if one.closed_on is None or one.pk == held
            ],
        )
        for account in self.accounts:
            self.fields[f"account_{account.pk}"] = forms.BooleanField(label=account.name, required=False)
            self.fields[f"text_{account.pk}"] = forms.CharField(
                label=_("Teks khusus %(account)s") % {"account": account.name}, required=False, strip=False,
                widget=forms.Textarea(attrs={"rows": 3}), max_length=100_000,
            )  # fmt: skip
        for item in self.profile.ethics:
            self.fields[f"ethics_{item.code}"] = forms.ChoiceField(
                label=item.label, required=False, choices=[("safe", _("Aman")), ("risk", _("Ada risiko"))],
                widget=forms.RadioSelect,
            )  # fmt: skip
            self.fields[f"risk_{item.code}"] = forms.CharField(label=item.label, required=False, max_length=500)

    def _choose(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def _initial(self, written: Written) -> dict[str, Any]:
        initial: dict[str, Any] = {name: getattr(written, name) for name in WORDS}
        initial["planned_at"] = written.planned_at.astimezone(self.zone).strftime(LOCAL)
        initial["issue"] = str(written.issue_id or "")
        for account, text in written.variants.items():
            initial |= {f"account_{account}": True, f"text_{account}": text}
        for code, tick in written.ethics.items():
            initial |= {f"ethics_{code}": "safe" if tick.safe else "risk", f"risk_{code}": tick.note}
        return initial

    def clean_planned_at(self) -> datetime:
        """What was typed is the clock on the wall of this government."""
        given: datetime = self.cleaned_data["planned_at"]
        if not plausible(given):
            raise forms.ValidationError(_("Tahun itu tidak mungkin. Tulis misalnya 31/12/2026 09:00."))
        moment = moment_of(timezone.make_naive(given), self.agency.government.zone)
        if moment is None:
            raise forms.ValidationError(
                _("Jam itu tidak pernah ada di zona waktu ini: jarum jam dimajukan melewatinya.")
            )
        return moment

    def clean(self) -> dict[str, Any]:
        """What stands beside the fields is bounded too; nothing is cut."""
        for account in self.accounts:
            own = self.own_of(account.pk)
            if len(own.place) > MOST_PLACE or len(own.tags) > MOST_TAGS or len(own.parts) > MOST_PARTS:
                self.add_error(
                    f"text_{account.pk}", _("Tempat, penanda, atau jumlah bagian utas di akun ini terlalu panjang.")
                )
            if own.language and own.language not in {code for code, _label in LANGUAGES}:
                self.add_error(f"text_{account.pk}", _("Pilih bahasa dari daftar."))
        return self.cleaned_data

    def written(self) -> Written:
        """The message as it was given."""
        data = self.cleaned_data
        words = {name: data.get(name, "") for name in WORDS}
        words["format"], words["language"] = words["format"] or "text", words["language"] or "id"
        chosen = [one.pk for one in self.accounts if data.get(f"account_{one.pk}")]
        return Written(
            **words, planned_at=data["planned_at"], variants={pk: data.get(f"text_{pk}", "") for pk in chosen},
            own={pk: self.own_of(pk) for pk in chosen}, media=self._shown(),
            issue_id=int(data["issue"]) if str(data.get("issue", "")).isdigit() else None,
            ethics={
                one.code: Tick(data[f"ethics_{one.code}"] == "safe", data.get(f"risk_{one.code}", ""))
                for one in self.profile.ethics
                if data.get(f"ethics_{one.code}")
            },
        )  # fmt: skip

    def so_far(self, planned_at: datetime) -> Written:
        """The message as far as it is there: what is missing or unreadable is empty, its time is `planned_at`."""
        self.is_valid()
        self.cleaned_data = {name: self.cleaned_data.get(name, "") for name in self.fields} | {
            "planned_at": self.cleaned_data.get("planned_at") or planned_at
        }
        return self.written()

    def unkeepable(self) -> str:
        """Why what was typed can't be kept as it stands (a missing field is no reason), or nothing."""
        for name, errors in self.errors.as_data().items():
            for error in errors:
                if error.code != "required" and name != "planned_at":
                    label = self.fields[name].label if name in self.fields else ""
                    return f"{label}: {' '.join(str(one) for one in error.messages)}"
        return ""

    # What each account has of its own

    def own_of(self, pk: int) -> Own:
        """From the form when it was sent, else from the message."""
        if not self.is_bound:
            return self.before.own.get(pk, Own()) if self.before else Own()
        parts = tuple(part for part in self._many(f"part_{pk}") if part.strip())
        return Own(
            parts, self._one(f"first_{pk}"), self._one(f"place_{pk}"), self._one(f"language_{pk}"),
            self._one(f"tags_{pk}"),
        )  # fmt: skip

    def _many(self, name: str) -> list[str]:
        return [str(one) for one in self.data.getlist(name)] if isinstance(self.data, QueryDict) else []

    def _one(self, name: str) -> str:
        return str(self.data.get(name, "")).strip()

    @property
    def account_rows(self) -> list[AccountRow]:
        """Every account that may be chosen."""
        return [
            AccountRow(one, self[f"account_{one.pk}"], self[f"text_{one.pk}"], self.own_of(one.pk))
            for one in self.accounts
        ]

    # Pictures and films

    @property
    def media_rows(self) -> list[MediaRow]:
        """In their order."""
        if self.shown_media is None:
            self.shown_media = list(self._posted_media() if self.is_bound else self._stored_media())
        return self.shown_media

    def _stored_media(self) -> Iterator[MediaRow]:
        shown = self.before.media if self.before else ()
        files = MediaFile.objects.filter(agency=self.agency).in_bulk([one.file_id for one in shown])
        texts = self._texts([one.captions for one in shown])
        for one in shown:
            if one.file_id in files:
                captions = texts.get(one.captions)
                yield MediaRow(files[one.file_id], one.alt, one.summary, one.captioned, one.left_out, captions)

    def _posted_media(self) -> Iterator[MediaRow]:
        numbers = [int(one) for one in dict.fromkeys(self._many("media")) if one.isdigit() and len(one) < 19]
        files = MediaFile.objects.filter(agency=self.agency).exclude(kind="text").in_bulk(numbers[:MOST_MEDIA])
        kept = {pk: self._one(f"captions_{pk}") for pk in files if not self.data.get(f"uncaption_{pk}")}
        texts = self._texts([_number(text) for text in kept.values()])
        for pk in numbers:
            if pk in files:
                shown_on = set(self._many(f"with_{pk}"))
                without = tuple(one.pk for one in self.accounts if str(one.pk) not in shown_on)
                # Alt text is not cut here: a text that is too long is refused in words by the rules.
                yield MediaRow(
                    files[pk], str(self.data.get(f"alt_{pk}", "")), str(self.data.get(f"summary_{pk}", "")),
                    bool(self.data.get(f"captioned_{pk}")), without, texts.get(_number(kept.get(pk, ""))),
                )  # fmt: skip

    def _texts(self, numbers: list[int]) -> dict[int, MediaFile]:
        """Captions by their number."""
        wanted = [number for number in numbers if number]
        return MediaFile.objects.filter(agency=self.agency, kind="text").in_bulk(wanted) if wanted else {}

    def set_captions(self, film: MediaFile, captions: MediaFile) -> None:
        """These captions belong to that film."""
        rows = self.media_rows
        self.shown_media = [replace(one, captions=captions) if one.file.pk == film.pk else one for one in rows]

    def add_media(self, files: list[MediaFile]) -> None:
        """New files go to the end; one that is there already stays where it is."""
        held = {one.file.pk for one in self.media_rows}
        self.shown_media = [*self.media_rows, *(MediaRow(one) for one in files if one.pk not in held)]

    def drop_media(self, pk: str) -> None:
        """Without this file."""
        self.shown_media = [one for one in self.media_rows if str(one.file.pk) != pk]

    def raise_media(self, pk: str) -> None:
        """One place earlier."""
        rows = list(self.media_rows)
        for place in range(1, len(rows)):
            if str(rows[place].file.pk) == pk:
                rows[place - 1 : place + 1] = [rows[place], rows[place - 1]]
                break
        self.shown_media = rows

    def _shown(self) -> tuple[Shown, ...]:
        return tuple(
            Shown(
                one.file.pk, one.file.sha256, one.file.kind, one.alt.strip(), one.summary.strip(), one.captioned,
                one.left_out, one.file.size, one.file.width, one.file.height, one.file.seconds,
                *captions_of(one.captions),
            )
            for one in self.media_rows
        )  # fmt: skip

    # The groups of the page

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("title", "text")]

    @property
    def sort_fields(self) -> list[forms.BoundField]:
        names = ("purpose", "category", "level", "category_note", "source", "info_class")
        return [self[name] for name in names]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        names = ("issue", "format", "language", "other_channel", "campaign")
        return [self[name] for name in names]

    @property
    def ethics_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"ethics_{one.code}"], self[f"risk_{one.code}"]) for one in self.profile.ethics]


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else 0


def without_missing(written: Written, accounts: set[int]) -> Written:
    """The same for the accounts that are still there (a template may name one that was closed)."""
    return replace(
        written,
        variants={pk: text for pk, text in written.variants.items() if pk in accounts},
        own={pk: one for pk, one in written.own.items() if pk in accounts},
    )
