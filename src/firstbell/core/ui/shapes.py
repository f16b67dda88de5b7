"""Shapes the UI kit draws, for every view and for core's listing. Templates read them by name, so dicts with the same keys work too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from django.forms import BoundField

Tone = Literal["neutral", "info", "good", "warn", "bad", "brass"]
Sorted = Literal["asc", "desc", ""]


@dataclass(frozen=True, slots=True)
class NavItem:
    """One link of the left navigation. `key` is the letter pressed after `g`; `badge` a count such as "12"; `thumb` its place
    in the bar at the bottom of a phone, the lowest first, 0 for none."""

    label: str
    url: str
    icon: str
    key: str = ""
    badge: str = ""
    active: bool = False
    thumb: int = 0


@dataclass(frozen=True, slots=True)
class NavSection:
    """A group of links under a small heading; an empty label draws no heading."""

    label: str
    items: Sequence[NavItem]


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is signed in, as the top bar shows it."""

    name: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Bell:
    """The bell in the top bar: where one's notices are, and how many are unread (100 means more than 99)."""

    url: str
    unread: int = 0

    @property
    def text(self) -> str:
        return "99+" if self.unread > 99 else str(self.unread)


@dataclass(frozen=True, slots=True)
class Banner:
    """A line above every page: demo mode, a stale sync, maintenance tonight."""

    text: str
    tone: Tone = "brass"
    url: str = ""
    url_label: str = ""
    is_button: bool = False  # POST to the url instead of going there
    key: str = ""  # the single key that does it


@dataclass(frozen=True, slots=True)
class Crumb:
    """A page above this one."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab; tabs are links to pages."""

    label: str
    url: str
    active: bool = False
    badge: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a key-value list. An empty text shows a dash. A tone draws the text as a badge."""

    label: str
    text: object
    url: str = ""
    tone: Tone | Literal[""] = ""
    icon: str = ""
    code: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One tile or segment. `key` is the digit or letter that chooses it (tiles number themselves when it is empty)."""

    value: str
    label: str
    icon: str = ""
    hint: str = ""
    key: str = ""
    checked: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A field that changed, for the timeline."""

    label: str
    old: object
    new: object


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Something that happened to a thing."""

    when: datetime
    who: str
    icon: str
    text: str
    changes: Sequence[Change] = ()
    note: str = ""
    tone: Tone = "neutral"
    url: str = ""


@dataclass(frozen=True, slots=True)
class FindHit:
    """One thing the find box found."""

    url: str
    title: str
    subtitle: str = ""
    icon: str = "search"
    badge: str = ""
    tone: Tone = "neutral"


@dataclass(frozen=True, slots=True)
class FindGroup:
    """Hits of one kind: People, Devices, Tickets."""

    label: str
    hits: Sequence[FindHit]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list page. `sort_url` is where its header links to; `sorted` how it is sorted now. A `fixed` one is always shown."""

    key: str
    label: str
    sortable: bool = False
    sorted: Sorted = ""
    sort_url: str = ""
    numeric: bool = False
    visible: bool = True
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: `text` is escaped; `html` wins over it and must already be safe. `primary` names the row and carries its link."""

    text: object = ""
    html: str = ""
    numeric: bool = False
    primary: bool = False
    code: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row: cells in the order of the visible columns. `name` is how a screen reader calls it when it is ticked."""

    cells: Sequence[Cell]
    url: str = ""
    key: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class ActiveFilter:
    """A filter that is on: "School: North", and where to go to clear it."""

    label: str
    value: str
    clear_url: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list; `total` is shown as "10,000+" when `total_capped`. `start` and `end` count from 1."""

    number: int
    has_prev: bool
    has_next: bool
    prev_url: str
    next_url: str
    start: int
    end: int
    total: int
    total_capped: bool = False


@dataclass(frozen=True, slots=True)
class ViewsBar:
    """Saved views above a list. `current` is the open one (with `pk` and `name`); `query` what the list shows now, as sent
    back with every form; `left_out` what the address asks for and the list does not have any more."""

    tabs: Sequence[Tab]
    current: Any = None
    is_own: bool = False
    is_default: bool = False
    is_changed: bool = False
    can_keep: bool = False
    query: str = ""
    left_out: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Empty:
    """What a list says when it has nothing, and what to do next."""

    icon: str
    title: str
    text: str = ""
    action_label: str = ""
    action_url: str = ""


class Listing(Protocol):
    """What `core/list.html` draws. The visible columns and each row's cells are in the same order. `exports`, `views` and `bulk`
    of a :class:`PlainListing` are drawn where there are any."""

    @property
    def columns(self) -> Sequence[Column]: ...
    @property
    def rows(self) -> Sequence[Row]: ...
    @property
    def filters(self) -> Sequence[BoundField]: ...
    @property
    def active_filters(self) -> Sequence[ActiveFilter]: ...
    @property
    def page(self) -> Page: ...
    @property
    def export_url(self) -> str: ...
    @property
    def empty(self) -> Empty: ...
    @property
    def search(self) -> str: ...


@dataclass(frozen=True, slots=True)
class PlainListing:
    """A listing made by hand, for short lists and the style page."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    page: Page
    empty: Empty
    filters: Sequence[BoundField] = field(default_factory=tuple)
    active_filters: Sequence[ActiveFilter] = ()
    export_url: str = ""
    search: str = ""
    exports: Sequence[tuple[str, str]] = ()
    views: ViewsBar | None = None
    bulk: Sequence[Choice] = ()


@dataclass(frozen=True, slots=True)
class MergeRow:
    """One value of two entries, side by side; ``column`` is the name of the choice, empty where there is none."""

    column: str
    label: str
    keeper: str
    other: str

    @property
    def is_choice(self) -> bool:
        """Both have something, and not the same."""
        return bool(self.column and self.keeper and self.other) and self.keeper != self.other
