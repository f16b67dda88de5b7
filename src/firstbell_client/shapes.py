"""Shapes of requests and answers. Written by ``python -m tools.api_client`` from docs/reference/openapi.json; do not edit."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

Access = Literal["open", "school", "account", "proxy"]


class AccessoryOut(TypedDict):
    """One piece that went out with a loan. ``state``: out, back, missing, charged, waived, kept."""

    code: str
    fee_id: int | None
    id: int
    item_id: int | None
    loan_id: int
    name: str
    product_id: int | None
    reason: str
    settled_at: str | None
    settled_by: str
    state: str


class AccessoryProductIn(TypedDict):
    item_type_id: int
    manufacturer: NotRequired[str]
    name: str
    replacement_cents: NotRequired[int | None]


class AccessoryProductOut(TypedDict):
    """A charger, case or stylus as a product; the price is what a missing one costs."""

    id: int
    item_type_id: int
    manufacturer: str
    name: str
    replacement_cents: int | None


class AccountOut(TypedDict):
    email: str
    id: int
    is_active: bool
    last_login: str | None
    person_id: int | None
    username: str


class AccountPatch(TypedDict):
    """Only what is sent changes."""

    email: NotRequired[str | None]
    username: NotRequired[str | None]


class AddResearchDatabaseIn(TypedDict):
    access: NotRequired[Access]
    access_notes: NotRequired[str]
    access_notes_es: NotRequired[str]
    contact: NotRequired[str]
    description: str
    description_es: NotRequired[str]
    grade_high: NotRequired[int]
    grade_low: NotRequired[int]
    is_offered: NotRequired[bool]
    languages: NotRequired[list[str]]
    licence_until: NotRequired[str | None]
    name: str
    organisation_id: int
    proxy_id: NotRequired[int | None]
    subjects: NotRequired[list[str]]
    url: str


class AdoptIdsIn(TypedDict):
    adopt: bool


class AgeExceptionIn(TypedDict):
    first_day: str
    last_day: str
    note: NotRequired[str]
    person_id: int


class AgeExceptionOut(TypedDict):
    """It names no title."""

    first_day: str
    given_by: str
    id: int
    last_day: str
    note: str
    person_id: int


class AgeLimitIn(TypedDict):
    """Say exactly one of ``shelving_place_id``, ``item_type_id`` and ``interest_from``; nothing is kept back until
    ``is_on``."""

    interest_from: NotRequired[int | None]
    is_on: NotRequired[bool]
    item_type_id: NotRequired[int | None]
    last_checked: NotRequired[str | None]
    lowest_grade: int
    name: str
    organisation_id: NotRequired[int | None]
    shelving_place_id: NotRequired[int | None]
    source: NotRequired[str]


class AgeLimitOut(TypedDict):
    """Exactly one of ``shelving_place_id``, ``item_type_id`` and ``interest_from`` is set. Kindergarten is grade
    0. ``organisation_id`` null: all schools."""

    id: int
    interest_from: int | None
    is_on: bool
    item_type_id: int | None
    last_checked: str | None
    lowest_grade: int
    name: str
    organisation_id: int | None
    shelving_place_id: int | None
    source: str


class AheadIn(TypedDict):
    reason: str


class AlarmFilter(TypedDict):
    is_firing: NotRequired[bool | None]
    organisation_id: NotRequired[int | None]
    source: NotRequired[str | None]


class AlarmIn(TypedDict):
    """``state`` ``firing`` or ``over``. ``place`` is a room's code, ``item`` any code of a device; the school
    follows from them. ``organisation_id`` is needed where neither is given, and for ``over``."""

    details: NotRequired[str]
    impact: NotRequired[Impact]
    item: NotRequired[str]
    key: str
    organisation_id: NotRequired[int | None]
    place: NotRequired[str]
    source: str
    state: NotRequired[Literal["firing", "over"]]
    symptom: NotRequired[str]
    title: NotRequired[str]
    urgency: NotRequired[Urgency]


class AlarmOut(TypedDict):
    began_at: str
    heard_at: str
    id: int
    is_firing: bool
    key: str
    organisation_id: int
    over_at: str | None
    source: str
    ticket: str
    ticket_id: int | None
    times: int
    title: str


class ArticleDetailOut(TypedDict):
    """``body`` is Markdown. Whoever shows it must make HTML of it that cannot act."""

    about: str
    audience: str
    body: str
    changed_at: str
    id: int
    language: str
    organisation_id: int
    owner_id: int | None
    place_kind: str
    product_id: int | None
    published_at: str | None
    review_on: str | None
    state: str
    summary: str
    tags: list[str]
    title: str
    translation_of_id: int | None
    version: int


class ArticleFeedbackIn(TypedDict):
    is_helpful: bool
    why: NotRequired[str]


class ArticleFeedbackOut(TypedDict):
    is_helpful: bool
    version: int
    why: str


class ArticleFilter(TypedDict):
    about: NotRequired[str]
    audience: NotRequired[str]
    due: NotRequired[bool]
    language: NotRequired[Literal["", "en", "es"]]
    organisation_id: NotRequired[int | None]
    q: NotRequired[str]
    state: NotRequired[Literal["", "draft", "published", "withdrawn"]]
    tag: NotRequired[str]


class ArticleIn(TypedDict):
    about: NotRequired[str]
    audience: NotRequired[Audience]
    body: NotRequired[str]
    language: NotRequired[Literal["en", "es"]]
    organisation_id: int
    owner_id: NotRequired[int | None]
    place_kind: NotRequired[str]
    product_id: NotRequired[int | None]
    review_on: NotRequired[str | None]
    summary: NotRequired[str]
    tags: NotRequired[list[str]]
    title: str
    translation_of_id: NotRequired[int | None]


class ArticleOut(TypedDict):
    """``tags`` are small letters. The text comes with one article."""

    about: str
    audience: str
    changed_at: str
    id: int
    language: str
    organisation_id: int
    place_kind: str
    product_id: int | None
    published_at: str | None
    review_on: str | None
    state: str
    summary: str
    tags: list[str]
    title: str
    translation_of_id: int | None
    version: int


class ArticleReportOut(TypedDict):
    """``share``: per cent of yes; null where nobody has answered. ``is_due``: its day of review has come."""

    article_id: int
    is_due: bool
    no: int
    share: int | None
    title: str
    wants_rewriting: bool
    whys: list[str]
    yes: int


class ArticleReviewIn(TypedDict):
    review_on: str


class ArticleStateIn(TypedDict):
    to: Literal["published", "withdrawn"]


class ArticleVersionOut(TypedDict):
    at: str
    author: str
    body: str
    note: str
    number: int
    summary: str
    title: str


class AssignIn(TypedDict):
    """An account's id; null: nobody."""

    assignee_id: int | None


class AttachmentOut(TypedDict):
    """GET /attachments/{id} is the file itself."""

    content_type: str
    created_at: str
    filename: str
    id: int
    sha256: str
    size: int


Audience = Literal["everybody", "students", "teachers", "technicians"]


class AuditFilter(TypedDict):
    """``room``: the first word of the verb; ``since`` and ``until`` are days, both included."""

    actor_key: NotRequired[str]
    room: NotRequired[str]
    since: NotRequired[str | None]
    subject_id: NotRequired[int | None]
    subject_kind: NotRequired[str]
    until: NotRequired[str | None]


class AuditOut(TypedDict):
    """``changes``: by name, the value before and after. ``change_id`` ties together what one act changed."""

    actor_key: str
    actor_name: str
    at: str
    change_id: str
    changes: dict[str, Any]
    id: int
    note: str
    subject_id: int
    subject_kind: str
    subject_label: str
    summary: str
    verb: str
    via: str


class AvailabilityOut(TypedDict):
    """``state`` is on_shelf, out, coming, mending or missing; ``due_on`` of one that is out."""

    barcode: str
    call_number: str
    copy_id: int
    directions: str
    due_on: str | None
    place: str
    school: str
    school_id: int
    state: str
    volume: str


class BadgeIn(TypedDict):
    """``replace`` retires the earlier ones of its kind."""

    kind: NotRequired[Literal["badge", "library_card", "state_id", "other"]]
    replace: NotRequired[bool]
    value: str


class BalanceOut(TypedDict):
    """Positive: owes."""

    cents: int
    person_id: int


class BeginShelfCheckIn(TypedDict):
    """A part: a shelving place, call numbers from ``first`` to ``last``, or all there is."""

    first: NotRequired[str]
    last: NotRequired[str]
    organisation_id: int
    shelving_place_id: NotRequired[int | None]


class BellScheduleIn(TypedDict):
    name: NotRequired[str]
    periods: list[PeriodIn]


class BellScheduleOut(TypedDict):
    day_type: str
    id: int
    name: str
    organisation_id: int
    periods: list[PeriodOut]


class BlockIn(TypedDict):
    reason: str
    until: NotRequired[str | None]


class BlockOut(TypedDict):
    """Through ``until`` (included), or until it was lifted."""

    created_at: str
    created_by: str
    id: int
    lifted_at: str | None
    lifted_by: str
    organisation_id: int
    person_id: int
    reason: str
    until: str | None


class BookListFilter(TypedDict):
    is_shown: NotRequired[bool | None]
    q: NotRequired[str]


class BookListIn(TypedDict):
    is_pick: NotRequired[bool]
    keywords: NotRequired[str]
    language: NotRequired[Literal["en", "es"]]
    name: str
    organisation_id: int
    reach: NotRequired[Literal["everybody", "school", "classes"]]
    section_ids: NotRequired[list[int]]
    summary: NotRequired[str]


class BookListOut(TypedDict):
    changed_at: str
    id: int
    is_pick: bool
    is_shown: bool
    language: str
    name: str
    organisation_id: int
    reach: str
    summary: str


class BookListShowIn(TypedDict):
    is_shown: bool


class BookListTitleIn(TypedDict):
    note: NotRequired[str]
    title_id: int


class BookListTitleOut(TypedDict):
    id: int
    note: str
    position: int
    title: str
    title_id: int


class BorrowedOut(TypedDict):
    """``state``: open, due_today, overdue."""

    due_at: str | None
    item: str
    item_id: int
    label: str
    loan_id: int
    renewals: int
    state: str
    title: str


class BorrowingOut(TypedDict):
    """``balance_cents`` is null for whoever may not see fees."""

    balance_cents: int | None
    block_reason: str
    holds: list[HoldOut]
    loans: list[BorrowedOut]
    overdue: int
    person_id: int
    ready: int


class BuildingIn(TypedDict):
    code: NotRequired[str]
    name: str
    organisation_id: int


class BuildingOut(TypedDict):
    code: str
    id: int
    name: str
    organisation_id: int


class CalendarEntryIn(TypedDict):
    day_type: NotRequired[str]
    effect: NotRequired[str]
    first_day: str
    last_day: NotRequired[str | None]
    organisation_id: int
    reason: str
    repeats_yearly: NotRequired[bool]


class CalendarEntryOut(TypedDict):
    day_type: str
    effect: str
    first_day: str
    id: int
    last_day: str
    organisation_id: int
    reason: str
    repeats_yearly: bool
    revoked_at: str | None
    source: str


class CalendarFileDayOut(TypedDict):
    """``number``: its place in the file, from 1."""

    day_type: str
    effect: str
    first_day: str
    last_day: str
    number: int
    reason: str
    repeats_yearly: bool


class CalendarFileIn(TypedDict):
    """``effects`` says of events, by their number in the file, what they mean: one of the kinds of entries, or
    leave_out."""

    effects: NotRequired[str]


class CalendarFileIssueOut(TypedDict):
    """An event that could not be read, and what to do about it."""

    number: int
    remedy: str
    text: str
    title: str


class CalendarImportIn(TypedDict):
    effects: NotRequired[str]
    revoke_gone: NotRequired[bool]


class CalendarImportedOut(TypedDict):
    added: int
    issues: list[CalendarFileIssueOut]
    known: int
    revoked: int


class CalendarPreviewOut(TypedDict):
    """``gone``: entries that came from a file of this name before, in its time, and are not in it any more."""

    gone: list[CalendarEntryOut]
    issues: list[CalendarFileIssueOut]
    known: list[CalendarFileDayOut]
    left_out: list[CalendarFileDayOut]
    new: list[CalendarFileDayOut]


class CampaignIn(TypedDict):
    """Without sections and grades: all students of the school. ``kind``: handout or collection."""

    accessories: NotRequired[list[str]]
    grades: NotRequired[list[str]]
    item_type_id: int
    kind: Literal["handout", "collection"]
    name: str
    organisation_id: int
    place_id: NotRequired[int | None]
    section_ids: NotRequired[list[int]]


class CampaignMoveIn(TypedDict):
    """``to``: the next state."""

    to: str


class CampaignOut(TypedDict):
    accessories: list[str]
    created_at: str
    created_by: str
    grades: list[str]
    id: int
    item_type_id: int
    kind: str
    name: str
    organisation_id: int
    place_id: int | None
    section_ids: list[int]
    state: str


class CannedAnswerIn(TypedDict):
    """``is_own``: the caller's own; else shared at ``organisation_id`` and below (null: everywhere)."""

    is_active: NotRequired[bool]
    is_own: NotRequired[bool]
    organisation_id: NotRequired[int | None]
    source: NotRequired[str]
    text_en: str
    text_es: NotRequired[str]
    title: str


class CannedAnswerOut(TypedDict):
    id: int
    is_active: bool
    is_own: bool
    last_checked: str | None
    organisation_id: int | None
    source: str
    text_en: str
    text_es: str
    title: str


class CardDetailOut(TypedDict):
    about: str
    category: str
    checked_on: str
    code: str
    content: dict[str, Any]
    has_news: bool
    is_active: bool
    is_ours: bool
    title_en: str
    title_es: str
    version: int


class CardMatchOut(TypedDict):
    code: str
    sure: float
    title: str


class CardOut(TypedDict):
    about: str
    category: str
    checked_on: str
    code: str
    has_news: bool
    is_active: bool
    is_ours: bool
    title_en: str
    title_es: str
    version: int


class CardReportOut(TypedDict):
    """Walks that ended. ``share``: per cent solved of those solved or handed over."""

    best_step: str
    code: str
    ended: int
    handed_over: int
    left: int
    share: int
    solved: int
    wants_rewriting: bool


class CardSwitchIn(TypedDict):
    is_active: bool


class CardTextOut(TypedDict):
    """``text``: YAML, as it is edited. ``version``: the card's present one, to be sent back as ``seen_version``."""

    code: str
    text: str
    version: int


class CardVersionOut(TypedDict):
    at: str
    author: str
    content: dict[str, Any]
    note: str
    number: int


class CartCheckIn(TypedDict):
    codes: list[str]


class CartCheckOut(TypedDict):
    """``strangers`` belong elsewhere; ``elsewhere`` belong here and are known to be with somebody or in repair."""

    elsewhere: list[ItemOut]
    missing: list[ItemOut]
    present: list[ItemOut]
    strangers: list[ItemOut]
    unknown: list[str]


class CartLoanIn(TypedDict):
    """Exactly one of ``person_id`` and ``place_id``; ``due_at`` is the end of the period."""

    cart_id: int
    due_at: NotRequired[str | None]
    person_id: NotRequired[int | None]
    place_id: NotRequired[int | None]


class CartLoanOut(TypedDict):
    """A cart that was lent as one; its devices' loans carry its ``cart_loan_id``."""

    borrower_id: int | None
    cart_id: int
    due_at: str | None
    id: int
    left_out: list[str]
    lent_at: str
    lent_by: str
    missing: list[str]
    organisation_id: int
    place_id: int | None
    returned_at: str | None


class CartOut(TypedDict):
    """A cart with how many things belong there and how many of them are there."""

    belonging: int
    id: int
    name: str
    organisation_id: int
    present: int


class CartReturnIn(TypedDict):
    """``missing``: tags that are not in it; or ``scanned``: all that is in it. ``count`` must fit."""

    count: NotRequired[int | None]
    missing: NotRequired[list[str]]
    scanned: NotRequired[list[str] | None]


class CaseOut(TypedDict):
    """Somebody left with something. ``state``: open, cleared, closed, cancelled."""

    ended_at: str | None
    ended_by: str
    id: int
    next_on: str | None
    next_step: str
    opened_at: str
    opened_by: str
    organisation_id: int
    outcome: str
    person_id: int
    state: str


class CasePlanIn(TypedDict):
    next_on: NotRequired[str | None]
    next_step: str


