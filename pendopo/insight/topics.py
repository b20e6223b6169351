"""How the topics that the language part proposes are called. A topic that people typed themselves is its own name."""

from __future__ import annotations

LABELS = {
    "adminduk": "Administrasi kependudukan", "bansos": "Bantuan sosial", "darurat": "Keadaan darurat",
    "drainase_banjir": "Drainase dan banjir", "izin_bangunan": "Izin bangunan", "izin_usaha": "Izin usaha",
    "jalan": "Jalan", "jaminan_kesehatan": "Jaminan kesehatan", "kepolisian": "Urusan kepolisian",
    "ketertiban": "Ketertiban umum", "lain": "Lain-lain", "lampu_jalan": "Lampu jalan",
    "layanan_umum": "Layanan umum", "lingkungan": "Lingkungan hidup", "listrik": "Listrik",
    "pajak_daerah": "Pajak daerah", "pajak_pbb": "PBB", "parkir": "Parkir", "pasar": "Pasar", "pdam": "Air bersih",
    "pengaduan": "Cara mengadu", "perizinan_acara": "Izin acara", "perlindungan": "Perlindungan perempuan dan anak",
    "pertanahan": "Pertanahan", "pertanian": "Pertanian", "perumahan": "Perumahan",
    "puskesmas": "Puskesmas dan rumah sakit", "sampah": "Sampah", "sekolah": "Sekolah",
    "surat_kelurahan": "Surat kelurahan", "tenaga_kerja": "Tenaga kerja", "transportasi": "Transportasi",
    "vaksin": "Imunisasi dan vaksin", "wisata": "Wisata",
}  # fmt: skip


def topic_name(topic: str) -> str:
    """ "lampu_jalan" → "Lampu jalan" """
    return LABELS.get(topic, topic)
