"""Remarks among colleagues, and an agency's own aids: tag groups, templates, campaign links."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from pendopo.journal.actions import note
from pendopo.journal.machine import Said
from pendopo.people.actions import tell
from pendopo.people.models import Person
from pendopo.publishing.leaving import PLACES, tags_of
from pendopo.publishing.models import Message
from pendopo.publishing.queries import written_of
from pendopo.publishing.rules import kept
from pendopo.publishing.writing.models import CampaignLinks, Comment, TagGroup, Template
from pendopo.publishing.writing.queries import colleagues
from pendopo.publishing.writing.templates import template_of
from pendopo.registry.models import Agency
from pendopo.registry.queries import acting, may
from pendopo.registry.rules import Doing

LONGEST_COMMENT = 4000


class BadAid(Said):
    """What was given can't be kept; the sentence says what to change."""


@transaction.atomic
def comment(
    *, message: Message, by: Person, text: str, naming: Iterable[int] = (), at: datetime | None = None
) -> Comment:
    """Say something about a message. Whoever is named (by a tick, or as "@Nama") and may see it is told."""
    doing = Doing.APPROVE if may(by, Doing.APPROVE, message.agency, at=at) else Doing.DRAFT
    actor, words = acting(by, doing, message.agency, at=at), kept(text).strip()
    if not words:
        raise BadAid("Tulis dulu komentarnya.")
    if len(words) > LONGEST_COMMENT:
        raise BadAid(f"Komentar {len(words)} karakter; paling banyak {LONGEST_COMMENT}.")
    ticked, low = set(naming), words.casefold()
    named = [
        one for one in colleagues(message.agency, at)
        if one.pk != by.pk and (one.pk in ticked or f"@{one.name.casefold()}" in low)
    ]  # fmt: skip
    made = Comment.objects.create(message=message, by=by, text=words, at=at or timezone.now())
    made.named.set(named)
    after = {"comment": made.pk, "named": [one.pk for one in named]}
    note(message, doing="message.commented", by=actor, after=after, at=at)
    for person in named:
        tell(
            key=f"comment-{made.pk}-{person.pk}", person=person, link=f"/pesan/{message.pk}/#percakapan",
            subject=f"{by.name} menyebut Anda: {message.title}"[:200], body=words[:500],
        )  # fmt: skip
    return made


@transaction.atomic
def keep_tag_group(*, agency: Agency, by: Person, name: str, tags: str) -> TagGroup:
    """Keep tags that are used together; the same name again replaces them."""
    actor, name = acting(by, Doing.DRAFT, agency), kept(name).strip()
    chosen = tags_of(kept(tags))
    joined = ", ".join(chosen)
    if not name or len(name) > 80:
        raise BadAid("Beri kelompok ini nama pendek, paling banyak 80 karakter.")
    if not chosen or len(joined) > 500:
        raise BadAid("Isi sedikitnya satu penanda; seluruhnya paling banyak 500 karakter.")
    made, _new = TagGroup.objects.update_or_create(agency=agency, name=name, defaults={"tags": joined})
    note(made, doing="tag_group.kept", by=actor, after={"name": name, "tags": chosen})
    return made


@transaction.atomic
def drop_tag_group(*, group: TagGroup, by: Person) -> None:
    """Messages that used it keep their tags."""
    actor = acting(by, Doing.DRAFT, group.agency)
    note(group, doing="tag_group.dropped", by=actor, before={"name": group.name, "tags": group.tags})
    group.delete()


@transaction.atomic
def keep_template(*, message: Message, by: Person, name: str) -> Template:
    """Keep a message as one to begin from."""
    actor, name = acting(by, Doing.DRAFT, message.agency), kept(name).strip()
    if not name or len(name) > 80:
        raise BadAid("Beri kerangka ini nama pendek, paling banyak 80 karakter.")
    content = template_of(written_of(message))
    made, _new = Template.objects.update_or_create(agency=message.agency, name=name, defaults={"content": content})
    note(made, doing="template.kept", by=actor, after={"name": name, "from": message.pk})
    return made


@transaction.atomic
def drop_template(*, template: Template, by: Person) -> None:
    """Messages that began from it stay as they are."""
    actor = acting(by, Doing.DRAFT, template.agency)
    note(template, doing="template.dropped", by=actor, before={"name": template.name})
    template.delete()


@transaction.atomic
def set_campaign_links(*, agency: Agency, by: Person, template: str, hosts: str) -> CampaignLinks:
    """How links of a campaign are marked from now on. An empty template marks none."""
    actor, template = acting(by, Doing.DRAFT, agency), kept(template).strip().lstrip("?&")
    unknown = [one for one in re.findall(r"\{([^}]*)\}", template) if one not in PLACES]
    if unknown or re.search(r"[\s#<>\"']", template) or len(template) > 300:
        known = ", ".join(f"{{{one}}}" for one in PLACES)
        raise BadAid(f"Tulis seperti utm_source={{platform}}&utm_campaign={{kampanye}}; yang dikenal hanya {known}.")
    wanted = [line.strip().lower() for line in kept(hosts).splitlines() if line.strip()]
    odd = [one for one in wanted if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", one)]
    if odd:
        raise BadAid(f"«{odd[0][:60]}» bukan nama alamat. Tulis satu tiap baris, misalnya probolinggokota.go.id.")
    defaults = {"template": template, "hosts": "\n".join(wanted)}
    made, _new = CampaignLinks.objects.update_or_create(agency=agency, defaults=defaults)
    note(made, doing="campaign_links.set", by=actor, after=defaults)
    return made
