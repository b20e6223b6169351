"""Says in Indonesian sentences what a profile means, so that a legal bureau can read it without reading TOML."""

from __future__ import annotations

from collections.abc import Iterator

from pendopo.regulation.days import DAYS, MONTHS, day_name
from pendopo.regulation.duties import duties_of
from pendopo.regulation.shape import AnnualDate, Clock, Hop, PlatformRule, Profile

STATUS = {"berlaku": "berlaku", "diubah": "pernah diubah", "dicabut": "sudah dicabut", "rancangan": "masih rancangan"}
APPOINTED = {"account": "akun", "officer": "petugas", "official": "pejabat"}
EVENTS = {
    "received": "masukan diterima",
    "first_answer": "jawaban pertama",
    "referred": "petugas menghubungi instansi terkait",
    "agency_answered": "instansi terkait menjawab",
    "posted": "jawaban terunggah",
    "assigned": "disposisi diberikan",
    "assignment_answered": "bidang menjawab",
    "closed": "perkara ditutup",
}


def sentences(profile: Profile) -> list[str]:
    """What the profile means, one thing a sentence, in the order of the regulation."""
    parts = (_what, _words, _accounts, _messages, _people, _inputs, _clocks, _hours, _report, _evaluation, _law, _lines)
    return [sentence for part in parts for sentence in part(profile)]


def day(when: AnnualDate) -> str:
    """ "31 Maret tahun berikutnya"."""
    year = {0: "tahun itu juga", 1: "tahun berikutnya"}.get(when.years_after, f"{when.years_after} tahun kemudian")
    return f"{when.day} {MONTHS[when.month - 1]} {year}"


def series(words: list[str]) -> str:
    """ "a, b, dan c"."""
    if len(words) < 3:
        return " dan ".join(words)
    return f"{', '.join(words[:-1])}, dan {words[-1]}"


def _what(profile: Profile) -> Iterator[str]:
    place = profile.region.name.removeprefix("Kabupaten ").removeprefix("Kota ").removeprefix("Provinsi ")
    written = day_name(profile.date)
    yield (
        f"{profile.instrument} {place} Nomor {profile.number} Tahun {profile.year} tentang {profile.title}, "
        f"tanggal {written}, {STATUS[profile.status]}."
    )
    starts = profile.effective_from
    yield f"Aturannya dipakai untuk kejadian sejak {day_name(starts)}."
    yield f"Waktu ditampilkan menurut zona {profile.zone}."


def _words(profile: Profile) -> Iterator[str]:
    terms = profile.terms
    yield f"Kepala daerahnya disebut {profile.head_title}; pemerintahnya {terms.government}."
    yield f"Dinas pengampunya {terms.coordinating_agency_name}, disebut {terms.coordinating_agency}."
    kinds = [each.label + (" (tafsir)" if each.by_interpretation else "") for each in profile.agency_kinds]
    yield f"Yang dianggap {terms.agency}: {series(kinds)}."


def _accounts(profile: Profile) -> Iterator[str]:
    yield f"Jenis akun resmi: {series([each.label for each in profile.account_types])}."
    for each in profile.account_types:
        if each.max_chars:
            effect = {"fail": "ditolak", "warn": "diperingatkan", "info": "hanya dicatat"}[each.severity]
            yield f"{each.label}: pesan di atas {each.max_chars} karakter {effect} ({each.reference})."
    for verdict, sentence in (
        ("explicit", "Disebut dalam lampiran"),
        ("interpretation", "Diterima dengan tafsir"),
        ("not_listed", "Tidak tercantum, perlu keputusan beralasan"),
        ("outside", "Di luar pengertian media sosial"),
    ):
        rules = [rule for rule in profile.platforms.values() if rule.verdict == verdict]
        if rules:
            yield f"{sentence}: {series([_platform(profile, rule) for rule in rules])}."


def _platform(profile: Profile, rule: PlatformRule) -> str:
    return f"{rule.label} ({profile.account_type(rule.account_type).label})" if rule.account_type else rule.label


def _messages(profile: Profile) -> Iterator[str]:
    yield f"Setiap pesan memilih satu dari {len(profile.purposes)} manfaat: {series([p.label for p in profile.purposes])}."
    for each in profile.message_categories:
        levels = f", tingkat {series(list(each.levels))}" if each.levels else ""
        text = ", dengan keterangan" if each.needs_text else ""
        yield f"Jenis pesan: {each.label}{levels}{text}."
    yield f"Sebelum disetujui, {len(profile.ethics)} butir etika diperiksa."
    window = profile.targets.publish_window_minutes
    yield f"Pesan yang tidak dapat terbit dalam {window} menit dari waktunya dinyatakan terlewat, tidak dikirim menyusul."
    if profile.targets.four_eyes:
        yield "Penulis tidak boleh menyetujui pesannya sendiri."