class CatalogueAccessOut(TypedDict):
    """Whether others may search the catalogue (SRU) and gather its records (OAI-PMH)."""

    contact: str
    description: str
    last_checked: str | None
    most_records: int
    name: str
    oai_is_on: bool
    source: str
    sru_is_on: bool


class CatalogueAccessPatch(TypedDict):
    """What is left out stays. ``contact``: whom others may write to; empty: where this installation's mail comes
    from."""

    contact: NotRequired[str]
    description: NotRequired[str]
    most_records: NotRequired[int]
    name: NotRequired[str]
    oai_is_on: NotRequired[bool]
    sru_is_on: NotRequired[bool]


class CatalogueFilter(TypedDict):
    at: NotRequired[int | None]
    atos: NotRequired[str]
    available: NotRequired[Literal["", "yes"]]
    dewey: NotRequired[str]
    exactly: NotRequired[bool]
    fiction: NotRequired[Literal["", "yes", "no"]]
    format: NotRequired[str]
    fp: NotRequired[str]
    genre: NotRequired[str]
    grade: NotRequired[str]
    heading: NotRequired[int | None]
    language: NotRequired[str]
    lexile: NotRequired[str]
    limit: NotRequired[int]
    new: NotRequired[Literal["", "yes"]]
    order: NotRequired[Literal["best", "new", "popular", "year"]]
    page: NotRequired[int]
    pages: NotRequired[str]
    q: NotRequired[str]
    school: NotRequired[int | None]
    year: NotRequired[str]


class CatalogueHeadingOut(TypedDict):
    id: int
    kind: str
    role: str
    text: str
    volume: str


class CatalogueHitOut(TypedDict):
    """``available`` of ``copies`` are on a shelf; ``available_here`` of those at the school ``at``."""

    author: str
    available: int
    available_here: int
    copies: int
    format: str
    id: int
    language: str
    title: str
    year: int | None


class CatalogueLevelOut(TypedDict):
    """As the record says it: ``field`` is the field it was read from."""

    field: str
    high: float
    low: float
    scheme: str
    text: str


class CatalogueLikeOut(TypedDict):
    """``why`` is series, author or subject; ``name`` what both have."""

    id: int
    name: str
    title: str
    why: str


class CatalogueNumberOut(TypedDict):
    kind: str
    value: str


class CatalogueOut(TypedDict):
    """``total`` is exact unless ``is_capped``: then there are at least so many. ``changes``: what was mended."""

    changes: list[ChangeOut]
    facets: list[FacetOut]
    is_broadened: bool
    is_capped: bool
    items: list[CatalogueHitOut]
    page: int
    pages: int
    total: int


class CatalogueSeriesOut(TypedDict):
    name: str
    volumes: list[SeriesVolumeOut]


class CatalogueTitleOut(TypedDict):
    alike: list[CatalogueLikeOut]
    audience: str
    author: str
    contents: str
    dewey: str
    edition: str
    extent: str
    format: str
    headings: list[CatalogueHeadingOut]
    id: int
    is_fiction: bool | None
    language: str
    levels: list[CatalogueLevelOut]
    numbers: list[CatalogueNumberOut]
    publisher: str
    responsibility: str
    series: list[CatalogueSeriesOut]
    summary: str
    title: str
    year: int | None


class ChangeOut(TypedDict):
    searched: str
    typed: str


class ChargeAccessoryIn(TypedDict):
    """``cents`` None charges the price of its product."""

    cents: NotRequired[int | None]


class ChatRoomIn(TypedDict):
    """``url`` in Apprise's form, e.g. slack://TokenA/TokenB/TokenC/#devices; no answer ever holds it."""

    kinds: list[str]
    name: str
    organisation_id: NotRequired[int]
    url: str


class ChatRoomOut(TypedDict):
    id: int
    is_active: bool
    kinds: list[str]
    name: str
    org_path: str
    service: str


class ChatRoomPatch(TypedDict):
    is_active: NotRequired[bool]
    kinds: NotRequired[list[str]]
    name: NotRequired[str]
    url: NotRequired[str]


class CheckInIn(TypedDict):
    """What was scanned at return, where, and whether it lay in the book drop."""

    condition: NotRequired[str]
    from_book_drop: NotRequired[bool]
    item_id: int
    organisation_id: NotRequired[int | None]


class CheckInOut(TypedDict):
    """``next_step``: shelf, pickup, transit_hold, transit_home, aside; ``text`` says it for people and names
    nobody."""

    arrived: bool
    hold_id: int | None
    item_id: int
    next_step: str
    target_id: int | None
    text: str
    used_in_house: bool
    was_lent: bool


class CheckedInAccessoryOut(TypedDict):
    """A piece that went out with a loan. ``state``: ``back``, when it is here."""

    code: str
    id: int
    loan_id: int
    name: str
    state: str


class ChoiceOut(TypedDict):
    count: int
    label: str
    value: str


class CitationListIn(TypedDict):
    name: str
    style: NotRequired[Style]


class CitationListOut(TypedDict):
    changed_at: str
    id: int
    name: str
    style: str


class CitationOut(TypedDict):
    """``data``: the source as it was given, without what is empty."""

    data: dict[str, Any]
    id: int


class CiteIn(TypedDict):
    accessed: NotRequired[str | None]
    container: NotRequired[str]
    database: NotRequired[str]
    day: NotRequired[int | None]
    doi: NotRequired[str]
    edition: NotRequired[str]
    kind: Kind
    location: NotRequired[str]
    locator: NotRequired[str]
    medium: NotRequired[str]
    month: NotRequired[int | None]
    number: NotRequired[str]
    original_year: NotRequired[int | None]
    pages: NotRequired[str]
    part: NotRequired[Literal["", "spring", "summer", "fall", "autumn", "winter"]]
    people: NotRequired[dict[str, list[str]]]
    place: NotRequired[str]
    publisher: NotRequired[str]
    season: NotRequired[str]
    style: NotRequired[Style]
    title: NotRequired[str]
    until: NotRequired[int | None]
    url: NotRequired[str]
    version: NotRequired[str]
    volume: NotRequired[str]
    year: NotRequired[int | None]


class CitedOut(TypedDict):
    """``is_listed``: false for what stands in the text only. HTML is escaped and has ``<i>`` only."""

    entry: str
    entry_html: str
    in_text: str
    is_listed: bool


class ClaimIn(TypedDict):
    note: NotRequired[str]
    override_reason: NotRequired[str]


class ClaimOut(TypedDict):
    """``state``: open, found, refused, forgiven. ``loan_id`` is null once nobody knows any more which it was."""

    checks: list[list[str]]
    id: int
    loan_id: int | None
    month: str
    note: str
    person_id: int
    state: str


class ClassSetAnswerIn(TypedDict):
    answer: NotRequired[str]


class ClassSetFilter(TypedDict):
    state: NotRequired[str]


class ClassSetHandedOut(TypedDict):
    lent: int
    problems: list[str]


class ClassSetIn(TypedDict):
    count: int
    first_day: str
    last_day: str
    note: NotRequired[str]
    section_id: int
    title_id: int


class ClassSetOut(TypedDict):
    answer: str
    count: int
    first_day: str
    id: int
    last_day: str
    note: str
    organisation_id: int
    section_id: int | None
    state: str
    title_id: int


class ClearanceLineOut(TypedDict):
    """``bars``: must be settled; else only worth knowing."""

    bars: bool
    cents: int
    detail: str
    kind: str
    text: str
    url: str


class ClearanceOut(TypedDict):
    is_clear: bool
    lines: list[ClearanceLineOut]
    person_id: int


class ClockOut(TypedDict):
    """``state``: running, paused, kept, broken. Seconds of working time; ``spent`` is without what runs now."""

    allowed: int
    due_at: str | None
    ended_at: str | None
    kind: str
    paused_at: str | None
    spent: int
    state: str


class ClockRuleIn(TypedDict):
    """``organisation_id`` null: everywhere. The hours are those of a day without bells."""

    day_ends: str
    day_starts: str
    organisation_id: NotRequired[int | None]
    source: NotRequired[str]
    warn_percent: int


class ClockRuleOut(TypedDict):
    day_ends: str
    day_starts: str
    id: int
    last_checked: str | None
    organisation_id: int | None
    source: str
    warn_percent: int


class ClocksOut(TypedDict):
    clocks: list[ClockOut]
    due_at: str | None
    hurts_at: str | None
    priority: int


class CloseCaseIn(TypedDict):
    outcome: NotRequired[str]


class CollectIn(TypedDict):
    brought_by_id: NotRequired[int | None]
    item_id: int
    organisation_id: int


class CollectOut(TypedDict):
    """``swapped_from_id``: whose copy it was, when somebody else brought it; ``still_out``: what they still have."""

    still_out: list[int]
    swapped_from_id: int | None
    was_lent: bool


class ColumnChoiceOut(TypedDict):
    key: str
    label: str


class ColumnMappingIn(TypedDict):
    columns: list[str]
    day_first: NotRequired[bool]


class ColumnMappingOut(TypedDict):
    columns: list[str]
    day_first: bool
    has_header: bool
    header: list[str]
    id: int
    organisation_id: int
    set_at: str
    set_by: str
    source_key: str
    version: int


class ConditionIn(TypedDict):
    condition: str
    note: NotRequired[str]


class ConflictOut(TypedDict):
    """``decision``: books, station, other, or empty while it is open."""

    books_say: list[str]
    campaign_id: int | None
    decided_at: str | None
    decided_by: str
    decision: str
    found_at: str
    id: int
    note: str
    organisation_id: int
    scan_id: int
    station_says: list[str]


class ConvertIn(TypedDict):
    """``item_type_id``: whose rules give the new due date; without one there is none."""

    item_type_id: NotRequired[int | None]


class CopyFilter(TypedDict):
    barcode: NotRequired[str]
    item_type_id: NotRequired[int | None]
    organisation_id: NotRequired[int | None]
    shelving_place_id: NotRequired[int | None]
    status: NotRequired[str]
    title_id: NotRequired[int | None]


class CopyIn(TypedDict):
    barcode: str
    call_number: NotRequired[str]
    copy_number: NotRequired[str]
    cutter: NotRequired[str]
    item_type_id: NotRequired[int | None]
    organisation_id: int
    price_cents: NotRequired[int | None]
    public_note: NotRequired[str]
    shelving_place_id: NotRequired[int | None]
    title_id: int
    vendor: NotRequired[str]
    volume: NotRequired[str]
    wants_labels: NotRequired[bool]


class CopyOut(TypedDict):
    """``shelf_key`` puts copies into the order of the shelf, ``call_sort`` by call number; price in cents."""

    barcode: str
    call_number: str
    call_sort: str
    condition: str
    copy_number: str
    cutter: str
    genre_section_id: int | None
    id: int
    item_type_id: int
    organisation_id: int
    price_cents: int | None
    public_note: str
    shelf_key: str
    shelving_place_id: int | None
    status: str
    title_id: int
    vendor: str
    volume: str


class CopyPatch(TypedDict):
    """What is left out stays."""

    barcode: NotRequired[str | None]
    call_number: NotRequired[str | None]
    copy_number: NotRequired[str | None]
    cutter: NotRequired[str | None]
    item_type_id: NotRequired[int | None]
    organisation_id: NotRequired[int | None]
    price_cents: NotRequired[int | None]
    public_note: NotRequired[str | None]
    shelving_place_id: NotRequired[int | None]
    vendor: NotRequired[str | None]
    volume: NotRequired[str | None]


class CoverOut(TypedDict):
    """``has_picture`` false: somebody looked and there was none, or it was taken off; ``finding`` says why."""

    finding: str
    has_picture: bool
    height: int
    looked_at: str
    source: str
    title_id: int
    width: int


class CoverRefusedOut(TypedDict):
    file: str
    reason: str


class CoverServiceIn(TypedDict):
    """Nothing but the ISBN is sent to it. Read its terms before ``is_on``."""

    is_on: NotRequired[bool]
    last_checked: NotRequired[str | None]
    name: str
    position: NotRequired[int]
    seconds: NotRequired[int]
    source: NotRequired[str]
    url_pattern: str


class CoverServiceOut(TypedDict):
    """``finding``: what it said last."""

    asked_at: str | None
    finding: str
    id: int
    is_on: bool
    last_checked: str | None
    name: str
    position: int
    seconds: int
    source: str
    url_pattern: str


class CoversFromZipOut(TypedDict):
    """``kept``: files that became a cover."""

    kept: int
    refused: list[CoverRefusedOut]


class DecisionIn(TypedDict):
    """For “other”: the item went to the person; without both, ``note`` says what was found out."""

    decision: Literal["books", "station", "other"]
    item_id: NotRequired[int | None]
    note: NotRequired[str]
    person_id: NotRequired[int | None]


class DeviceIn(TypedDict):
    """A device taken in: ``model_id`` and ``organisation_id`` by id."""

    item_type_id: NotRequired[int | None]
    model_id: int
    organisation_id: int
    serial: str
    tag: NotRequired[str]


class DisclosureGroundOut(TypedDict):
    cite: str
    key: str
    label: str


class DisclosureOut(TypedDict):
    """One handing-out: what, to whom, why, on which ground, about how many people."""

    actor_key: str
    actor_name: str
    at: str
    basis: str
    elements: list[str]
    id: int
    people: int
    purpose: str
    recipient: str
    rows: int
    title: str
    via: str
    what: str


class DoneIn(TypedDict):
    done: str


class DuplicatesOut(TypedDict):
    people: list[PersonOut]


class EditArticleIn(TypedDict):
    """Only what is named is changed; ``null`` takes a thing away where there may be none."""

    about: NotRequired[str]
    audience: NotRequired[Audience]
    body: NotRequired[str]
    language: NotRequired[Literal["en", "es"]]
    note: NotRequired[str]
    organisation_id: NotRequired[int]
    owner_id: NotRequired[int | None]
    place_kind: NotRequired[str]
    product_id: NotRequired[int | None]
    review_on: NotRequired[str | None]
    seen_version: int
    summary: NotRequired[str]
    tags: NotRequired[list[str]]
    title: NotRequired[str]
    translation_of_id: NotRequired[int | None]


class EditBookListIn(TypedDict):
    is_pick: NotRequired[bool]
    keywords: NotRequired[str]
    language: NotRequired[Literal["en", "es"]]
    name: NotRequired[str]
    reach: NotRequired[Literal["everybody", "school", "classes"]]
    section_ids: NotRequired[list[int]]
    summary: NotRequired[str]


class EditBookListTitleIn(TypedDict):
    note: str


class EditCardIn(TypedDict):
    """``seen_version``: the one you read. Keep the keys of steps and questions: what is known of them hangs on
    them."""

    note: NotRequired[str]
    seen_version: int
    text: str


class EditCitationListIn(TypedDict):
    name: NotRequired[str]
    style: NotRequired[Style]


class EditPathfinderIn(TypedDict):
    """Only what is named is changed."""

    keywords: NotRequired[str]
    language: NotRequired[Literal["en", "es"]]
    reach: NotRequired[Literal["everybody", "school", "classes"]]
    review_on: NotRequired[str | None]
    section_ids: NotRequired[list[int]]
    style: NotRequired[Literal["", "mla9", "apa7", "chicago17"]]
    summary: NotRequired[str]
    title: NotRequired[str]


class EditPathfinderPartIn(TypedDict):
    heading: NotRequired[str]
    note: NotRequired[str]
    query: NotRequired[str]
    url: NotRequired[str]


class EditRecordIn(TypedDict):
    """``expected_digest``: of the record that was opened; empty where the title had none."""

    expected_digest: str
    is_finished: NotRequired[bool]
    mrk: str


class EditResearchDatabaseIn(TypedDict):
    """Only what is named is changed."""

    access: NotRequired[Access]
    access_notes: NotRequired[str]
    access_notes_es: NotRequired[str]
    contact: NotRequired[str]
    description: NotRequired[str]
    description_es: NotRequired[str]
    grade_high: NotRequired[int]
    grade_low: NotRequired[int]
    is_offered: NotRequired[bool]
    languages: NotRequired[list[str]]
    licence_until: NotRequired[str | None]
    name: NotRequired[str]
    proxy_id: NotRequired[int | None]
    subjects: NotRequired[list[str]]
    url: NotRequired[str]


class EffectiveOut(TypedDict):
    """What would hold, with the due date of a loan made now; null is none."""

    due_at: str | None
    explain: list[str]
    rules: list[WinnerOut]


class EntriesDeviceIn(TypedDict):
    entries: list[DeviceIn]


