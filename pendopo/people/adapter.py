"""How sign-in behaves: nobody makes an account for themselves, an administrator does."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-up is closed; refusals are in this program's words."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("Surel atau kata sandi tidak cocok. Periksa keduanya, lalu coba lagi."),
        "too_many_login_attempts": _("Terlalu banyak percobaan. Tunggu beberapa menit, lalu coba lagi."),
        "incorrect_code": _("Kode tidak cocok. Pakai enam angka yang sedang tampil di aplikasi."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
