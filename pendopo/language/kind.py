"""What a message is: question, comment, criticism, proposal; and the intake kinds that show in its words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from pendopo.language import desk
from pendopo.language import spam as spam_signs
from pendopo.language.features import read
from pendopo.language.gate import Gate, words_of
from pendopo.language.linear import Chances

KINDS = ("pertanyaan", "komentar", "kritik", "saran", "aduan", "permohonan_informasi", "aspirasi", "apresiasi", "spam")

_BY_NAME = (
    r"\b(?:ppid|permohonan informasi|informasi publik|keterbukaan informasi|uu (?:no\.?|nomor)? ?14 (?:tahun )?2008)\b"
)
_OF_PAPERS = (
    r"\b(?:minta|mohon|memohon|meminta|mengajukan|permintaan|permohonan)\b.{0,40}\b(?:dokumen|salinan|data|rincian|laporan keuangan)\b"
    r".{0,40}\b(?:anggaran|apbd|dpa|rka|belanja|proyek|lelang|kontrak|hibah|dana|penduduk|realisasi|perjalanan dinas)\b"
)
_REQUEST = re.compile(f"{_BY_NAME}|{_OF_PAPERS}", re.I)
_PAPERS = frozenset({"dokumen", "salinan", "data", "rincian", "laporan"})
_CUES = {
    "pertanyaan": r"\?|\b(?:apa(?:kah)?|bagaimana|gimana|gmn|gmana|kapan|di ?mana|dmn|kemana|ke mana|berapa|brp|kenapa|knp|siapa|"
    r"bisa (?:ga|gak|nggak|kah)|boleh (?:ga|gak|kah)|piye|pripun|piro|pinten|endi|kapan|kamma|dimma|berempa|kayapa|pabila|barapa|pire|"
    r"kan kueh|syarat\w*|cara\w*|how|where|when|what)\b",
    "kritik": r"\b(?:rusak|lambat|lama|percuma|payah|parah|bobrok|pungli|dipersulit|dibiarkan|dibiarin|mangkrak|judes|jutek|kecewa|"
    r"tidak pernah|ga pernah|gak pernah|bolak balik|dipingpong|janji|katanya|mana|malah|korupsi|suwe|bosok|elek)\b",
    "saran": r"\b(?:usul\w*|saran\w*|sebaiknya|seharusnya|mending\w*|alangkah|coba\w*|mohon|tolong|kalau bisa|gimana (?:kalau|kalo)|"
    r"ditambah\w*|diadakan|adakan|perbanyak|dong|mbok|becike|baiknya|lebih baik|harapan|semoga ke depan)\b",
    "komentar": r"\b(?:terima ?kasih|makasih|mksh|suwun|nuwun|sakalangkong|mantap|mantab|keren|salut|bangga|hebat|top|sip|selamat|semangat|"
    r"semoga|aamiin|amin|alhamdulillah|turut|innalillahi|wkwk\w*|haha\w*|hadir|nyimak)\b",
    "spam": r"\b(?:slot|gacor|pinjaman|followers|link|bio|promo|wa|dm|jasa|cek)\b",
}
_GATE, _NAMED = Gate([_BY_NAME, _OF_PAPERS]), 1
_CUE_PATTERNS = {kind: re.compile(pattern, re.I) for kind, pattern in _CUES.items()}


# Spam by its signs alone, by the model alone, or by both half-sure together.
_READ = 2_000
_ASKED = "permohonan_informasi"
_BY_SIGNS, _BY_MODEL, _TOGETHER = 0.85, 0.6, 0.9
_SPAM = desk.KINDS.index("spam")  # the last one


class Likely(NamedTuple):
    """What the model says of one message: the chance of spam, and the likeliest other kind with its share of the rest."""

    spam: float
    kind: str
    share: float


@dataclass
class Proposal:
    """The likeliest kind and how sure; `text` is what it was told from."""

    kind: str
    confidence: float
    text: str = field(default="", repr=False, compare=False)

    @property
    def because(self) -> tuple[str, ...]:
        """The words of the message that speak for it; looked for when somebody asks."""
        pattern = _REQUEST if self.kind == _ASKED else _CUE_PATTERNS[self.kind]
        return tuple(dict.fromkeys(match.group() for match in pattern.finditer(self.text)))[:4]


def propose(text: str) -> Proposal:
    """One of the four legal kinds, or spam, or a request for public information."""
    return decide(text, words_of(text[:_READ]), weigh(desk.look(read(text)).kinds)[0], spam_signs.look(text))


def weigh(chances: Chances) -> list[Likely]:
    """What the chances of `desk.KINDS` (a row for each message) amount to."""
    proper = chances[:, :_SPAM]
    shares = np.round(proper.max(axis=1) / proper.sum(axis=1), 3)
    found = zip(chances[:, _SPAM].tolist(), proper.argmax(axis=1).tolist(), shares.tolist(), strict=True)
    return [Likely(spam, desk.KINDS[at], share) for spam, at, share in found]


def decide(text: str, words: Sequence[str], found: Likely, spam: spam_signs.Spam) -> Proposal:
    """The proposal from what the model and the spam signs say."""
    words, text = words if len(text) <= _READ else words_of(text[:_READ]), text[:_READ]
    rule, model = spam.score, found.spam
    if rule >= _BY_SIGNS or model >= _BY_MODEL or rule + model >= _TOGETHER:
        return Proposal("spam", round(max(rule, model), 3), text)
    open_ = _GATE.open(words)
    if (open_ & _NAMED or (open_ and not _PAPERS.isdisjoint(words))) and _REQUEST.search(text):
        return Proposal(_ASKED, 0.8, text)
    return Proposal(found.kind, found.share, text)