class EntriesLibraryDaysEntryIn(TypedDict):
    entries: list[LibraryDaysEntryIn]


class EntriesLoanIn(TypedDict):
    entries: list[LoanIn]


class EntriesProvisionalIn(TypedDict):
    entries: list[ProvisionalIn]


class EntriesReturnEntryIn(TypedDict):
    entries: list[ReturnEntryIn]


class EntriesShelfScanIn(TypedDict):
    entries: list[ShelfScanIn]


class EntriesWithdrawOneIn(TypedDict):
    entries: list[WithdrawOneIn]


class EntryOut(TypedDict):
    """``minutes`` spent are shown to those who work on tickets only; ``split_into_id``: the ticket it became."""

    at: str
    author_name: str
    id: int
    kind: str
    minutes: int | None
    split_into_id: int | None
    text: str


class EscalationAnswerIn(TypedDict):
    answer: str


class EscalationFilter(TypedDict):
    state: NotRequired[str]
    ticket_id: NotRequired[int | None]


class EscalationIn(TypedDict):
    """``given``: what you add to the evidence, by its keys."""

    deadline: NotRequired[str | None]
    given: NotRequired[dict[str, str]]
    reason_id: int
    send: NotRequired[bool]


class EscalationNumberIn(TypedDict):
    number: str


class EscalationOut(TypedDict):
    """``pack`` None: nothing was sent yet. ``answer`` and ``missing`` of a returned one: for the two sides only."""

    acknowledged_at: str | None
    answer: str
    deadline: str | None
    ended_at: str | None
    id: int
    missing: list[str]
    outside_number: str
    outside_to: str
    pack: PackOut | None
    reason_id: int
    returns: int
    sender_id: int | None
    sent_at: str | None
    state: str
    ticket_id: int
    worker_id: int | None


class EscalationReasonIn(TypedDict):
    """``needs``: keys of the evidence."""

    is_active: NotRequired[bool]
    label: str
    needs: NotRequired[list[str]]
    source: NotRequired[str]


class EscalationReasonOut(TypedDict):
    code: str
    id: int
    is_active: bool
    label: str
    last_checked: str | None
    needs: list[str]
    source: str


class EscalationReturnIn(TypedDict):
    answer: NotRequired[str]
    missing: list[str]


class EscalationRouteIn(TypedDict):
    """``hours`` of work until it is sent again, then to the lead. ``outside_address`` empty: they work in here."""

    hours: NotRequired[int]
    lead_id: NotRequired[int | None]
    organisation_id: int
    outside_address: NotRequired[str]
    outside_name: NotRequired[str]
    source: NotRequired[str]


class EscalationRouteOut(TypedDict):
    hours: int
    id: int
    last_checked: str | None
    lead_id: int | None
    organisation_id: int | None
    outside_address: str
    outside_name: str
    source: str


class ExpectedOut(TypedDict):
    """What goes along with an item; the code is what lending takes under ``accessories``."""

    code: str
    is_expected_back: bool
    name: str
    price_cents: int | None
    product_id: int


class ExplainOut(TypedDict):
    allowed: bool
    blocks: list[FindingOut]
    due_at: str | None
    explain: list[str]
    rules: list[WinnerOut]
    warnings: list[FindingOut]


class FacetOut(TypedDict):
    """``name`` is the parameter that takes a ``value``."""

    choices: list[ChoiceOut]
    name: str


class FactorsResetIn(TypedDict):
    reason: str


class FactorsResetOut(TypedDict):
    reset: int


class FeeChargeIn(TypedDict):
    cents: int
    item_id: NotRequired[int | None]
    loan_id: NotRequired[int | None]
    reason: str


class FeeMoneyIn(TypedDict):
    cents: int
    reason: NotRequired[str]


class FeeOut(TypedDict):
    """``cents`` is positive for what is owed, negative for what reduces it."""

    at: str
    by: str
    cents: int
    id: int
    item_id: int | None
    kind: str
    loan_id: int | None
    organisation_id: int
    person_id: int
    reason: str
    reverses_id: int | None


class FeeReasonIn(TypedDict):
    reason: str


class FiguresOut(TypedDict):
    """``has`` have a device; ``missing`` are still to come."""

    has: int
    left_out: int
    missing: int
    people: int


class FindingOut(TypedDict):
    code: str
    overridable: bool
    remedy: str
    text: str


class FixCardFilter(TypedDict):
    """``state``: in use, unless those who edit cards ask for others."""

    about: NotRequired[str]
    category: NotRequired[str]
    q: NotRequired[str]
    state: NotRequired[Literal["", "off", "news", "all"]]


class FollowUpIn(TypedDict):
    text: NotRequired[str]


class FormerRecordDetailOut(TypedDict):
    """``data`` in base64; ``mrk`` empty when nothing can be read."""

    data: str
    digest: str
    encoding: str
    form: str
    id: int
    mrk: str
    replaced_at: str
    replaced_by: str
    replaced_by_run: int | None
    source: str
    title_id: int


class FormerRecordOut(TypedDict):
    """``replaced_by_run``: the load that replaced it; null: by hand."""

    encoding: str
    form: str
    id: int
    replaced_at: str
    replaced_by: str
    replaced_by_run: int | None
    source: str
    title_id: int


class FoundLineIn(TypedDict):
    """``text`` empty: what the organisation above says."""

    organisation_id: int
    text: NotRequired[str]


class FoundLineOut(TypedDict):
    organisation_id: int
    text: str


class FreePeriodOut(TypedDict):
    """``why``: room_empty or no_class; ``clash``: where the one who comes is then already."""

    clash: str
    day: str
    ends_at: str
    period: str
    starts_at: str
    why: str


class FundingIn(TypedDict):
    code: str
    name: str
    restrictions: NotRequired[str]


class FundingOut(TypedDict):
    code: str
    id: int
    name: str
    restrictions: str


class GenreSectionIn(TypedDict):
    label: NotRequired[str]
    name: str
    organisation_id: int
    position: NotRequired[int]
    terms: NotRequired[list[str]]


class GenreSectionOut(TypedDict):
    """``terms`` are genre headings of records (655), folded; of several sections the first by ``position`` counts."""

    id: int
    label: str
    name: str
    organisation_id: int
    position: int
    terms: list[str]


class GiveBackIn(TypedDict):
    answer: str


class GoneIn(TypedDict):
    """People whose withdrawal is proposed: all of them are withdrawn, or none."""

    person_ids: list[int]
    reason: NotRequired[str]


class GoneOut(TypedDict):
    withdrawn: int


class GraceIn(TypedDict):
    hours: int
    runs: int
    source: NotRequired[str]


class GraceOut(TypedDict):
    hours: int
    last_checked: str | None
    runs: int
    source: str


class GuardianIn(TypedDict):
    guardian_id: int
    relationship: NotRequired[str]


class GuardianOut(TypedDict):
    guardian_id: int
    id: int
    name: str
    relationship: str


class HandOutIn(TypedDict):
    item_id: NotRequired[int | None]


class HelperJobIn(TypedDict):
    helper_id: int
    task: str


class HelperJobOut(TypedDict):
    """What a helper may read of it, and how it stands."""

    answer: str
    done: str
    given_at: str
    id: int
    number: str
    requester_given_name: str
    room: str
    state: str
    symptom: str
    task: str


class HitOut(TypedDict):
    detail: str
    id: int
    kind: str
    title: str
    url: str


class HitsOut(TypedDict):
    hits: list[HitOut]
    kind: str
    label: str


class HoldIn(TypedDict):
    reason: str


class HoldOut(TypedDict):
    """``state``: waiting, transit, ready, fulfilled, cancelled, expired. ``copy_id`` is what is set aside."""

    copy_id: int | None
    ended_at: str | None
    id: int
    item_id: int | None
    keep_until: str | None
    need_by: str | None
    note: str
    organisation_id: int
    person_id: int
    placed_at: str
    product_id: int
    ready_on: str | None
    starts_on: str | None
    state: str
    suspended_until: str | None
    weight: int


class HolderOut(TypedDict):
    """Somebody who has ``items_out`` things and owes ``owed`` cents."""

    grade: str
    homeroom_id: int | None
    id: int
    identifier: str
    items_out: int
    name: str
    organisation_id: int
    owed: int
    withdrawn_on: str | None


class IdentifierOut(TypedDict):
    is_good: bool
    kind: str
    value: str


class IdentityProviderOut(TypedDict):
    """``allowed_domains``: e-mail domains it may vouch for. Its secret, metadata and bind settings are in no
    answer."""

    address: str
    allowed_domains: list[str]
    client_id: str
    id: int
    is_on: bool
    is_second_factor: bool
    kind: str
    makes_accounts: bool
    name: str
    position: int
    slug: str
    test_findings: list[ProviderFindingOut]
    tested_at: str | None
    trusts_addresses: bool


Impact = Literal["one", "class", "building"]


class ImportChoicesPatch(TypedDict):
    """What is left out stays; which of them a run takes depends on its kind. ``school_id``: of what names none.
    ``assign``: lend each device that nobody has to its user. ``add_people``: bring in who is not here yet, as
    provisional; ``kind``: what they are. ``open_tickets``: what becomes of those still open there; ``system``:
    what the other help desk is called."""

    add_people: NotRequired[bool]
    assign: NotRequired[bool]
    kind: NotRequired[Literal["", "student", "staff", "guardian"]]
    open_tickets: NotRequired[Literal["", "open", "closed"]]
    school_id: NotRequired[int | None]
    system: NotRequired[str]


class ImportColumnsIn(TypedDict):
    """``day_first``: dates such as 3/4/2026 mean the 3rd of April."""

    columns: list[str]
    day_first: NotRequired[bool]
    has_header: NotRequired[bool]


class ImportColumnsOut(TypedDict):
    """``columns`` has for each of ``header`` the key of one of ``choices``; ``missing`` what must still be said."""

    choices: list[ColumnChoiceOut]
    columns: list[str]
    day_first: bool
    has_header: bool
    header: list[str]
    missing: list[str]
    version: int


class ImportGuardOut(TypedDict):
    """Limits of one entity of one kind of file; a per cent of -1 switches that limit off."""

    changed_percent: float
    entity: str
    floor: int
    gone_percent: float
    gone_rows: int
    id: int
    last_checked: str | None
    rekey_percent: float
    source_key: str
    source_note: str


class ImportGuardPatch(TypedDict):
    """What is left out stays; ``source_note``: why these numbers."""

    changed_percent: NotRequired[float]
    floor: NotRequired[int]
    gone_percent: NotRequired[float]
    gone_rows: NotRequired[int]
    rekey_percent: NotRequired[float]
    source_note: NotRequired[str]


class ImportIn(TypedDict):
    """``organisation_id`` 0: everything here. An empty ``source`` is told from the file."""

    organisation_id: NotRequired[int]
    source: NotRequired[str]


class ImportIssueOut(TypedDict):
    """A row that was kept aside (error) or taken with a word of doubt (warning)."""

    code: str
    column: str
    entity: str
    file: str
    id: int
    key: str
    line: int
    message: str
    severity: str
    todo: str
    value: str


class ImportMeaningIn(TypedDict):
    """``foreign`` as an issue names it, ``ours`` the value of ours that it stands for."""

    column: str
    entity: str
    foreign: str
    ours: str


class ImportMeaningOut(TypedDict):
    column: str
    entity: str
    foreign: str
    id: int
    ours: str
    set_at: str
    set_by: str


class ImportOut(TypedDict):
    """``state``: uploaded, parsing, previewed, held, rejected, applying, applied, failed, discarded, interrupted.
    ``counts`` by entity and place; ``findings`` say why a run is held; ``options`` are what was chosen for this
    run."""

    applied_at: str | None
    applied_by_name: str
    counts: dict[str, Any]
    created_at: str
    errors: int
    filename: str
    findings: list[dict[str, Any]]
    id: int
    options: dict[str, Any]
    organisation_id: int
    problem: str
    released_by_name: str
    released_reason: str
    remedy: str
    sha256: str
    size: int
    source_key: str
    started_by_name: str
    state: str
    warnings: int
    writes: int


class ImportSourceOut(TypedDict):
    key: str
    label: str


class InboundMailFilter(TypedDict):
    mailbox_id: NotRequired[int | None]
    state: NotRequired[str]
    ticket_id: NotRequired[int | None]
    verdict: NotRequired[str]


class InboundMailOut(TypedDict):
    checks: dict[str, str]
    id: int
    mailbox_id: int
    number: str
    person_id: int | None
    reason: str
    received_at: str
    remedy: str
    sender: str
    settled_at: str | None
    settled_by: str
    size: int
    state: str
    subject: str
    ticket_id: int | None
    verdict: str


class IncidentDetailOut(TypedDict):
    """``ticket_ids``: those that hang on it and that you may see."""

    assignee_id: int | None
    id: int
    me_too: int
    number: str
    opened_at: str
    organisation_id: int
    place_id: int | None
    reports: int
    resolved_at: str | None
    state: str
    ticket_ids: list[int]
    title: str


class IncidentFilter(TypedDict):
    open_only: NotRequired[bool]
    organisation_id: NotRequired[int | None]
    place_id: NotRequired[int | None]


class IncidentIn(TypedDict):
    """The oldest of the tickets leads; ``title`` is what everybody may read."""

    ticket_ids: list[int]
    title: str


class IncidentOut(TypedDict):
    """``reports``: tickets that hang on it; ``me_too``: people who are told when it ends."""

    assignee_id: int | None
    id: int
    me_too: int
    number: str
    opened_at: str
    organisation_id: int
    place_id: int | None
    reports: int
    resolved_at: str | None
    state: str
    title: str


class ItemFilter(TypedDict):
    """``code``: a tag or serial number as scanned, also a former one. ``library``: true for library material only,
    false for everything else; left out, books are in the answer only where you ask for a code, a type or a
    product."""

    assigned_to_id: NotRequired[int | None]
    code: NotRequired[str]
    condition: NotRequired[str]
    funding_source_id: NotRequired[int | None]
    holder_id: NotRequired[int | None]
    home_id: NotRequired[int | None]
    item_type_id: NotRequired[int | None]
    library: NotRequired[bool | None]
    organisation_id: NotRequired[int | None]
    place_id: NotRequired[int | None]
    product_id: NotRequired[int | None]
    status: NotRequired[str]
    warranty_before: NotRequired[str | None]


class ItemMergeIn(TypedDict):
    """``take``: facts whose value comes from the other one."""

    other_id: int
    reason: str
    take: NotRequired[list[str]]


class ItemOut(TypedDict):
    """``serial`` is empty for what is no device; ``holder_id`` is always empty for private types."""

    assigned_to_id: int | None
    condition: str
    holder_id: int | None
    home_id: int | None
    home_slot: str
    id: int
    item_type_id: int
    organisation_id: int
    place_id: int | None
    product_id: int
    reserved_for: str
    serial: str
    status: str
    tag: str
    warranty_until: str | None


class ItemPatch(TypedDict):
    """Only what is sent changes."""

    aue_date: NotRequired[str | None]
    cost_cents: NotRequired[int | None]
    funding_source_id: NotRequired[int | None]
    home_id: NotRequired[int | None]
    home_slot: NotRequired[str | None]
    item_type_id: NotRequired[int | None]
    mac_address: NotRequired[str | None]
    notes: NotRequired[str | None]
    order_number: NotRequired[str | None]
    organisation_id: NotRequired[int | None]
    product_id: NotRequired[int | None]
    purchased_on: NotRequired[str | None]
    reserved_for: NotRequired[str | None]
    serial: NotRequired[str | None]
    tag: NotRequired[str | None]
    warranty_until: NotRequired[str | None]


class ItemTypeIn(TypedDict):
    code: str
    holder_is_private: NotRequired[bool]
    icon: NotRequired[str]
    name: str
    purpose: str


class ItemTypeOut(TypedDict):
    code: str
    holder_is_private: bool
    icon: str
    id: int
    name: str
    purpose: str


class JobOut(TypedDict):
    """Work that comes round by itself."""

    failures: int
    label: str
    last_finished_at: str | None
    last_result: str
    last_started_at: str | None
    minutes: int
    name: str
    next_run_at: str | None


class JoinIncidentIn(TypedDict):
    """null: it is a trouble of its own."""

    incident_id: int | None


class JoinMailIn(TypedDict):
    ticket_id: int


class KeepCopyIn(TypedDict):
    reason: NotRequired[str]
    until: str


