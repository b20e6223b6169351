"""Who is signed in: a session and its person, which every page asks for, by queries that are worked out once.

Everything else about sessions and sign-in is Django's and allauth's own.
"""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from pendopo.people.models import Person
from pendopo.prepared import Prepared

_sessions = Prepared(lambda key: Session.objects.filter(session_key=key), str)
_people = Prepared(lambda pk: Person.objects.filter(pk=pk), int)


class SessionStore(db.SessionStore):
    """Sessions in the database."""

    def _get_session_from_db(self) -> Session | None:
        found = next((one for one in _sessions(self.session_key or "") if one.expire_date > timezone.now()), None)
        if found is None:
            self._session_key = None
        return found


class Backend(AuthenticationBackend):  # type: ignore[misc]  # allauth says no types
    """By e-mail address and password."""

    def get_user(self, user_id: int) -> Person | None:
        return next((one for one in _people(user_id) if self.user_can_authenticate(one)), None)
