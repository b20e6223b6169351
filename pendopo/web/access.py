"""Who gets to see a page at all. Every view carries `signed_in`, `public` or `signed_body`; a house test walks all addresses."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from pendopo.people.models import Person

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
Found = TypeVar("Found", bound=Model)


def signed_in(view: View) -> View:
    """Only for people who have signed in; others are asked to, and come back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
        return view(request, *args, **kwargs)

    guarded.guard = "signed_in"  # type: ignore[attr-defined]
    return cast(View, guarded)


def public(view: View) -> View:
    """For everybody: the view itself shows nothing that isn't public."""

    @wraps(view)
    def open_to_all(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    open_to_all.guard = "public"  # type: ignore[attr-defined]
    return cast(View, open_to_all)


def signed_body(view: View) -> View:
    """For platforms: the view itself proves every body by its signature before it keeps anything (no form, no cookie)."""

    @wraps(view)
    def proven(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    proven.guard = "signed_body"  # type: ignore[attr-defined]
    return cast(View, csrf_exempt(proven))


def person_of(request: HttpRequest) -> Person:
    """The signed-in person, for the type checker too."""
    return cast(Person, request.user)


def found(rows: QuerySet[Found], **lookup: object) -> Found:
    """The one row, or the same 404 whether it does not exist or is somebody else's."""
    try:
        row = rows.filter(**lookup).first()
    except (ValueError, OverflowError) as error:
        raise Http404 from error
    if row is None:
        raise Http404
    return row