class KeptCopyOut(TypedDict):
    at: str
    by: str
    copy_id: int
    reason: str
    until: str


Kind = Literal[
    "book",
    "ebook",
    "edited_book",
    "chapter",
    "journal",
    "magazine",
    "newspaper",
    "web_page",
    "video",
    "film",
    "podcast",
    "interview",
    "encyclopedia",
    "artwork",
    "ai_chat",
]


class KioskFilter(TypedDict):
    is_revoked: NotRequired[bool]
    organisation_id: NotRequired[int | None]
    use: NotRequired[str]


class KioskOut(TypedDict):
    """``use``: own, self_check. ``pin_rule``, of a self-check: always, if_set, never."""

    id: int
    name: str
    organisation_id: int
    pin_rule: str
    place_id: int | None
    registered_at: str
    registered_by: str
    revoked_at: str | None
    seen_at: str | None
    use: str


class KioskPatch(TypedDict):
    """What is left out stays."""

    pin_rule: NotRequired[Literal["always", "if_set", "never"] | None]
    use: NotRequired[Literal["own", "self_check"] | None]


class KioskPinIn(TypedDict):
    pin: str


class KitIn(TypedDict):
    """``part_ids`` are items that lie in it from the beginning."""

    name: str
    organisation_id: int
    part_ids: NotRequired[list[int]]
    place_id: NotRequired[int | None]
    tag: str


class KitPartIn(TypedDict):
    part_id: int
    role: NotRequired[str]


class KitPartOut(TypedDict):
    """``part_id`` is the item that lies in the kit."""

    id: int
    kit_id: int
    part_id: int
    role: str


class KnownIncidentOut(TypedDict):
    """What everybody of the school may read of an incident."""

    id: int
    number: str
    opened_at: str
    organisation_id: int
    title: str


class LabelPrinterIn(TypedDict):
    """``shift``: tenths of a millimetre to move right and down; ``ruler``: what 100 mm measure, in tenths, across
    and down."""

    name: str
    organisation_id: int
    ruler_x: NotRequired[int]
    ruler_y: NotRequired[int]
    shift_x: NotRequired[int]
    shift_y: NotRequired[int]


class LabelPrinterOut(TypedDict):
    id: int
    last_checked: str | None
    name: str
    organisation_id: int
    ruler_x: int
    ruler_y: int
    shift_x: int
    shift_y: int


class LabelSizeIn(TypedDict):
    """Lengths in tenths of a millimetre."""

    code: str
    columns: NotRequired[int]
    gap_x: NotRequired[int]
    gap_y: NotRequired[int]
    height: int
    last_checked: NotRequired[str | None]
    margin_left: NotRequired[int]
    margin_top: NotRequired[int]
    name: str
    paper: str
    rows: NotRequired[int]
    slug: str
    source: NotRequired[str]
    width: int


class LabelSizeOut(TypedDict):
    code: str
    columns: int
    gap_x: int
    gap_y: int
    height: int
    id: int
    is_verified: bool
    last_checked: str | None
    margin_left: int
    margin_top: int
    name: str
    paper: str
    rows: int
    slug: str
    source: str
    width: int


class LabelsPrintedIn(TypedDict):
    ids: list[int]


class LabelsPrintedOut(TypedDict):
    count: int


class LeaveOutIn(TypedDict):
    person_id: int
    why: NotRequired[str]


class LibraryDaysEntryIn(TypedDict):
    section_id: int
    weekdays: list[int]


class LibraryDaysIn(TypedDict):
    """All of them, 0 is Monday; empty: the class does not come."""

    weekdays: list[int]


class LibraryDaysOut(TypedDict):
    """On which weekdays a homeroom comes to the library; 0 is Monday."""

    organisation_id: int
    section_id: int
    title: str
    weekdays: list[int]


class LikeFilter(TypedDict):
    about: NotRequired[str]
    level: NotRequired[str]
    limit: NotRequired[int]
    title: NotRequired[int | None]


class LikeOut(TypedDict):
    """``is_apart``: none is both like the title and about that. ``is_any_level``: none of that level was found."""

    about: str
    is_any_level: bool
    is_apart: bool
    items: list[LikeTitleOut]


class LikeReasonOut(TypedDict):
    """``kind`` is series, author, subject, in_title, in_subject, in_text or level."""

    kind: str
    name: str


class LikeTitleOut(TypedDict):
    author: str
    id: int
    reasons: list[LikeReasonOut]
    title: str


class LinkIn(TypedDict):
    """This ticket is related to, caused by, or blocks ``other_id``."""

    kind: NotRequired[Kind]
    other_id: int


class LinkOut(TypedDict):
    id: int
    kind: str
    other_id: int
    ticket_id: int


class LinkedIdentityOut(TypedDict):
    account_id: int
    address: str
    id: int
    last_used_at: str | None
    linked_at: str
    provider_id: int


class LoadOut(TypedDict):
    """What an import of records wrote. ``run`` is the import's id."""

    added: int
    copies: int
    kept: list[dict[str, str]]
    profile: str
    profile_version: int
    replaced: int
    run: int
    undone_at: str | None
    undone_by: str


class LoadProfileIn(TypedDict):
    description: NotRequired[str]
    is_active: NotRequired[bool]
    last_checked: NotRequired[str | None]
    name: str
    rules: NotRequired[dict[str, Any]]
    school_id: NotRequired[int | None]
    source: NotRequired[str]


class LoadProfileOut(TypedDict):
    description: str
    id: int
    is_active: bool
    key: str
    last_checked: str | None
    name: str
    rules: dict[str, Any]
    school_id: int | None
    source: str
    version: int


class LoanFilter(TypedDict):
    """``sort``: the latest first, or by due date (without those that have none)."""

    due_before: NotRequired[str | None]
    item_id: NotRequired[int | None]
    organisation_id: NotRequired[int | None]
    person_id: NotRequired[int | None]
    place_id: NotRequired[int | None]
    purpose: NotRequired[Literal["assignment", "loaner", "checkout"] | None]
    sort: NotRequired[Literal["-lent_at", "due_at"]]
    state: NotRequired[Literal["open", "returned", "all"]]


class LoanIn(TypedDict):
    """``due_at`` replaces the rules' date; a later one than theirs needs ``override_reason``. ``accessories``:
    codes of what goes along with its model, barcodes of accessories, or free names."""

    accessories: NotRequired[list[str]]
    due_at: NotRequired[str | None]
    item_id: int
    override_reason: NotRequired[str]
    person_id: int
    purpose: NotRequired[str | None]
    stands_in_for_id: NotRequired[int | None]


class LoanOut(TypedDict):
    """``borrower_id`` and ``borrower`` are empty for private item types that are back."""

    accessories: list[str]
    borrower: str
    borrower_id: int | None
    cart_loan_id: int | None
    due_at: str | None
    due_explain: list[str]
    id: int
    item: str
    item_id: int
    lent_at: str
    lent_by: str
    organisation_id: int
    part_of_id: int | None
    purpose: str
    renewals: int
    reservation_id: int | None
    return_condition: str
    returned_at: str | None
    stands_in_for_id: int | None


class LocationRuleIn(TypedDict):
    """``pattern`` is compared without case, * stands for any text; at least one of school, type and place is said.
    A rule without ``organisation_id`` holds for every school; a place goes only with its school."""

    field: NotRequired[Literal["unit", "location"]]
    item_type_id: NotRequired[int | None]
    organisation_id: NotRequired[int | None]
    pattern: str
    place_id: NotRequired[int | None]
    priority: NotRequired[int]


class LocationRuleOut(TypedDict):
    field: Literal["unit", "location"]
    id: int
    item_type_id: int | None
    last_checked: str | None
    organisation_id: int | None
    pattern: str
    place_id: int | None
    priority: int
    source: str


class MailboxFindingOut(TypedDict):
    """``verdict``: pass, fail or unknown."""

    remedy: str
    text: str
    verdict: str


class MailboxIn(TypedDict):
    """What is left out stays as it is; for a new one, as usual. An empty password keeps the stored one."""

    address: NotRequired[str]
    ca_certificate: NotRequired[str]
    done_folder: NotRequired[str]
    folder: NotRequired[str]
    group_id: NotRequired[str]
    has_plus: NotRequired[bool]
    host: NotRequired[str]
    is_on: NotRequired[bool]
    most_bytes: NotRequired[int]
    most_files: NotRequired[int]
    most_per_hour: NotRequired[int]
    name: NotRequired[str]
    password: NotRequired[str]
    port: NotRequired[int]
    private_for: NotRequired[Literal["nobody", "students", "everybody"]]
    server_name: NotRequired[str]
    tls: NotRequired[Literal["tls", "starttls", "none"]]
    unknown: NotRequired[Literal["walk_in", "quarantine"]]
    username: NotRequired[str]
    way: NotRequired[Literal["imap", "listener"]]


class MailboxOut(TypedDict):
    """``test_findings`` of the last try, at ``tested_at``; ``problem`` of the last time it was read."""

    address: str
    done_folder: str
    folder: str
    group_id: str
    has_plus: bool
    host: str
    id: int
    is_on: bool
    last_checked: str | None
    looked_at: str | None
    most_bytes: int
    most_files: int
    most_per_hour: int
    name: str
    organisation_id: int
    port: int
    private_for: str
    problem: str
    remedy: str
    server_name: str
    source: str
    taken_at: str | None
    test_findings: list[MailboxFindingOut]
    tested_at: str | None
    tls: str
    unknown: str
    username: str
    way: str


class MatchIn(TypedDict):
    about: NotRequired[str]
    language: NotRequired[Literal["en", "es"]]
    most: NotRequired[int]
    text: str


class MatchOut(TypedDict):
    detail: str
    id: int
    kind: str
    label: str
    url: str


class MeOut(TypedDict):
    key: str
    name: str
    permissions: list[str]
    person_id: int | None
    roles: list[RoleOut]


class MeTooIn(TypedDict):
    """Without ``person_id`` it is the caller's own trouble. ``place``: the code of a room."""

    person_id: NotRequired[int | None]
    place: NotRequired[str]


class MeTooOut(TypedDict):
    at: str
    incident_id: int
    person_id: int


class MemberOut(TypedDict):
    is_primary: bool
    name: str
    person_id: int
    role: str


class MembershipOut(TypedDict):
    begin_date: str | None
    end_date: str | None
    is_primary: bool
    organisation_id: int
    role: str


class MergeIn(TypedDict):
    """``other_id`` goes on as this ticket."""

    other_id: int
    reason: str


class MergeOut(TypedDict):
    """``split_at`` null: it stands."""

    id: int
    keeper_id: int
    loser_id: int
    merged_at: str
    merged_by: str
    reason: str
    split_at: str | None


class MergePreviewOut(TypedDict):
    moving: list[MovingOut]
    obstacles: list[ObstacleOut]


class MissedSearchOut(TypedDict):
    first_on: str
    last_on: str
    organisation_id: int
    times: int
    words: str


class ModelAccessoryIn(TypedDict):
    accessory_id: int
    count: NotRequired[int]
    is_expected_back: NotRequired[bool]


class ModelAccessoryOut(TypedDict):
    """``count`` pieces of the accessory go along with every item of the model."""

    accessory_id: int
    code: str
    count: int
    id: int
    is_expected_back: bool
    product_id: int


class ModelIn(TypedDict):
    aue_checked_on: NotRequired[str | None]
    aue_date: NotRequired[str | None]
    aue_source: NotRequired[str]
    category: str
    item_type_id: int
    manufacturer: NotRequired[str]
    model_number: NotRequired[str]
    name: str
    notes: NotRequired[str]
    replacement_cents: NotRequired[int | None]


class ModelOut(TypedDict):
    """``aue_date``: the last day of automatic updates, by the maker's list named in ``aue_source``."""

    aue_checked_on: str | None
    aue_date: str | None
    aue_source: str
    category: str
    id: int
    item_type_id: int
    manufacturer: str
    model_number: str
    name: str
    notes: str
    replacement_cents: int | None


class MoveBookListTitleIn(TypedDict):
    way: Literal["up", "down"]


class MoveCopyIn(TypedDict):
    title_id: int


class MoveIn(TypedDict):
    """``is_new_home``: it also belongs there from now on, in ``slot``."""

    is_new_home: NotRequired[bool]
    place_id: int
    slot: NotRequired[str]


class MovePathfinderPartIn(TypedDict):
    way: Literal["up", "down"]


class MovingOut(TypedDict):
    """So many rows of a kind would come along; so many stay behind."""

    count: int
    label: str
    stays: int


class NamedDateIn(TypedDict):
    """Without a school it is the district's."""

    active_from: str
    code: str
    date: str
    name: str
    organisation_id: NotRequired[int | None]


class NamedDateOut(TypedDict):
    active_from: str
    code: str
    date: str
    id: int
    name: str
    organisation_id: int | None


class NewCardIn(TypedDict):
    text: str


class NewMailboxIn(TypedDict):
    address: str
    ca_certificate: NotRequired[str]
    done_folder: NotRequired[str]
    folder: NotRequired[str]
    group_id: NotRequired[str]
    has_plus: NotRequired[bool]
    host: NotRequired[str]
    is_on: NotRequired[bool]
    most_bytes: NotRequired[int]
    most_files: NotRequired[int]
    most_per_hour: NotRequired[int]
    name: str
    organisation_id: int
    password: NotRequired[str]
    port: NotRequired[int]
    private_for: NotRequired[Literal["nobody", "students", "everybody"]]
    server_name: NotRequired[str]
    tls: NotRequired[Literal["tls", "starttls", "none"]]
    unknown: NotRequired[Literal["walk_in", "quarantine"]]
    username: NotRequired[str]
    way: NotRequired[Literal["imap", "listener"]]


class NewTerminalIn(TypedDict):
    allowed: NotRequired[list[str] | None]
    asks_about_fees: NotRequired[bool | None]
    due_form: NotRequired[str | None]
    encoding: NotRequired[str | None]
    error_detection: NotRequired[str | None]
    institution: NotRequired[str | None]
    is_on: NotRequired[bool | None]
    language: NotRequired[str | None]
    line_end: NotRequired[str | None]
    most_connections: NotRequired[int | None]
    most_misses: NotRequired[int | None]
    name: str
    organisation_id: int
    pin: NotRequired[str | None]
    takes_numbers: NotRequired[bool | None]
    tells_emails: NotRequired[str | None]
    tells_fees: NotRequired[bool | None]
    tells_names: NotRequired[str | None]
    uid: str


class NoticeChoiceIn(TypedDict):
    """``choice``: now, digest or off; in the program a notice is shown (now) or not (off)."""

    channel: Literal["in_app", "email"]
    choice: Literal["now", "digest", "off"]
    kind: str


class NoticeDeliveryFilter(TypedDict):
    channel: NotRequired[Literal["", "email", "chat"]]
    state: NotRequired[Literal["", "queued", "digest", "sending", "sent", "failed", "suppressed"]]


class NoticeDeliveryOut(TypedDict):
    attempts: int
    channel: str
    created_at: str
    id: int
    kind: str
    problem: str
    recipient_name: str
    remedy: str
    sent_at: str | None
    state: str


class NoticeHours(TypedDict):
    """Of the recipient's own clock; equal quiet times mean none."""

    digest_at: str
    quiet_from: str
    quiet_until: str


class NoticeKindOut(TypedDict):
    """``variables`` may stand in its words; ``who`` it goes to."""

    for_teams: bool
    is_family: bool
    is_optional: bool
    is_printed: bool
    is_urgent: bool
    key: str
    label: str
    variables: list[NoticeVariableOut]
    who: str


class NoticeOut(TypedDict):
    created_at: str
    id: int
    kind: str
    language: str
    line: str
    link: str
    read_at: str | None
    subject_id: int
    subject_kind: str


class NoticePreferenceOut(TypedDict):
    """``is_optional``: it can be switched off; ``may_wait``: it can come in the digest."""

    email: str
    in_app: str
    is_optional: bool
    kind: str
    label: str
    may_wait: bool


class NoticePreferencesOut(TypedDict):
    choices: list[NoticePreferenceOut]
    times: OwnNoticeHours


class NoticePreferencesPatch(TypedDict):
    choices: NotRequired[list[NoticeChoiceIn]]
    times: NotRequired[NoticeHours | None]


class NoticeSwitchIn(TypedDict):
    is_on: bool
    organisation_id: NotRequired[int]


class NoticeSwitchOut(TypedDict):
    changed_at: str
    changed_by: str
    is_on: bool
    kind: str
    org_label: str
    organisation_id: int


