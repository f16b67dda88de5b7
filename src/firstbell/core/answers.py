"""How views answer after an action: a form that keeps what was typed, or a toast on the next page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.forms import BaseForm
from django.http import HttpResponse

from firstbell.core.errors import FirstbellError, Forbidden, NotFound
from firstbell.core.http import Request, redirect_with_toast
from firstbell.core.ui.toasts import Toast

T = TypeVar("T")


def attempt(form: BaseForm, act: Callable[[], T]) -> T | None:
    """Run the action; an error a person can mend stands at its field and None comes back.

    Forbidden and NotFound go on to become 403 and 404.
    """
    try:
        return act()
    except (Forbidden, NotFound):
        raise
    except FirstbellError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
    return None


def refused(request: Request, url: str, act: Callable[[], object]) -> HttpResponse | None:
    """Run the action; None when it went well, else the way to ``url``, where a toast says what was wrong."""
    try:
        act()
    except (Forbidden, NotFound):
        raise
    except FirstbellError as error:
        return redirect_with_toast(request, url, Toast(str(error), tone="bad"))
    return None


def go_after(request: Request, url: str, act: Callable[[], object], done: str | Toast) -> HttpResponse:
    """Run the action of a plain button, go to ``url`` and say there what came of it."""
    said = refused(request, url, act)
    if said is not None:
        return said
    return redirect_with_toast(request, url, done if isinstance(done, Toast) else Toast(done))
