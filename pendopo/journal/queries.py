"""Reading the journal: what was done to a thing, and whether the chain is whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from pendopo.journal.actions import Journalled, digest, kind_of
from pendopo.journal.models import Chain, Entry


@dataclass(frozen=True)
class Fault:
    """One place where a chain is not what was written."""

    chain: str
    sequence: int
    sentence: str


def entries_of(thing: Journalled) -> QuerySet[Entry]:
    """What was done to a thing, oldest first. Whoever may open the thing may read these."""
    return Entry.objects.filter(thing_kind=kind_of(thing), thing_id=str(thing.pk)).order_by("sequence")


def faults() -> Iterator[Fault]:
    """Walk every chain from its first entry and name what was changed, removed, reordered or cut off."""
    names = set(Chain.objects.values_list("name", flat=True)) | set(Entry.objects.values_list("chain", flat=True))
    for name in sorted(names):
        yield from faults_of(name)


def as_kept(head: Chain) -> str:
    """The line about a whole chain that an auditor keeps elsewhere; KEPT reads it."""
    return f"utuh  {head.name}: {head.last_sequence} entri, sidik akhir {head.last_digest[:32]}"


KEPT = re.compile(
    r"^utuh\s+(?P<chain>\S+): (?P<sequence>\d{1,18}) entri, sidik akhir (?P<digest>[0-9a-f]{16,64})\s*$", re.MULTILINE
)


def faults_since(kept: str) -> Iterator[Fault]:
    """What an auditor kept of an earlier look, in its own words, against the chains of today: whoever cuts off the end of a
    chain together with its head, or writes a whole chain anew, is seen by this alone."""
    for line in KEPT.finditer(kept):
        name, sequence = line["chain"], int(line["sequence"])
        entry = Entry.objects.filter(chain=name, sequence=sequence).first()
        if entry is None:
            yield Fault(name, sequence, f"entri {sequence}, yang dulu ada, sudah hilang")
        elif not entry.digest.startswith(line["digest"]):
            yield Fault(name, sequence, f"entri {sequence} atau yang sebelumnya bukan lagi seperti yang dulu dicatat")


def faults_of(name: str) -> Iterator[Fault]:
    """The same for one chain."""
    expected, previous = 1, ""
    for entry in Entry.objects.filter(chain=name).order_by("sequence").iterator(chunk_size=2000):
        if entry.sequence != expected:
            yield Fault(name, expected, f"entri {expected} sampai {entry.sequence - 1} hilang")
        elif entry.previous != previous:
            yield Fault(name, entry.sequence, f"entri {entry.sequence} tidak menyambung pada entri sebelumnya")
        if digest(entry) != entry.digest:
            yield Fault(name, entry.sequence, f"entri {entry.sequence} ({entry.doing}) diubah sesudah ditulis")
        expected, previous = entry.sequence + 1, entry.digest
    head = Chain.objects.filter(name=name).first()
    if head is None:
        yield Fault(name, expected - 1, "kepala rantai hilang")
    elif (head.last_sequence, head.last_digest) != (expected - 1, previous):
        yield Fault(name, expected, f"rantai berakhir di entri {expected - 1}, seharusnya {head.last_sequence}")