class NoticeVariableOut(TypedDict):
    label: str
    name: str


class NoticeWordingIn(TypedDict):
    """For the channel in_app ``title`` is the line, and there is no ``body``."""

    body: NotRequired[str]
    title: str


class NoticeWordingOut(TypedDict):
    body: str
    channel: str
    is_own: bool
    language: str
    title: str


class NoticeWordingVersionOut(TypedDict):
    body: str
    is_current: bool
    title: str
    version: int
    written_at: str
    written_by: str


class NumberOut(TypedDict):
    """``value`` compares (ISBN-13 without hyphens), ``text`` is as it stood in the record."""

    is_other_form: bool
    is_valid: bool
    kind: str
    text: str
    value: str


class ObstacleOut(TypedDict):
    """``is_final``: the merge is refused."""

    is_final: bool
    remedy: str
    text: str


class OrganisationIn(TypedDict):
    code: NotRequired[str]
    identifier: NotRequired[str]
    kind: str
    name: str
    parent_id: NotRequired[int | None]
    time_zone: NotRequired[str]


class OrganisationMoveIn(TypedDict):
    """``parent_id`` null makes it a root."""

    parent_id: int | None


class OrganisationOut(TypedDict):
    code: str
    id: int
    identifier: str
    is_closed: bool
    kind: str
    name: str
    parent_id: int | None
    path: str
    time_zone: str


class OrganisationPatch(TypedDict):
    """Only what is sent changes."""

    code: NotRequired[str | None]
    identifier: NotRequired[str | None]
    name: NotRequired[str | None]
    time_zone: NotRequired[str | None]


class OutageHintOut(TypedDict):
    """``category``: of the fix card, or the symptom, that the tickets have in common."""

    category: str
    minutes: int
    organisation_id: int
    ticket_ids: list[int]


class OutageRuleIn(TypedDict):
    """``organisation_id`` null: everywhere."""

    is_active: NotRequired[bool]
    minutes: int
    organisation_id: NotRequired[int | None]
    tickets: int


class OutageRuleOut(TypedDict):
    id: int
    is_active: bool
    last_checked: str | None
    minutes: int
    organisation_id: int | None
    source: str
    tickets: int


class OutcomeItemOut(TypedDict):
    index: int
    problem: Problem | None
    result: ItemOut | None
    status: int


class OutcomeLibraryDaysOut(TypedDict):
    index: int
    problem: Problem | None
    result: LibraryDaysOut | None
    status: int


class OutcomeLoanOut(TypedDict):
    index: int
    problem: Problem | None
    result: LoanOut | None
    status: int


class OutcomePersonDetailOut(TypedDict):
    index: int
    problem: Problem | None
    result: PersonDetailOut | None
    status: int


class OutcomeShelfScanOut(TypedDict):
    index: int
    problem: Problem | None
    result: ShelfScanOut | None
    status: int


class OutcomesItemOut(TypedDict):
    done: int
    outcomes: list[OutcomeItemOut]
    refused: int


class OutcomesLibraryDaysOut(TypedDict):
    done: int
    outcomes: list[OutcomeLibraryDaysOut]
    refused: int


class OutcomesLoanOut(TypedDict):
    done: int
    outcomes: list[OutcomeLoanOut]
    refused: int


class OutcomesPersonDetailOut(TypedDict):
    done: int
    outcomes: list[OutcomePersonDetailOut]
    refused: int


class OutcomesShelfScanOut(TypedDict):
    done: int
    outcomes: list[OutcomeShelfScanOut]
    refused: int


class OwnNoticeHours(TypedDict):
    digest_at: str
    quiet_from: str
    quiet_until: str
    source: str


class PackFactOut(TypedDict):
    key: str
    label: str
    value: str


class PackOut(TypedDict):
    """``missing``: keys that the reason needs and nobody knows yet."""

    made_at: str
    missing: list[str]
    reason: str
    sections: list[PackSectionOut]
    ticket: str


class PackSectionOut(TypedDict):
    facts: list[PackFactOut]
    title: str


class PageAccessoryOut(TypedDict):
    items: list[AccessoryOut]
    next: str | None


class PageAccessoryProductOut(TypedDict):
    items: list[AccessoryProductOut]
    next: str | None


class PageAccountOut(TypedDict):
    items: list[AccountOut]
    next: str | None


class PageAgeExceptionOut(TypedDict):
    items: list[AgeExceptionOut]
    next: str | None


class PageAgeLimitOut(TypedDict):
    items: list[AgeLimitOut]
    next: str | None


class PageAlarmOut(TypedDict):
    items: list[AlarmOut]
    next: str | None


class PageArticleOut(TypedDict):
    items: list[ArticleOut]
    next: str | None


class PageArticleVersionOut(TypedDict):
    items: list[ArticleVersionOut]
    next: str | None


class PageAuditOut(TypedDict):
    items: list[AuditOut]
    next: str | None


class PageBellScheduleOut(TypedDict):
    items: list[BellScheduleOut]
    next: str | None


class PageBlockOut(TypedDict):
    items: list[BlockOut]
    next: str | None


class PageBookListOut(TypedDict):
    items: list[BookListOut]
    next: str | None


class PageBookListTitleOut(TypedDict):
    items: list[BookListTitleOut]
    next: str | None


class PageBuildingOut(TypedDict):
    items: list[BuildingOut]
    next: str | None


class PageCalendarEntryOut(TypedDict):
    items: list[CalendarEntryOut]
    next: str | None


class PageCampaignOut(TypedDict):
    items: list[CampaignOut]
    next: str | None


class PageCannedAnswerOut(TypedDict):
    items: list[CannedAnswerOut]
    next: str | None


class PageCardOut(TypedDict):
    items: list[CardOut]
    next: str | None


class PageCardVersionOut(TypedDict):
    items: list[CardVersionOut]
    next: str | None


class PageCartLoanOut(TypedDict):
    items: list[CartLoanOut]
    next: str | None


class PageCaseOut(TypedDict):
    items: list[CaseOut]
    next: str | None


class PageChatRoomOut(TypedDict):
    items: list[ChatRoomOut]
    next: str | None


class PageCitationListOut(TypedDict):
    items: list[CitationListOut]
    next: str | None


class PageCitationOut(TypedDict):
    items: list[CitationOut]
    next: str | None


class PageClaimOut(TypedDict):
    items: list[ClaimOut]
    next: str | None


class PageClassSetOut(TypedDict):
    items: list[ClassSetOut]
    next: str | None


class PageClockRuleOut(TypedDict):
    items: list[ClockRuleOut]
    next: str | None


class PageColumnMappingOut(TypedDict):
    items: list[ColumnMappingOut]
    next: str | None


class PageConflictOut(TypedDict):
    items: list[ConflictOut]
    next: str | None


class PageCopyOut(TypedDict):
    items: list[CopyOut]
    next: str | None


class PageDisclosureOut(TypedDict):
    items: list[DisclosureOut]
    next: str | None


class PageEscalationOut(TypedDict):
    items: list[EscalationOut]
    next: str | None


class PageEscalationReasonOut(TypedDict):
    items: list[EscalationReasonOut]
    next: str | None


class PageEscalationRouteOut(TypedDict):
    items: list[EscalationRouteOut]
    next: str | None


class PageFeeOut(TypedDict):
    items: list[FeeOut]
    next: str | None


class PageFormerRecordOut(TypedDict):
    items: list[FormerRecordOut]
    next: str | None


class PageFoundLineOut(TypedDict):
    items: list[FoundLineOut]
    next: str | None


class PageFundingOut(TypedDict):
    items: list[FundingOut]
    next: str | None


class PageGenreSectionOut(TypedDict):
    items: list[GenreSectionOut]
    next: str | None


class PageHelperJobOut(TypedDict):
    items: list[HelperJobOut]
    next: str | None


class PageHoldOut(TypedDict):
    items: list[HoldOut]
    next: str | None


class PageHolderOut(TypedDict):
    items: list[HolderOut]
    next: str | None


class PageIdentityProviderOut(TypedDict):
    items: list[IdentityProviderOut]
    next: str | None


class PageImportGuardOut(TypedDict):
    items: list[ImportGuardOut]
    next: str | None


class PageImportIssueOut(TypedDict):
    items: list[ImportIssueOut]
    next: str | None


class PageImportMeaningOut(TypedDict):
    items: list[ImportMeaningOut]
    next: str | None


class PageImportOut(TypedDict):
    items: list[ImportOut]
    next: str | None


class PageInboundMailOut(TypedDict):
    items: list[InboundMailOut]
    next: str | None


class PageIncidentOut(TypedDict):
    items: list[IncidentOut]
    next: str | None


class PageItemOut(TypedDict):
    items: list[ItemOut]
    next: str | None


class PageItemTypeOut(TypedDict):
    items: list[ItemTypeOut]
    next: str | None


class PageKioskOut(TypedDict):
    items: list[KioskOut]
    next: str | None


class PageLabelPrinterOut(TypedDict):
    items: list[LabelPrinterOut]
    next: str | None


class PageLabelSizeOut(TypedDict):
    items: list[LabelSizeOut]
    next: str | None


class PageLibraryDaysOut(TypedDict):
    items: list[LibraryDaysOut]
    next: str | None


class PageLinkedIdentityOut(TypedDict):
    items: list[LinkedIdentityOut]
    next: str | None


class PageLoadProfileOut(TypedDict):
    items: list[LoadProfileOut]
    next: str | None


class PageLoanOut(TypedDict):
    items: list[LoanOut]
    next: str | None


class PageLocationRuleOut(TypedDict):
    items: list[LocationRuleOut]
    next: str | None


class PageMailboxOut(TypedDict):
    items: list[MailboxOut]
    next: str | None


class PageMergeOut(TypedDict):
    items: list[MergeOut]
    next: str | None


class PageModelOut(TypedDict):
    items: list[ModelOut]
    next: str | None


class PageNamedDateOut(TypedDict):
    items: list[NamedDateOut]
    next: str | None


class PageNoticeDeliveryOut(TypedDict):
    items: list[NoticeDeliveryOut]
    next: str | None


class PageNoticeOut(TypedDict):
    items: list[NoticeOut]
    next: str | None


class PageNoticeWordingVersionOut(TypedDict):
    items: list[NoticeWordingVersionOut]
    next: str | None


class PageOrganisationOut(TypedDict):
    items: list[OrganisationOut]
    next: str | None


class PagePathfinderOut(TypedDict):
    items: list[PathfinderOut]
    next: str | None


class PagePatronGroupOut(TypedDict):
    items: list[PatronGroupOut]
    next: str | None


class PagePersonOut(TypedDict):
    items: list[PersonOut]
    next: str | None


class PagePlaceOut(TypedDict):
    items: list[PlaceOut]
    next: str | None


class PageProxyServerOut(TypedDict):
    items: list[ProxyServerOut]
    next: str | None


class PageReadingListOut(TypedDict):
    items: list[ReadingListOut]
    next: str | None


class PageReadingListTitleOut(TypedDict):
    items: list[ReadingListTitleOut]
    next: str | None


class PageRecordTemplateOut(TypedDict):
    items: list[RecordTemplateOut]
    next: str | None


class PageResearchDatabaseOut(TypedDict):
    items: list[ResearchDatabaseOut]
    next: str | None


class PageReservationOut(TypedDict):
    items: list[ReservationOut]
    next: str | None


class PageReviewOwnOut(TypedDict):
    items: list[ReviewOwnOut]
    next: str | None


class PageReviewToDecideOut(TypedDict):
    items: list[ReviewToDecideOut]
    next: str | None


class PageRoleGrantOut(TypedDict):
    items: list[RoleGrantOut]
    next: str | None


class PageRoleRuleOut(TypedDict):
    items: list[RoleRuleOut]
    next: str | None


class PageRoutingRuleOut(TypedDict):
    items: list[RoutingRuleOut]
    next: str | None


class PageRuleOut(TypedDict):
    items: list[RuleOut]
    next: str | None


class PageSavedSearchOut(TypedDict):
    items: list[SavedSearchOut]
    next: str | None


class PageSecondFactorRuleOut(TypedDict):
    items: list[SecondFactorRuleOut]
    next: str | None


class PageSectionOut(TypedDict):
    items: list[SectionOut]
    next: str | None


class PageServiceLevelOut(TypedDict):
    items: list[ServiceLevelOut]
    next: str | None


class PageSessionOut(TypedDict):
    items: list[SessionOut]
    next: str | None


class PageShelfCheckOut(TypedDict):
    items: list[ShelfCheckOut]
    next: str | None


class PageShelfScanOut(TypedDict):
    items: list[ShelfScanOut]
    next: str | None


class PageShelvingPlaceOut(TypedDict):
    items: list[ShelvingPlaceOut]
    next: str | None


class PageSignedInSessionOut(TypedDict):
    items: list[SignedInSessionOut]
    next: str | None


class PageSwapOut(TypedDict):
    items: list[SwapOut]
    next: str | None


class PageSymptomOut(TypedDict):
    items: list[SymptomOut]
    next: str | None


class PageTaskOut(TypedDict):
    items: list[TaskOut]
    next: str | None


class PageTerminalNoteOut(TypedDict):
    items: list[TerminalNoteOut]
    next: str | None


class PageTerminalOut(TypedDict):
    items: list[TerminalOut]
    next: str | None


class PageTextbookOut(TypedDict):
    items: list[TextbookOut]
    next: str | None


class PageTicketOut(TypedDict):
    items: list[TicketOut]
    next: str | None


class PageTimingOut(TypedDict):
    items: list[TimingOut]
    next: str | None


class PageTitleOut(TypedDict):
    items: list[TitleOut]
    next: str | None


class PageTokenOut(TypedDict):
    items: list[TokenOut]
    next: str | None


class PageVisitOut(TypedDict):
    items: list[VisitOut]
    next: str | None


class PageWalkOut(TypedDict):
    items: list[WalkOut]
    next: str | None


class PageWantedLabelOut(TypedDict):
    items: list[WantedLabelOut]
    next: str | None


class PageWebhookDeliveryOut(TypedDict):
    items: list[WebhookDeliveryOut]
    next: str | None


class PageWebhookOut(TypedDict):
    items: list[WebhookOut]
    next: str | None


class PageWeedingCopyOut(TypedDict):
    items: list[WeedingCopyOut]
    next: str | None


class PageWeedingRuleOut(TypedDict):
    items: list[WeedingRuleOut]
    next: str | None


class PageYearEndOut(TypedDict):
    items: list[YearEndOut]
    next: str | None


class Paging(TypedDict):
    """``?cursor=`` as the last page gave it, and how many rows at most."""

    cursor: NotRequired[str]
    limit: NotRequired[int]


class PaperNoticeIn(TypedDict):
    """``kind``: overdue, hold_ready, lost, out. ``layout``: homeroom, letter. No homerooms and no grades:
    everybody."""

    grades: NotRequired[list[str]]
    homeroom_ids: NotRequired[list[int]]
    kind: NotRequired[str]
    layout: NotRequired[str]
    organisation_id: int


class PaperNoticeOut(TypedDict):
    """One strip (``title``, and what is folded in as ``body``) or one letter in one language."""

    body: str
    language: str
    person_id: int
    things: list[PaperThingOut]
    title: str


class PaperReaderOut(TypedDict):
    """Somebody who would be told on paper. ``cents``: the price of what counts as lost."""

    cents: int
    count: int
    homeroom_id: int | None
    languages: list[str]
    person_id: int


class PaperThingOut(TypedDict):
    """One of the two: what is out, or what waits."""

    hold_id: int | None
    loan_id: int | None


class PasswordLinkOut(TypedDict):
    """``path``, below the address of this site, sets the password once within three days. It is in this answer
    only."""

    account_id: int
    path: str


class PathfinderDetailOut(TypedDict):
    """``content``: what readers get, the version published last; empty for a draft. Its notes are Markdown."""

    content: dict[str, Any]
    id: int
    is_changed: bool
    keywords: str
    language: str
    organisation_id: int
    published_at: str | None
    reach: str
    review_on: str | None
    state: str
    style: str
    summary: str
    title: str
    version: int


class PathfinderFilter(TypedDict):
    q: NotRequired[str]
    state: NotRequired[Literal["", "draft", "published", "retired"]]


class PathfinderIn(TypedDict):
    keywords: NotRequired[str]
    language: NotRequired[Literal["en", "es"]]
    organisation_id: int
    reach: NotRequired[Literal["everybody", "school", "classes"]]
    review_on: NotRequired[str | None]
    section_ids: NotRequired[list[int]]
    style: NotRequired[Literal["", "mla9", "apa7", "chicago17"]]
    summary: NotRequired[str]
    title: str


