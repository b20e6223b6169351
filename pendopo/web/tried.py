"""A form whose effect may be refused: the refusal stands beside the field that it is about, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pendopo.journal.machine import Said
from pendopo.registry.queries import NotAllowed

Made = TypeVar("Made")


def beside(form: forms.BaseForm, refusal: Said) -> None:
    """The sentence under its field; above the form when it is about no single field of it."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)


def tried(form: forms.BaseForm, save: Callable[[dict[str, Any]], Made]) -> Made | None:
    """What `save` made of a form that was sent and is sound; None when there is something to mend, with nothing changed."""
    if not form.is_bound or not form.is_valid():
        return None
    try:
        with transaction.atomic():
            return save(form.cleaned_data)
    except NotAllowed:
        raise
    except Said as refusal:
        beside(form, refusal)
        return None


def shown(request: HttpRequest, form: forms.BaseForm, **page: object) -> HttpResponse:
    """The page of such a form; 409 when it was sent and could not be taken."""
    return render(
        request, "register/form.html", {"form": form, **page}, status=409 if form.is_bound and form.errors else 200
    )