def _people(profile: Profile) -> Iterator[str]:
    needed = series([APPOINTED[each] for each in profile.appointment.decree_covers])
    yield f"{profile.appointment.instrument}: {needed} wajib ditetapkan ({profile.appointment.reference})."
    if not profile.appointment.account_by_decree:
        yield "Akun tanpa keputusan hanya menjadi peringatan."
    who = "Kepala Instansi" if profile.procedure.signer == "agency_head" else "pihak yang tidak disebut peraturan"
    yield (
        f"{profile.terms.procedure} ditetapkan {who} dan ditinjau tiap {profile.procedure.review_months} bulan "
        f"({profile.procedure.reference})."
    )


def _inputs(profile: Profile) -> Iterator[str]:
    legal = [each.label.lower() for each in profile.input_kinds if each.legal]
    own = [each.label.lower() for each in profile.input_kinds if not each.legal]
    yield f"Masukan menurut peraturan: {series(legal)}; tambahan Pendopo: {series(own)}."


def _clocks(profile: Profile) -> Iterator[str]:
    for clock in profile.clocks:
        yield _clock(clock)


def _clock(clock: Clock) -> str:
    kind = "jam kerja" if clock.kind == "working" else "jam berturut-turut, termasuk malam dan hari libur"
    effect = {"fail": "lewat = pelanggaran", "warn": "lewat = peringatan", "info": "hanya ditampilkan"}[clock.severity]
    source = "ditetapkan peraturan" if clock.legal else "target sendiri, bukan hukum"
    reminders = f"; pengingat pada jam ke-{series([str(hour) for hour in clock.reminders])}" if clock.reminders else ""
    return (
        f"{clock.code}, {clock.name}: dari {EVENTS[clock.from_event]} sampai {EVENTS[clock.to_event]}, paling lama "
        f"{clock.hours} {kind} ({source}, {clock.reference}); {effect}{reminders}."
    )


def _hours(profile: Profile) -> Iterator[str]:
    for row in profile.service_hours:
        days = series([DAYS[number - 1] for number in row.days])
        yield f"Jam layanan {days}: {row.opens:%H.%M}–{row.closes:%H.%M}."


def _report(profile: Profile) -> Iterator[str]:
    report = profile.report
    yield f"Laporan paling sedikit {report.min_frequency_per_year} kali setahun, tuntas {_due(profile, report.due)} ({report.reference})."
    if report.monthly_closing:
        yield f"Setiap bulan ditutup paling lambat tanggal {report.closing_day} bulan berikutnya."
    if report.monthly_recommendation:
        yield "Setiap bulan yang ditutup memuat rekomendasi, atau alasan mengapa tidak ada."
    for number, hop in enumerate(report.route, start=1):
        yield _hop(profile, number, hop)
    yield f"Isi laporan: {series([f'{each.code}. {each.title}' for each in report.items])}."


def _due(profile: Profile, when: AnnualDate) -> str:
    """A day of the year after, or for reports of parts of a year, of the months after each part."""
    if profile.report.min_frequency_per_year == 1:
        return day(when)
    months = (when.years_after - 1) * 12 + when.month
    after = {0: "bulan terakhirnya", 1: "bulan berikutnya"}.get(months, f"bulan ke-{months} sesudahnya")
    return f"tanggal {when.day} {after}"


def _hop(profile: Profile, number: int, hop: Hop) -> str:
    copies = f", tembusan {series([profile.party(each) for each in hop.copy_to])}" if hop.copy_to else ""
    return (
        f"Langkah {number}: {profile.party(hop.sender)} menyampaikan kepada {profile.party(hop.recipient)} "
        f"paling lambat {_due(profile, hop.due)}{copies}."
    )


def _evaluation(profile: Profile) -> Iterator[str]:
    evaluation = profile.evaluation
    yield (
        f"{profile.party(evaluation.by)} mengevaluasi atas nama {profile.party(evaluation.on_behalf_of)} "
        f"({evaluation.reference})."
    )
    if evaluation.reference_as_written != evaluation.reference_as_read:
        yield f"Naskah merujuk {evaluation.reference_as_written}; dibaca {evaluation.reference_as_read}."
    weights = [f"{each.label} {each.weight}" for each in evaluation.rubric]
    yield f"Bobot penilaian (usulan, bukan hukum): {'; '.join(weights)}."


def _law(profile: Profile) -> Iterator[str]:
    yield f"{profile.cost.label} dibebankan pada {profile.cost.budget_document} ({profile.cost.reference})."
    doubtful = [each.label for each in profile.legal_bases if each.status in ("dicabut", "belum_diperiksa")]
    if doubtful:
        yield f"Dasar hukum yang perlu diperiksa sebelum dikutip: {series(doubtful)}."
    for pair in profile.citation_pairs:
        yield f"{pair.reference}: tertulis “{pair.as_written}”, dibaca “{pair.as_read}”."


def _lines(profile: Profile) -> Iterator[str]:
    found = duties_of(profile)
    if found:
        binding = sum(each.modality in ("wajib", "harus") for each in found)
        yield f"{len(found)} kewajiban diperiksa, {binding} di antaranya wajib atau harus."
    else:
        yield "Belum ada kewajiban yang dipetakan: isi duty_references agar papan kepatuhan berjalan."