class PathfinderOut(TypedDict):
    id: int
    is_changed: bool
    keywords: str
    language: str
    organisation_id: int
    published_at: str | None
    reach: str
    review_on: str | None
    state: str
    style: str
    summary: str
    title: str
    version: int


class PathfinderPartIn(TypedDict):
    database_id: NotRequired[int | None]
    heading: NotRequired[str]
    kind: Literal["text", "title", "database", "link", "search"]
    limits: NotRequired[dict[str, str]]
    note: NotRequired[str]
    query: NotRequired[str]
    title_id: NotRequired[int | None]
    url: NotRequired[str]


class PathfinderPartOut(TypedDict):
    database_id: int | None
    heading: str
    id: int
    kind: str
    note: str
    query: str
    title_id: int | None
    url: str


class PathfinderReviewIn(TypedDict):
    review_on: str


class PathfinderStateIn(TypedDict):
    note: NotRequired[str]
    to: Literal["published", "retired"]


class PatronGroupIn(TypedDict):
    code: str
    grades: NotRequired[list[str]]
    name: str
    person_kind: str
    precedence: int


class PatronGroupOut(TypedDict):
    code: str
    grades: list[str]
    id: int
    name: str
    person_kind: str
    precedence: int


class PeriodIn(TypedDict):
    """Local times of the school, e.g. 08:50."""

    ends_at: str
    label: str
    starts_at: str


class PeriodOut(TypedDict):
    ends_at: str
    label: str
    starts_at: str


class PersonDetailOut(TypedDict):
    email: str
    family_name: str
    given_name: str
    grade: str
    homeroom_id: int | None
    id: int
    identifier: str
    identifiers: list[IdentifierOut]
    is_provisional: bool
    kind: str
    language: str
    memberships: list[MembershipOut]
    name: str
    organisation_id: int
    preferred_family_name: str
    preferred_given_name: str
    username: str
    withdrawn_on: str | None


class PersonFilter(TypedDict):
    email: NotRequired[str]
    grade: NotRequired[str]
    homeroom_id: NotRequired[int | None]
    identifier: NotRequired[str]
    is_provisional: NotRequired[bool | None]
    kind: NotRequired[str]
    organisation_id: NotRequired[int | None]
    username: NotRequired[str]
    withdrawn: NotRequired[bool]


class PersonIn(TypedDict):
    """Only what is sent changes; what belongs to the roster is refused."""

    family_name: NotRequired[str | None]
    given_name: NotRequired[str | None]
    grade: NotRequired[str | None]
    identifier: NotRequired[str | None]
    language: NotRequired[str | None]
    preferred_family_name: NotRequired[str | None]
    preferred_given_name: NotRequired[str | None]


class PersonMergeIn(TypedDict):
    """``take``: columns whose value comes from the other one."""

    other_id: int
    reason: str
    take: NotRequired[list[str]]


class PersonOut(TypedDict):
    email: str
    family_name: str
    given_name: str
    grade: str
    homeroom_id: int | None
    id: int
    identifier: str
    is_provisional: bool
    kind: str
    language: str
    name: str
    organisation_id: int
    preferred_family_name: str
    preferred_given_name: str
    username: str
    withdrawn_on: str | None


class PersonPhotoIn(TypedDict):
    """It is cut to a portrait and written anew; what the camera notes beside it is not kept."""

    image: str


class PersonPhotoKeptOut(TypedDict):
    """That a photo is kept. Without the picture: answers are remembered for a repeated request."""

    kept_at: str
    person_id: int
    sha256: str
    source: str


class PersonPhotoOut(TypedDict):
    """``image`` is the kept JPEG, 240 × 320, ``small`` 96 × 96, both in base64."""

    image: str
    kept_at: str
    person_id: int
    sha256: str
    small: str
    source: str


class PhotoAllowIn(TypedDict):
    note: str


class PhotoRefusalIn(TypedDict):
    asked_by: NotRequired[str]
    note: NotRequired[str]


class PhotoRefusalOut(TypedDict):
    asked_by: str
    note: str
    person_id: int
    recorded_at: str


class PhotoRuleIn(TypedDict):
    keeps: bool | None
    source: NotRequired[str]


class PhotoRuleOut(TypedDict):
    decided_at_id: int | None
    is_on: bool
    last_checked: str | None
    organisation_id: int
    source: str


class PlaceHoldIn(TypedDict):
    """Wait for any copy of what ``item_id`` is one of (``this_item``: only for this very one), or of
    ``product_id``."""

    item_id: NotRequired[int | None]
    need_by: NotRequired[str | None]
    note: NotRequired[str]
    override_reason: NotRequired[str]
    person_id: int
    pick_up_id: NotRequired[int | None]
    product_id: NotRequired[int | None]
    starts_on: NotRequired[str | None]
    this_item: NotRequired[bool]


class PlaceIn(TypedDict):
    """``organisation_id`` and the values of a new place; ``code`` is made when it is empty."""

    building_id: NotRequired[int | None]
    capacity: NotRequired[int | None]
    code: NotRequired[str]
    floor: NotRequired[str]
    kind: str
    name: str
    number: NotRequired[str]
    organisation_id: int
    parent_id: NotRequired[int | None]
    room_type: NotRequired[str]


class PlaceOut(TypedDict):
    building_id: int | None
    capacity: int | None
    closed_at: str | None
    code: str
    floor: str
    id: int
    kind: str
    name: str
    number: str
    organisation_id: int
    parent_id: int | None
    room_type: str


class PlacePatch(TypedDict):
    """Only what is sent changes."""

    building_id: NotRequired[int | None]
    capacity: NotRequired[int | None]
    code: NotRequired[str | None]
    floor: NotRequired[str | None]
    kind: NotRequired[str | None]
    name: NotRequired[str | None]
    notes: NotRequired[str | None]
    number: NotRequired[str | None]
    parent_id: NotRequired[int | None]
    room_type: NotRequired[str | None]


class PlaceTimesIn(TypedDict):
    digest_at: str
    organisation_id: NotRequired[int]
    quiet_from: str
    quiet_until: str


class PlaceTimesOut(TypedDict):
    digest_at: str
    organisation_id: int
    quiet_from: str
    quiet_until: str


class PlainItemIn(TypedDict):
    """Something without a serial number, e.g. a charger."""

    item_type_id: NotRequired[int | None]
    organisation_id: int
    product_id: int
    tag: str


class PoolIn(TypedDict):
    minimum: int


class PoolOut(TypedDict):
    """``ready``: own devices that wait to be fetched; each brings a loaner back."""

    available: int
    is_low: bool
    low_since: str | None
    minimum: int
    organisation_id: int
    overdue: int
    ready: int


class Problem(TypedDict):
    """RFC 9457 problem details."""

    code: str
    detail: str
    errors: NotRequired[list[dict[str, Any]]]
    remedy: str
    status: int
    title: str
    type: str


class ProviderFindingOut(TypedDict):
    """``verdict``: pass, fail or unknown."""

    remedy: str
    text: str
    verdict: str


class ProvisionalIn(TypedDict):
    """Somebody who is here and not in the roster yet."""

    badge: NotRequired[str]
    even_if_similar: NotRequired[bool]
    family_name: str
    given_name: str
    grade: NotRequired[str]
    homeroom_id: NotRequired[int | None]
    identifier: NotRequired[str]
    kind: NotRequired[str]
    language: NotRequired[str]
    note: NotRequired[str]
    organisation_id: int


class ProxyServerIn(TypedDict):
    """An EZproxy that trusts our tickets. ``secret``: the word behind the digest in its user.txt; empty: as it
    was."""

    digest: NotRequired[Literal["sha512", "sha256", "sha1", "md5"]]
    groups: NotRequired[str]
    login_url: str
    name: str
    organisation_id: int
    secret: NotRequired[str]


class ProxyServerOut(TypedDict):
    digest: str
    groups: str
    id: int
    login_url: str
    name: str
    organisation_id: int


class PullOut(TypedDict):
    """A copy to fetch from its shelf; whose it will be is told by the hold, to whom may see it."""

    hold_id: int
    item: str
    item_id: int
    pick_up_id: int
    product: str


class QuarantineIn(TypedDict):
    hazard: str
    place_id: int
    reason: NotRequired[str]


class QueueOut(TypedDict):
    parts: list[QueuePartOut]
    total: int


class QueuePartOut(TypedDict):
    """``part``: now, bell, today, later or waiting; ``total`` counts all, ``tickets`` are the first of them."""

    label: str
    part: str
    tickets: list[TicketOut]
    total: int


class RatingIn(TypedDict):
    is_good: bool
    why: NotRequired[str]


class RatingOut(TypedDict):
    at: str
    is_good: bool
    why: str


class ReadOut(TypedDict):
    read: int


class ReadingListIn(TypedDict):
    name: str


class ReadingListOut(TypedDict):
    changed_at: str
    id: int
    name: str


class ReadingListTitleIn(TypedDict):
    title_id: int


class ReadingListTitleOut(TypedDict):
    id: int
    title: str
    title_id: int


class ReasonIn(TypedDict):
    reason: NotRequired[str]


class RecordAccessOut(TypedDict):
    """Who may take a record without asking the office; ``student_grades``, with commas: whose students take their
    own."""

    guardians: bool
    last_checked: str | None
    source: str
    staff: bool
    student_grades: str


class RecordAccessPatch(TypedDict):
    """What is left out stays."""

    guardians: NotRequired[bool]
    last_checked: NotRequired[str | None]
    source: NotRequired[str]
    staff: NotRequired[bool]
    student_grades: NotRequired[str]


class RecordHandOutIn(TypedDict):
    basis: str
    purpose: str
    to: str


class RecordIn(TypedDict):
    """A record: ``mrk`` as MARCMaker text, or ``data`` in base64 with its ``form`` (iso2709, marcxml, json).
    ``expected_digest``: the digest of the record that was edited; another one by now is a conflict."""

    data: NotRequired[str]
    encoding: NotRequired[str]
    expected_digest: NotRequired[str]
    form: NotRequired[str]
    mrk: NotRequired[str]
    source: NotRequired[str]


class RecordOut(TypedDict):
    """The record as it is kept (``data`` in base64), and readable (``mrk``, empty when nothing can be read)."""

    data: str
    digest: str
    encoding: str
    form: str
    mrk: str
    remarks: list[dict[str, Any]]
    source: str
    was_salvaged: bool


class RecordPartOut(TypedDict):
    rows: int
    title: str


class RecordPartsOut(TypedDict):
    """What a record would hold, and the grounds on which it can be handed out."""

    grounds: list[DisclosureGroundOut]
    parts: list[RecordPartOut]


class RecordTemplateIn(TypedDict):
    """``text``: a line to a field, as MARCMaker writes it; {title}, {author}, {isbn}, {today} and {year} are
    filled in. ``is_field``: fields that are added to a record, not a record."""

    code: str
    format: NotRequired[str]
    is_field: NotRequired[bool]
    item_type_id: NotRequired[int | None]
    last_checked: NotRequired[str | None]
    name: str
    position: NotRequired[int]
    source: NotRequired[str]
    text: str


class RecordTemplateOut(TypedDict):
    code: str
    format: str
    id: int
    is_field: bool
    item_type_id: int | None
    last_checked: str | None
    name: str
    position: int
    source: str
    text: str


class RefusedLineOut(TypedDict):
    """``number``: which of the lines, from 1."""

    message: str
    number: int
    remedy: str
    text: str


class ReleaseIn(TypedDict):
    """``count``: the largest number the findings speak of, typed by a person who has looked."""

    count: int
    reason: str


class RemindedOut(TypedDict):
    """How many were told."""

    sent: int


class RenameSavedSearchIn(TypedDict):
    name: str


class RenewIn(TypedDict):
    override_reason: NotRequired[str]


class ReplyIn(TypedDict):
    """``minutes`` spent, by those who work on tickets. In a note, ``@name`` tells a colleague."""

    kind: NotRequired[Literal["reply", "note", "state"]]
    minutes: NotRequired[int | None]
    text: str


class ReportColumnOut(TypedDict):
    key: str
    label: str
    unit: str


class ReportFigureOut(TypedDict):
    before: ReportNumberOut
    key: str
    label: str
    now: ReportNumberOut
    unit: str


class ReportKindOut(TypedDict):
    asks: str
    name: str
    title: str


class ReportLineOut(TypedDict):
    label: str
    numbers: list[ReportNumberOut]


class ReportNumberOut(TypedDict):
    text: str
    value: float | None


class ReportOut(TypedDict):
    before_first: str
    before_last: str
    figures: list[ReportFigureOut]
    first: str
    last: str
    meaning: list[str]
    name: str
    place: str
    smallest_group: int
    tables: list[ReportTableOut]
    title: str


class ReportTableOut(TypedDict):
    columns: list[ReportColumnOut]
    key: str
    lines: list[ReportLineOut]
    title: str


class ResearchDatabaseOut(TypedDict):
    """How to get in is not here: it is for people of the school, on its page. ``check_state``: pass, fail or
    unknown."""

    access: str
    check_reason: str
    check_state: str
    checked_at: str | None
    description: str
    description_es: str
    grade_high: int
    grade_low: int
    id: int
    is_offered: bool
    languages: list[str]
    licence_until: str | None
    name: str
    organisation_id: int
    subjects: list[str]
    url: str


class ReservationIn(TypedDict):
    """Exactly one of ``item_id``, ``cart_id`` and ``item_type_id``; both days are school days, included."""

    cart_id: NotRequired[int | None]
    count: NotRequired[int]
    first_day: str
    item_id: NotRequired[int | None]
    item_type_id: NotRequired[int | None]
    last_day: str
    organisation_id: NotRequired[int | None]
    person_id: int
    place_id: NotRequired[int | None]
    reason: NotRequired[str]


class ReservationOut(TypedDict):
    """One thing, one cart, or ``count`` of a type. ``end``: returned, cancelled, lapsed, or empty while it stands."""

    cart_id: int | None
    collected_at: str | None
    count: int
    end: str
    ended_at: str | None
    first_day: str
    id: int
    item_id: int | None
    item_type_id: int | None
    keep_until: str
    last_day: str
    made_by: str
    organisation_id: int
    person_id: int
    place_id: int | None
    reason: str
    section_id: int | None


Resolution = Literal[
    "user_guidance",
    "restart",
    "reenrolled",
    "cable",
    "part_replaced",
    "device_replaced",
    "device_returned",
    "account_fixed",
    "policy_changed",
    "network_fixed",
    "vendor_fixed",
    "no_fault_found",
    "ended_by_itself",
    "not_supported",
    "duplicate",
    "became_project",
]


class RestoreArticleIn(TypedDict):
    number: int
    seen_version: int


class ReturnEntryIn(TypedDict):
    """One of many: exactly one of ``loan_id`` and ``item_id``."""

    accessories_missing: NotRequired[list[str]]
    condition: NotRequired[str]
    item_id: NotRequired[int | None]
    loan_id: NotRequired[int | None]
    parts_missing: NotRequired[list[str]]
    place_id: NotRequired[int | None]


class ReturnIn(TypedDict):
    """``accessories_missing``: codes of what did not come with it; all the rest came back. ``parts_missing``:
    barcodes of parts of a kit that stay on loan."""

    accessories_missing: NotRequired[list[str]]
    condition: NotRequired[str]
    parts_missing: NotRequired[list[str]]
    place_id: NotRequired[int | None]


class ReviewDecisionIn(TypedDict):
    answer: NotRequired[str]
    to: Literal["shown", "back", "removed"]


class ReviewFilter(TypedDict):
    state: NotRequired[Literal["waiting", "shown", "back", "removed"]]


class ReviewIn(TypedDict):
    stars: int
    text: NotRequired[str]


class ReviewOwnOut(TypedDict):
    """One's own, with how it stands and what the library said."""

    answer: str
    id: int
    stars: int
    state: str
    text: str
    title_id: int
    written_on: str


class ReviewReportIn(TypedDict):
    words: NotRequired[str]


class ReviewReportOut(TypedDict):
    is_hidden: bool


class ReviewSettingsIn(TypedDict):
    hide_after: NotRequired[int]
    is_on: NotRequired[bool]
    last_checked: NotRequired[str | None]
    rules_en: NotRequired[str]
    rules_es: NotRequired[str]
    signature: NotRequired[Literal["nobody", "grade", "first"]]
    source: NotRequired[str]


class ReviewSettingsOut(TypedDict):
    hide_after: int
    is_on: bool
    last_checked: str | None
    organisation_id: int
    rules_en: str
    rules_es: str
    signature: Literal["nobody", "grade", "first"]
    source: str


class ReviewShownOut(TypedDict):
    first_name: str
    grade: str
    id: int
    stars: int
    text: str


class ReviewToDecideOut(TypedDict):
    """For whoever decides: without its author, who is on the page for those who may know."""

    id: int
    is_held: bool
    organisation_id: int
    stars: int
    state: str
    text: str
    title_id: int
    written_on: str


class RoleGrantIn(TypedDict):
    account_id: int
    expires_on: NotRequired[str | None]
    organisation_id: NotRequired[int | None]
    reason: NotRequired[str]
    role: str


class RoleGrantOut(TypedDict):
    account_id: int
    expires_on: str | None
    granted_at: str
    granted_by: str
    id: int
    organisation_id: int | None
    reason: str
    role: str


class RoleKindOut(TypedDict):
    key: str
    label: str
    permissions: list[str]


class RoleOut(TypedDict):
    key: str
    label: str
    org_path: str


class RoleRuleIn(TypedDict):
    role: str
    source: NotRequired[str]


class RoleRuleOut(TypedDict):
    id: int
    last_checked: str | None
    role: str
    roster_role: str
    source: str


class RoutingRuleOut(TypedDict):
    """``conditions``: name -> [value, label] pairs, of which one has to fit."""

    conditions: dict[str, list[list[str]]]
    fired: int
    id: int
    if_words: str
    is_active: bool
    name: str
    organisation_id: int | None
    position: int
    problem: str
    then_words: list[str]
    tried_at: str | None
    tried_on: int
    waited_hours: int
    when: str
    would_fire: int


class RuleIn(TypedDict):
    item_type_id: NotRequired[int | None]
    name: str
    note: NotRequired[str]
    organisation_id: NotRequired[int | None]
    patron_group_id: NotRequired[int | None]
    source: NotRequired[str]
    value: str


class RuleOut(TypedDict):
    """One cell. Keys that are null mean any."""

    id: int
    item_type_id: int | None
    last_checked: str | None
    name: str
    note: str
    organisation_id: int | None
    patron_group_id: int | None
    source: str
    value: str


class SavedSearchIn(TypedDict):
    """``limits`` as the parameters of ``/catalogue/search``."""

    exactly: NotRequired[bool]
    limits: NotRequired[dict[str, str]]
    name: NotRequired[str]
    text: NotRequired[str]


class SavedSearchOut(TypedDict):
    """``new_count``: titles that came since ``seen_at``, as counted at ``counted_at``."""

    counted_at: str
    exactly: bool
    id: int
    limits: dict[str, str]
    name: str
    new_count: int
    seen_at: str
    text: str


class SavedSearchToPathfinderIn(TypedDict):
    pathfinder_id: int


class ScanInIn(TypedDict):
    """``lines``: each a serial number, or serial number and tag."""

    funding_source_id: NotRequired[int | None]
    item_type_id: NotRequired[int | None]
    lines: list[str]
    model_id: int
    order_number: NotRequired[str]
    organisation_id: int
    purchased_on: NotRequired[str | None]
    warranty_until: NotRequired[str | None]


class ScannedInOut(TypedDict):
    added: list[ItemOut]
    refused: list[RefusedLineOut]


class SchoolDayOut(TypedDict):
    """One day of a school: open or not, why not, and which bells ring."""

    date: str
    day_type: str
    is_open: bool
    reason: str


class ScreenTextIn(TypedDict):
    """An empty text is said as shipped."""

    en: NotRequired[str]
    es: NotRequired[str]


class ScreenTextOut(TypedDict):
    """``when`` it is shown; ``is_own``: in one language at least it is not as shipped."""

    en: str
    es: str
    is_own: bool
    key: str
    when: str


class SearchQuery(TypedDict):
    limit: NotRequired[int]
    q: str


class SecondFactorRuleIn(TypedDict):
    """Whoever holds ``role`` needs a second factor from that day on; ``note``: who decided it."""

    note: NotRequired[str]
    required_from: str
    role: str


class SecondFactorRuleOut(TypedDict):
    id: int
    note: str
    required_from: str
    role: str


class SectionOut(TypedDict):
    class_code: str
    grades: str
    id: int
    kind: str
    location: str
    organisation_id: int
    periods: str
    title: str


class SelfCheckTextIn(TypedDict):
    """Both languages. Empty, or the same as above: as the organisations above say it, or as shipped."""

    en: NotRequired[str]
    es: NotRequired[str]


class SelfCheckTextOut(TypedDict):
    """``organisation_id``: whose words they are; null: as shipped."""

    key: str
    language: Literal["en", "es"]
    organisation_id: int | None
    text: str


class SeriesVolumeOut(TypedDict):
    id: int
    title: str
    volume: str


class ServiceLevelFilter(TypedDict):
    impact: NotRequired[str]
    organisation_id: NotRequired[int | None]
    priority: NotRequired[int | None]
    urgency: NotRequired[str]


class ServiceLevelIn(TypedDict):
    """Minutes of working time; ``lesson_within`` 0: lessons do not count. ``organisation_id`` null: everywhere."""

    answer_minutes: int
    impact: Impact
    lesson_within: NotRequired[int]
    organisation_id: NotRequired[int | None]
    priority: int
    resolve_minutes: int
    source: NotRequired[str]
    urgency: Urgency


class ServiceLevelOut(TypedDict):
    answer_minutes: int
    id: int
    impact: str
    last_checked: str | None
    lesson_within: int
    organisation_id: int | None
    priority: int
    resolve_minutes: int
    source: str
    urgency: str


class SessionOut(TypedDict):
    """``end_date`` is exclusive, as in OneRoster."""

    end_date: str
    id: int
    kind: str
    parent_id: int | None
    school_year: int
    start_date: str
    title: str


class SessionsEndedOut(TypedDict):
    ended: int


class SettleClaimIn(TypedDict):
    outcome: Literal["found", "refused", "forgiven"]


class ShelfCheckDetailOut(TypedDict):
    ended_at: str | None
    figures: ShelfFiguresOut
    first: str
    id: int
    last: str
    marked_at: str | None
    organisation_id: int
    shelving_place_id: int | None
    started_at: str
    started_by: str
    unseen: int


class ShelfCheckFilter(TypedDict):
    is_over: NotRequired[bool | None]
    organisation_id: NotRequired[int | None]


class ShelfCheckIn(TypedDict):
    seen: str


class ShelfCheckOut(TypedDict):
    """``marked_at``: when what was not seen was set missing."""

    ended_at: str | None
    first: str
    id: int
    last: str
    marked_at: str | None
    organisation_id: int
    shelving_place_id: int | None
    started_at: str
    started_by: str


class ShelfFiguresOut(TypedDict):
    """``scanned`` are codes, each once; ``expected`` copies."""

    elsewhere: int
    expected: int
    found: int
    here: int
    not_listed: int
    on_loan: int
    scanned: int
    set_aside: int
    unknown: int


class ShelfMisplacedOut(TypedDict):
    """A spine that stands wrong, and the two it belongs between; null at an end."""

    after: ShelfScanOut | None
    before: ShelfScanOut | None
    scan: ShelfScanOut


class ShelfMissingOut(TypedDict):
    count: int


class ShelfScanFilter(TypedDict):
    finding: NotRequired[Literal["", "here", "found", "elsewhere", "set_aside", "on_loan", "not_listed", "unknown"]]


class ShelfScanIn(TypedDict):
    code: str


class ShelfScanOut(TypedDict):
    """``finding``: here, found (was missing), elsewhere, set_aside, on_loan, not_listed, unknown. ``copy_id``
    null: nobody knows the code."""

    at: str
    call_number: str
    code: str
    copy_id: int | None
    finding: str
    id: int
    title: str


class ShelfUnseenIn(TypedDict):
    """``count``: how many there are, typed by somebody who has looked for them."""

    count: int


class ShelvingOrderIn(TypedDict):
    ids: list[int]
    organisation_id: int


class ShelvingPlaceIn(TypedDict):
    """A code is made of the name where none is given."""

    by_genre: NotRequired[bool]
    code: NotRequired[str]
    directions: NotRequired[str]
    name: str
    organisation_id: int
    place_id: NotRequired[int | None]
    position: NotRequired[int]


class ShelvingPlaceOut(TypedDict):
    by_genre: bool
    code: str
    directions: str
    id: int
    name: str
    organisation_id: int
    place_id: int | None
    position: int


class SignInRulesOut(TypedDict):
    passwords_allowed: bool
    whom_to_ask: str


class SignInRulesPatch(TypedDict):
    """What is left out stays. ``whom_to_ask`` is shown to people without an account."""

    passwords_allowed: NotRequired[bool]
    whom_to_ask: NotRequired[str]


class SignOffIn(TypedDict):
    minutes: NotRequired[int | None]
    resolution: Resolution
    text: str


class SignedInSessionOut(TypedDict):
    """``way``: password, passkey, the provider's name, kiosk."""

    account_id: int
    began_at: str
    device: str
    id: int
    seen_at: str
    way: str


class SourceIn(TypedDict):
    """One source. Names by role (author, editor, translator, director, host, interviewer, uploader) as “Family,
    Given”."""

    accessed: NotRequired[str | None]
    container: NotRequired[str]
    database: NotRequired[str]
    day: NotRequired[int | None]
    doi: NotRequired[str]
    edition: NotRequired[str]
    kind: Kind
    location: NotRequired[str]
    medium: NotRequired[str]
    month: NotRequired[int | None]
    number: NotRequired[str]
    original_year: NotRequired[int | None]
    pages: NotRequired[str]
    part: NotRequired[Literal["", "spring", "summer", "fall", "autumn", "winter"]]
    people: NotRequired[dict[str, list[str]]]
    place: NotRequired[str]
    publisher: NotRequired[str]
    season: NotRequired[str]
    title: NotRequired[str]
    until: NotRequired[int | None]
    url: NotRequired[str]
    version: NotRequired[str]
    volume: NotRequired[str]
    year: NotRequired[int | None]


class SplitIn(TypedDict):
    title: str


class SplitOut(TypedDict):
    left: list[str]


class StateIn(TypedDict):
    """``to`` a state; ``details`` what the step requires, as the page's form takes it."""

    details: NotRequired[dict[str, str]]
    to: str


class StatusIn(TypedDict):
    """``details`` answers what the transition asks for, by name; a place is its id."""

    details: NotRequired[dict[str, Any]]
    reason: NotRequired[str]
    to: str


class StopOut(TypedDict):
    """``url`` is the page where it is said to be done; ``during_lesson``: teaching is stopped there, so one goes
    in."""

    arrives: str
    during_lesson: bool
    is_agreed: bool
    key: str
    place: str
    place_id: int
    stops_teaching: bool
    title: str
    url: str


class StretchOut(TypedDict):
    """Stops on one floor before the same bell; ``before`` null: no lesson comes any more."""

    before: str | None
    building: str
    floor: str
    stops: list[StopOut]


Style = Literal["mla9", "apa7", "chicago17"]


class SuspendIn(TypedDict):
    """The last day on which it is passed over; null: no longer."""

    until: NotRequired[str | None]


class SwapIn(TypedDict):
    """``key`` may be left out when the request carries an Idempotency-Key; one of both is needed."""

    charger_stays: NotRequired[bool]
    device_id: int
    is_damaged: NotRequired[bool]
    key: NotRequired[str]
    loaner_id: int
    note: NotRequired[str]
    override_reason: NotRequired[str]
    person_id: int
    symptom: str


class SwapOut(TypedDict):
    at: str
    brought_by_other: bool
    by: str
    charger_stays: bool
    device_id: int
    finished_at: str | None
    id: int
    is_damaged: bool
    loan_id: int | None
    loaner_id: int
    person_id: int
    ticket_id: int
    undone_at: str | None


class SwapReturnIn(TypedDict):
    """``accessories_missing``: codes of what did not come with the loaner."""

    accessories_missing: NotRequired[list[str]]
    condition: NotRequired[str]


class SwitchIn(TypedDict):
    is_active: bool


class SwitchProviderIn(TypedDict):
    is_on: bool


class SymptomEditIn(TypedDict):
    failure_category: NotRequired[str]
    for_helpers: NotRequired[bool]
    icon: NotRequired[str]
    is_active: NotRequired[bool]
    label: str
    position: NotRequired[int]
    quarantine: NotRequired[bool]


class SymptomIn(TypedDict):
    code: str
    failure_category: NotRequired[str]
    for_helpers: NotRequired[bool]
    icon: NotRequired[str]
    is_active: NotRequired[bool]
    label: str
    position: NotRequired[int]
    quarantine: NotRequired[bool]


class SymptomOut(TypedDict):
    code: str
    failure_category: str
    for_helpers: bool
    icon: str
    id: int
    is_active: bool
    label: str
    position: int
    quarantine: bool


class TagRuleIn(TypedDict):
    example: NotRequired[str]
    last_checked: NotRequired[str | None]
    min_length: int
    pattern: NotRequired[str]
    source: NotRequired[str]


class TagRuleOut(TypedDict):
    example: str
    last_checked: str | None
    min_length: int
    pattern: str
    source: str


class TakeEvidenceIn(TypedDict):
    """``reason``: the code of a reason, whose needs are then looked after; empty: none."""

    reason: NotRequired[str]


class TakeOverIn(TypedDict):
    """A record from another catalogue, which ``source`` names; ``title_id`` null: as a new title."""

    data: NotRequired[str]
    encoding: NotRequired[str]
    expected_digest: NotRequired[str]
    form: NotRequired[str]
    mrk: NotRequired[str]
    source: str
    title_id: NotRequired[int | None]


class TargetIn(TypedDict):
    """What is left out stays as it is; of a new one, it has its usual value."""

    author_index: NotRequired[str]
    database: NotRequired[str]
    encoding: NotRequired[Literal["", "utf-8", "marc-8", "iso-8859-1", "cp1252", "cp1251", "koi8-r"]]
    host: NotRequired[str]
    is_on: NotRequired[bool]
    is_private_allowed: NotRequired[bool]
    isbn_index: NotRequired[str]
    name: NotRequired[str]
    password: NotRequired[str]
    port: NotRequired[int]
    position: NotRequired[int]
    protocol: NotRequired[Literal["sru", "z3950"]]
    record_schema: NotRequired[str]
    seconds: NotRequired[int]
    syntax: NotRequired[Literal["usmarc", "xml"]]
    title_index: NotRequired[str]
    trial_isbn: NotRequired[str]
    url: NotRequired[str]
    username: NotRequired[str]
    version: NotRequired[Literal["1.1", "1.2", "2.0"]]


class TargetOut(TypedDict):
    author_index: str
    database: str
    encoding: str
    findings: list[dict[str, str]]
    host: str
    id: int
    is_on: bool
    is_private_allowed: bool
    isbn_index: str
    last_checked: str | None
    name: str
    port: int
    position: int
    protocol: str
    record_schema: str
    seconds: int
    source: str
    syntax: str
    tested_at: str | None
    title_index: str
    trial_isbn: str
    url: str
    username: str
    verdict: str
    version: str


class TaskOut(TypedDict):
    """``error``: the kind of error of failed work; its trace is on its page."""

    enqueued_at: str
    error: str
    finished_at: str | None
    id: str
    started_at: str | None
    status: str
    work: str


class TellTeamIn(TypedDict):
    team: Literal["campus", "district"]


class TerminalIn(TypedDict):
    """What is left out stays as it is; for a new one, as usual."""

    allowed: NotRequired[list[str] | None]
    asks_about_fees: NotRequired[bool | None]
    due_form: NotRequired[str | None]
    encoding: NotRequired[str | None]
    error_detection: NotRequired[str | None]
    institution: NotRequired[str | None]
    is_on: NotRequired[bool | None]
    language: NotRequired[str | None]
    line_end: NotRequired[str | None]
    most_connections: NotRequired[int | None]
    most_misses: NotRequired[int | None]
    name: NotRequired[str | None]
    pin: NotRequired[str | None]
    takes_numbers: NotRequired[bool | None]
    tells_emails: NotRequired[str | None]
    tells_fees: NotRequired[bool | None]
    tells_names: NotRequired[str | None]
    uid: NotRequired[str | None]


class TerminalNoteOut(TypedDict):
    """Something a machine did or could not do, to be looked at. It names the thing, never a borrower."""

    at: str
    id: int
    item_id: int | None
    settled_at: str | None
    settled_by: str
    terminal_id: int
    text: str


class TerminalOut(TypedDict):
    allowed: list[str]
    asks_about_fees: bool
    due_form: str
    encoding: str
    error_detection: str
    id: int
    institution: str
    is_on: bool
    language: str
    line_end: str
    most_connections: int
    most_misses: int
    name: str
    organisation_id: int
    pin: str
    place_id: int | None
    problem: str
    problem_at: str | None
    seen_at: str | None
    seen_from: str
    takes_numbers: bool
    tells_emails: str
    tells_fees: bool
    tells_names: str
    uid: str


class TerminalWithPassword(TypedDict):
    """``password`` is in this answer and nowhere else."""

    password: str
    terminal: TerminalOut


class TextbookIn(TypedDict):
    """``kind``: each (one for each student), set (``wanted`` of them, held by the teacher). Any copy says the
    title."""

    item_id: NotRequired[int | None]
    kind: NotRequired[str]
    product_id: NotRequired[int | None]
    section_id: int
    wanted: NotRequired[int]


class TextbookIssueIn(TypedDict):
    item_id: int
    override_reason: NotRequired[str]
    person_id: int


class TextbookLineOut(TypedDict):
    """One student (or teacher) of the class; ``loan_id`` null is who lacks one."""

    due_at: str | None
    is_lost: bool
    item_id: int | None
    loan_id: int | None
    person_id: int


class TextbookOut(TypedDict):
    id: int
    kind: str
    product_id: int
    section_id: int
    wanted: int


class TextbookSetIn(TypedDict):
    """So many, or these. Taken back, ``count`` must be all that is lent; else say what came."""

    count: NotRequired[int | None]
    item_ids: NotRequired[list[int]]
    override_reason: NotRequired[str]
    teacher_id: int


class TextbookSetOut(TypedDict):
    count: int


class TicketArticleOut(TypedDict):
    """The article by its ``id``; it was made with the ticket's words, without people and tags."""

    body: str
    id: int
    state: str
    title: str
    version: int


class TicketDetailOut(TypedDict):
    assignee_id: int | None
    closed_at: str | None
    description: str
    due_at: str | None
    entries: list[EntryOut]
    hurts_at: str | None
    id: int
    impact: str
    is_private: bool
    item_ids: list[int]
    number: str
    opened_at: str
    opened_by: str
    organisation_id: int
    origin: str
    place_id: int | None
    priority: int
    requester_id: int | None
    requester_label: str
    resolution: str
    resolved_at: str | None
    state: str
    symptom: str | None
    title: str
    urgency: str
    wake_on: str | None


class TicketFilter(TypedDict):
    """``open_only``: neither resolved nor closed nor cancelled."""

    assignee_id: NotRequired[int | None]
    impact: NotRequired[str]
    item_id: NotRequired[int | None]
    open_only: NotRequired[bool]
    organisation_id: NotRequired[int | None]
    origin: NotRequired[str]
    place_id: NotRequired[int | None]
    requester_id: NotRequired[int | None]
    state: NotRequired[str]
    symptom: NotRequired[str]
    unassigned: NotRequired[bool]
    urgency: NotRequired[str]


class TicketIn(TypedDict):
    """A new ticket. Without ``requester_id`` and ``requester_label`` it is the caller's own."""

    description: NotRequired[str]
    impact: NotRequired[Impact]
    is_private: NotRequired[bool]
    item_ids: NotRequired[list[int]]
    organisation_id: NotRequired[int | None]
    place_id: NotRequired[int | None]
    requester_id: NotRequired[int | None]
    requester_label: NotRequired[str]
    symptom: NotRequired[str]
    title: str
    urgency: NotRequired[Urgency]


class TicketMergeOut(TypedDict):
    id: int
    keeper_id: int
    loser_id: int
    merged_at: str


class TicketOfMailIn(TypedDict):
    """An empty ``title``: the mail's subject. Without ``requester_id``: whom the address names, else a walk-in."""

    requester_id: NotRequired[int | None]
    title: NotRequired[str]


class TicketOut(TypedDict):
    assignee_id: int | None
    closed_at: str | None
    description: str
    due_at: str | None
    hurts_at: str | None
    id: int
    impact: str
    is_private: bool
    number: str
    opened_at: str
    opened_by: str
    organisation_id: int
    origin: str
    place_id: int | None
    priority: int
    requester_id: int | None
    requester_label: str
    resolution: str
    resolved_at: str | None
    state: str
    symptom: str | None
    title: str
    urgency: str
    wake_on: str | None


class TimingIn(TypedDict):
    """School days, but ``reopen_days`` and ``alarm_minutes``. ``organisation_id`` null: everywhere."""

    alarm_minutes: NotRequired[int]
    close_after: NotRequired[int]
    close_resolved_after: NotRequired[int]
    organisation_id: NotRequired[int | None]
    remind_after: NotRequired[int]
    reopen_days: NotRequired[int]
    source: NotRequired[str]
    warn_after: NotRequired[int]


class TimingOut(TypedDict):
    alarm_minutes: int
    close_after: int
    close_resolved_after: int
    id: int
    last_checked: str | None
    organisation_id: int | None
    remind_after: int
    reopen_days: int
    source: str
    warn_after: int


class TitleFilter(TypedDict):
    """``text``: an ISBN, LCCN, a copy's barcode, or how title or author begin."""

    control_number: NotRequired[str]
    format: NotRequired[str]
    is_hidden: NotRequired[bool | None]
    is_temporary: NotRequired[bool | None]
    language: NotRequired[str]
    text: NotRequired[str]


class TitleGenreIn(TypedDict):
    """``section_id`` null: where its record says."""

    organisation_id: int
    section_id: NotRequired[int | None]


class TitleGenreOut(TypedDict):
    """``is_said``: the school said so, not the record."""

    is_said: bool
    organisation_id: int
    section_id: int | None


class TitleIn(TypedDict):
    data: NotRequired[str]
    encoding: NotRequired[str]
    expected_digest: NotRequired[str]
    form: NotRequired[str]
    item_type_id: NotRequired[int | None]
    mrk: NotRequired[str]
    source: NotRequired[str]


class TitleInHurryIn(TypedDict):
    author: NotRequired[str]
    isbn: NotRequired[str]
    title: str


class TitleMergeIn(TypedDict):
    """``other_id`` goes into the title of the address."""

    other_id: int
    reason: str
    take: NotRequired[list[str]]


class TitleOut(TypedDict):
    """A title. ``year`` is a number, ``year_text`` as printed; ``language`` a MARC code."""

    audience: str
    author: str
    changed_at: str
    control_number: str
    control_source: str
    dewey: str
    edition: str
    extent: str
    format: str
    id: int
    is_fiction: bool | None
    is_hidden: bool
    is_temporary: bool
    item_type_id: int
    language: str
    numbers: list[NumberOut]
    publisher: str
    responsibility: str
    summary: str
    title: str
    year: int | None
    year_text: str


class TitlePatch(TypedDict):
    is_hidden: NotRequired[bool | None]
    is_temporary: NotRequired[bool | None]


class TitleReviewsOut(TypedDict):
    """``average`` with three reviews or more."""

    average: float | None
    count: int
    reviews: list[ReviewShownOut]


class TokenOut(TypedDict):
    account_id: int
    created_at: str
    expires_at: str | None
    id: int
    last_used_at: str | None
    name: str
    permissions: list[str]
    prefix: str
    revoked_at: str | None


class ToldOut(TypedDict):
    """How many were told."""

    told: int


class TransitionOut(TypedDict):
    """A step this actor may take, and the names of what it asks for."""

    label: str
    needs: list[str]
    to: str


class TrialOut(TypedDict):
    """``rows``: the latest of the tickets it fits."""

    fits: int
    looked_at: int
    problem: str
    rows: list[TrialRowOut]


class TrialRowOut(TypedDict):
    did: list[str]
    ticket_id: int
    would: list[str]


class UndoOfferOut(TypedDict):
    change_id: str
    expires_at: str
    label: str
    token: str


class UndoneOut(TypedDict):
    """``undone``: what was taken back, and in words what of it could not be."""

    undone: str


class UnitPlaceIn(TypedDict):
    """``unit`` as an issue names it: an organisational unit, or a location."""

    field: NotRequired[Literal["unit", "location"]]
    organisation_id: int
    unit: str


Urgency = Literal["cannot_teach", "slowed", "can_wait"]


class VisitChildOut(TypedDict):
    """A child of the class with numbers of library things; no titles: those are in the loans, for those who may
    know."""

    is_blocked: bool
    lent_today: int
    name: str
    out: int
    overdue: int
    person_id: int


class VisitClassOut(TypedDict):
    """A class that may be served in the library. ``days``: on which weekdays it comes, in words."""

    comes_today: bool
    days: str
    id: int
    organisation_id: int
    students: int
    title: str


class VisitIn(TypedDict):
    """``account_id``: who comes, else the caller."""

    account_id: NotRequired[int | None]
    day: str
    period: str


class VisitOut(TypedDict):
    account_id: int
    day: str
    ends_at: str
    id: int
    period: str
    place_id: int | None
    starts_at: str
    state: str
    ticket_id: int
    why: str


class WaiveIn(TypedDict):
    reason: str


class WalkAnswerIn(TypedDict):
    """``answer`` empty: “I do not know”."""

    answer: NotRequired[str]
    question: str


class WalkChoiceOut(TypedDict):
    """An answer to a question, or a reason to hand over."""

    key: str
    say: str


class WalkDetailOut(TypedDict):
    """``safety``: keys of warnings that belong to the whole card."""

    answers: dict[str, str]
    audience: str
    card: str
    ended_at: str | None
    escalation: str
    id: int
    item_id: int | None
    language: str
    organisation_id: int
    place_id: int | None
    safety: list[str]
    screen: WalkScreenOut
    started_at: str
    state: str
    title: str
    tries: list[WalkTryOut]
    version: int


class WalkEvidenceOut(TypedDict):
    """``kind``: text, photo, number, yes_no, or choice:a|b."""

    key: str
    kind: str
    what: str


class WalkFilter(TypedDict):
    card: NotRequired[str]
    organisation_id: NotRequired[int | None]
    place_id: NotRequired[int | None]
    state: NotRequired[str]


class WalkHandOverIn(TypedDict):
    """``escalation``: the key of one of the card's reasons; empty: nothing helped."""

    escalation: NotRequired[str]


class WalkIn(TypedDict):
    """Without ``person_id`` it is the caller's own trouble. ``place``: a room's code; ``item``: any code of a
    device. Without ``item``, the one thing of the room that the card can be about is taken."""

    card: str
    item: NotRequired[str]
    language: NotRequired[Literal["en", "es"]]
    person_id: NotRequired[int | None]
    place: NotRequired[str]
    said: NotRequired[str]


class WalkOut(TypedDict):
    """A walk through a fix card. Whose trouble it is, and what they typed, is not told."""

    audience: str
    card: str
    ended_at: str | None
    escalation: str
    id: int
    item_id: int | None
    language: str
    organisation_id: int
    place_id: int | None
    started_at: str
    state: str
    version: int


class WalkPlanOut(TypedDict):
    """``more``: open tickets with a place that are not on the walk."""

    made_at: str
    more: int
    organisation: str
    organisation_id: int
    stretches: list[StretchOut]


class WalkScreenOut(TypedDict):
    """The one thing to do now, in the walk's language; words between ``**`` are strong. ``ask``: give one of
    ``answers``, or "" for “I do not know”. ``do``: a step; say one of ``outcomes``. ``stop`` and ``out``: do
    what is in ``first``, then hand over or open a ticket, with ``key`` or one of ``escalations``, and with what
    is in ``evidence``. ``elsewhere``: it is the case of ``card``; go on. ``over``: it has ended."""

    answers: list[WalkChoiceOut]
    card: str
    escalations: list[WalkChoiceOut]
    evidence: list[WalkEvidenceOut]
    first: list[str]
    key: str
    keys: list[str]
    kind: Literal["ask", "do", "stop", "out", "elsewhere", "over"]
    number: int
    of: int
    outcomes: list[str]
    picture: str
    risk: str
    text: str
    urgent: bool


class WalkStepIn(TypedDict):
    outcome: Literal["worked", "did_not", "done", "skipped"]
    step: str


class WalkTicketIn(TypedDict):
    """``escalation``: which of the card's reasons to hand over is true. ``evidence``: what the card asks for, by
    its keys."""

    escalation: NotRequired[str]
    evidence: NotRequired[dict[str, str]]
    words: NotRequired[str]


class WalkTryOut(TypedDict):
    outcome: str
    step: str


class WantedLabelFilter(TypedDict):
    kind: NotRequired[Literal["", "spine", "pocket", "barcode"]]
    organisation_id: NotRequired[int | None]


class WantedLabelOut(TypedDict):
    """``code`` and ``lines`` are what stands on it; both empty where there is nothing to print yet."""

    code: str
    copy_id: int
    id: int
    kind: str
    lines: list[str]
    since: str


class WebhookDeliveryOut(TypedDict):
    attempts: int
    created_at: str
    event_id: str
    id: int
    next_try_at: str | None
    problem: str
    response_status: int | None
    sent_at: str | None
    state: str
    verb: str


class WebhookIn(TypedDict):
    give_up_days: NotRequired[int]
    name: str
    organisation_id: NotRequired[int]
    url: str
    verbs: list[str]


class WebhookMadeOut(TypedDict):
    disabled_because: str
    failing_since: str | None
    give_up_days: int
    id: int
    is_active: bool
    name: str
    org_path: str
    secret: str
    url: str
    verbs: list[str]


class WebhookOut(TypedDict):
    disabled_because: str
    failing_since: str | None
    give_up_days: int
    id: int
    is_active: bool
    name: str
    org_path: str
    url: str
    verbs: list[str]


class WebhookPatch(TypedDict):
    give_up_days: NotRequired[int | None]
    is_active: NotRequired[bool | None]
    name: NotRequired[str | None]
    url: NotRequired[str | None]
    verbs: NotRequired[list[str] | None]


class WeedingCopyOut(TypedDict):
    """A copy that a rule proposes. ``why`` and ``look_for`` in words; ``last_used`` a month, null: never since
    that is counted."""

    barcode: str
    call_number: str
    condition: str
    copy_id: int
    last_used: str | None
    look_for: str
    organisation_id: int
    shelving_place_id: int | None
    title: str
    title_id: int
    why: str
    year: int | None


class WeedingFilter(TypedDict):
    organisation_id: NotRequired[int | None]
    rule_id: NotRequired[int | None]


class WeedingRuleIn(TypedDict):
    """Call numbers as beginnings. Of two limits both have to be passed, unless ``either``. ``organisation_id``
    null: all schools."""

    either: NotRequired[bool]
    first: str
    last: str
    last_checked: NotRequired[str | None]
    look_for: NotRequired[str]
    max_age: NotRequired[int | None]
    max_unused: NotRequired[int | None]
    name: str
    organisation_id: NotRequired[int | None]
    source: NotRequired[str]


class WeedingRuleOut(TypedDict):
    either: bool
    first: str
    id: int
    last: str
    last_checked: str | None
    look_for: str
    max_age: int | None
    max_unused: int | None
    name: str
    organisation_id: int | None
    source: str


class WeekIn(TypedDict):
    """Days by their English names, e.g. monday."""

    open_days: list[str]


class WeekOut(TypedDict):
    open_days: list[str] | None


class WinnerOut(TypedDict):
    """A rule's effective value; ``rule_id`` None is the built-in default."""

    because: str
    name: str
    rule_id: int | None
    value: str


class WithdrawCopyIn(TypedDict):
    reason: str


class WithdrawIn(TypedDict):
    on: NotRequired[str | None]
    reason: NotRequired[str]


class WithdrawOneIn(TypedDict):
    on: NotRequired[str | None]
    person_id: int
    reason: NotRequired[str]


class YearEndIn(TypedDict):
    organisation_id: int


class YearEndOut(TypedDict):
    cleared: dict[str, int]
    ended_at: str
    ended_by: str
    id: int
    organisation_id: int
    school_year: int


class YearPreviewOut(TypedDict):
    """What closing the year would clear, and what is to be settled by people first."""

    by_grade: dict[str, int]
    clears: dict[str, int]
    dates_missing: list[str]
    is_ended: bool
    school_year: int
    settle: dict[str, int]
