"""Every operation as a method. Written by ``python -m tools.api_client`` from docs/reference/openapi.json; do not edit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, cast

from firstbell_client.caller import Caller, segment
from firstbell_client.shapes import (
    AccessoryOut,
    AccessoryProductIn,
    AccessoryProductOut,
    AccountOut,
    AccountPatch,
    AddResearchDatabaseIn,
    AdoptIdsIn,
    AgeExceptionIn,
    AgeExceptionOut,
    AgeLimitIn,
    AgeLimitOut,
    AheadIn,
    AlarmIn,
    AlarmOut,
    ArticleDetailOut,
    ArticleFeedbackIn,
    ArticleFeedbackOut,
    ArticleIn,
    ArticleOut,
    ArticleReportOut,
    ArticleReviewIn,
    ArticleStateIn,
    ArticleVersionOut,
    AssignIn,
    AttachmentOut,
    AuditOut,
    AvailabilityOut,
    BadgeIn,
    BalanceOut,
    BeginShelfCheckIn,
    BellScheduleIn,
    BellScheduleOut,
    BlockIn,
    BlockOut,
    BookListIn,
    BookListOut,
    BookListShowIn,
    BookListTitleIn,
    BookListTitleOut,
    BorrowingOut,
    BuildingIn,
    BuildingOut,
    CalendarEntryIn,
    CalendarEntryOut,
    CalendarImportedOut,
    CalendarPreviewOut,
    CampaignIn,
    CampaignMoveIn,
    CampaignOut,
    CannedAnswerIn,
    CannedAnswerOut,
    CardDetailOut,
    CardMatchOut,
    CardOut,
    CardReportOut,
    CardSwitchIn,
    CardTextOut,
    CardVersionOut,
    CartCheckIn,
    CartCheckOut,
    CartLoanIn,
    CartLoanOut,
    CartOut,
    CartReturnIn,
    CaseOut,
    CasePlanIn,
    CatalogueAccessOut,
    CatalogueAccessPatch,
    CatalogueOut,
    CatalogueTitleOut,
    ChargeAccessoryIn,
    ChatRoomIn,
    ChatRoomOut,
    ChatRoomPatch,
    CheckedInAccessoryOut,
    CheckInIn,
    CheckInOut,
    CitationListIn,
    CitationListOut,
    CitationOut,
    CitedOut,
    CiteIn,
    ClaimIn,
    ClaimOut,
    ClassSetAnswerIn,
    ClassSetHandedOut,
    ClassSetIn,
    ClassSetOut,
    ClearanceOut,
    ClockRuleIn,
    ClockRuleOut,
    ClocksOut,
    CloseCaseIn,
    CollectIn,
    CollectOut,
    ColumnMappingIn,
    ColumnMappingOut,
    ConditionIn,
    ConflictOut,
    ConvertIn,
    CopyIn,
    CopyOut,
    CopyPatch,
    CoverOut,
    CoverServiceIn,
    CoverServiceOut,
    CoversFromZipOut,
    DecisionIn,
    DeviceIn,
    DisclosureOut,
    DoneIn,
    DuplicatesOut,
    EditArticleIn,
    EditBookListIn,
    EditBookListTitleIn,
    EditCardIn,
    EditCitationListIn,
    EditPathfinderIn,
    EditPathfinderPartIn,
    EditRecordIn,
    EditResearchDatabaseIn,
    EffectiveOut,
    EntriesDeviceIn,
    EntriesLibraryDaysEntryIn,
    EntriesLoanIn,
    EntriesProvisionalIn,
    EntriesReturnEntryIn,
    EntriesShelfScanIn,
    EntriesWithdrawOneIn,
    EntryOut,
    EscalationAnswerIn,
    EscalationIn,
    EscalationNumberIn,
    EscalationOut,
    EscalationReasonIn,
    EscalationReasonOut,
    EscalationReturnIn,
    EscalationRouteIn,
    EscalationRouteOut,
    ExpectedOut,
    ExplainOut,
    FactorsResetIn,
    FactorsResetOut,
    FeeChargeIn,
    FeeMoneyIn,
    FeeOut,
    FeeReasonIn,
    FiguresOut,
    FollowUpIn,
    FormerRecordDetailOut,
    FormerRecordOut,
    FoundLineIn,
    FoundLineOut,
    FreePeriodOut,
    FundingIn,
    FundingOut,
    GenreSectionIn,
    GenreSectionOut,
    GiveBackIn,
    GoneIn,
    GoneOut,
    GraceIn,
    GraceOut,
    GuardianIn,
    GuardianOut,
    HandOutIn,
    HelperJobIn,
    HelperJobOut,
    HitsOut,
    HolderOut,
    HoldIn,
    HoldOut,
    IdentifierOut,
    IdentityProviderOut,
    ImportChoicesPatch,
    ImportColumnsIn,
    ImportColumnsOut,
    ImportGuardOut,
    ImportGuardPatch,
    ImportIssueOut,
    ImportMeaningIn,
    ImportMeaningOut,
    ImportOut,
    ImportSourceOut,
    InboundMailOut,
    IncidentDetailOut,
    IncidentIn,
    IncidentOut,
    ItemMergeIn,
    ItemOut,
    ItemPatch,
    ItemTypeIn,
    ItemTypeOut,
    JobOut,
    JoinIncidentIn,
    JoinMailIn,
    KeepCopyIn,
    KeptCopyOut,
    KioskOut,
    KioskPatch,
    KioskPinIn,
    KitIn,
    KitPartIn,
    KitPartOut,
    KnownIncidentOut,
    LabelPrinterIn,
    LabelPrinterOut,
    LabelSizeIn,
    LabelSizeOut,
    LabelsPrintedIn,
    LabelsPrintedOut,
    LeaveOutIn,
    LibraryDaysIn,
    LibraryDaysOut,
    LikeOut,
    LinkedIdentityOut,
    LinkIn,
    LinkOut,
    LoadOut,
    LoadProfileIn,
    LoadProfileOut,
    LoanIn,
    LoanOut,
    LocationRuleIn,
    LocationRuleOut,
    MailboxIn,
    MailboxOut,
    MatchIn,
    MatchOut,
    MemberOut,
    MeOut,
    MergeIn,
    MergeOut,
    MergePreviewOut,
    MeTooIn,
    MeTooOut,
    MissedSearchOut,
    ModelAccessoryIn,
    ModelAccessoryOut,
    ModelIn,
    ModelOut,
    MoveBookListTitleIn,
    MoveCopyIn,
    MoveIn,
    MovePathfinderPartIn,
    NamedDateIn,
    NamedDateOut,
    NewCardIn,
    NewMailboxIn,
    NewTerminalIn,
    NoticeDeliveryOut,
    NoticeKindOut,
    NoticeOut,
    NoticePreferencesOut,
    NoticePreferencesPatch,
    NoticeSwitchIn,
    NoticeSwitchOut,
    NoticeWordingIn,
    NoticeWordingOut,
    NoticeWordingVersionOut,
    OrganisationIn,
    OrganisationMoveIn,
    OrganisationOut,
    OrganisationPatch,
    OutageHintOut,
    OutageRuleIn,
    OutageRuleOut,
    OutcomesItemOut,
    OutcomesLibraryDaysOut,
    OutcomesLoanOut,
    OutcomesPersonDetailOut,
    OutcomesShelfScanOut,
    PackOut,
    PageAccessoryOut,
    PageAccessoryProductOut,
    PageAccountOut,
    PageAgeExceptionOut,
    PageAgeLimitOut,
    PageAlarmOut,
    PageArticleOut,
    PageArticleVersionOut,
    PageAuditOut,
    PageBellScheduleOut,
    PageBlockOut,
    PageBookListOut,
    PageBookListTitleOut,
    PageBuildingOut,
    PageCalendarEntryOut,
    PageCampaignOut,
    PageCannedAnswerOut,
    PageCardOut,
    PageCardVersionOut,
    PageCartLoanOut,
    PageCaseOut,
    PageChatRoomOut,
    PageCitationListOut,
    PageCitationOut,
    PageClaimOut,
    PageClassSetOut,
    PageClockRuleOut,
    PageColumnMappingOut,
    PageConflictOut,
    PageCopyOut,
    PageDisclosureOut,
    PageEscalationOut,
    PageEscalationReasonOut,
    PageEscalationRouteOut,
    PageFeeOut,
    PageFormerRecordOut,
    PageFoundLineOut,
    PageFundingOut,
    PageGenreSectionOut,
    PageHelperJobOut,
    PageHolderOut,
    PageHoldOut,
    PageIdentityProviderOut,
    PageImportGuardOut,
    PageImportIssueOut,
    PageImportMeaningOut,
    PageImportOut,
    PageInboundMailOut,
    PageIncidentOut,
    PageItemOut,
    PageItemTypeOut,
    PageKioskOut,
    PageLabelPrinterOut,
    PageLabelSizeOut,
    PageLibraryDaysOut,
    PageLinkedIdentityOut,
    PageLoadProfileOut,
    PageLoanOut,
    PageLocationRuleOut,
    PageMailboxOut,
    PageMergeOut,
    PageModelOut,
    PageNamedDateOut,
    PageNoticeDeliveryOut,
    PageNoticeOut,
    PageNoticeWordingVersionOut,
    PageOrganisationOut,
    PagePathfinderOut,
    PagePatronGroupOut,
    PagePersonOut,
    PagePlaceOut,
    PageProxyServerOut,
    PageReadingListOut,
    PageReadingListTitleOut,
    PageRecordTemplateOut,
    PageResearchDatabaseOut,
    PageReservationOut,
    PageReviewOwnOut,
    PageReviewToDecideOut,
    PageRoleGrantOut,
    PageRoleRuleOut,
    PageRoutingRuleOut,
    PageRuleOut,
    PageSavedSearchOut,
    PageSecondFactorRuleOut,
    PageSectionOut,
    PageServiceLevelOut,
    PageSessionOut,
    PageShelfCheckOut,
    PageShelfScanOut,
    PageShelvingPlaceOut,
    PageSignedInSessionOut,
    PageSwapOut,
    PageSymptomOut,
    PageTaskOut,
    PageTerminalNoteOut,
    PageTerminalOut,
    PageTextbookOut,
    PageTicketOut,
    PageTimingOut,
    PageTitleOut,
    PageTokenOut,
    PageVisitOut,
    PageWalkOut,
    PageWantedLabelOut,
    PageWebhookDeliveryOut,
    PageWebhookOut,
    PageWeedingCopyOut,
    PageWeedingRuleOut,
    PageYearEndOut,
    PaperNoticeIn,
    PaperNoticeOut,
    PaperReaderOut,
    PasswordLinkOut,
    PathfinderDetailOut,
    PathfinderIn,
    PathfinderOut,
    PathfinderPartIn,
    PathfinderPartOut,
    PathfinderReviewIn,
    PathfinderStateIn,
    PatronGroupIn,
    PatronGroupOut,
    PersonDetailOut,
    PersonIn,
    PersonMergeIn,
    PersonOut,
    PersonPhotoIn,
    PersonPhotoKeptOut,
    PersonPhotoOut,
    PhotoAllowIn,
    PhotoRefusalIn,
    PhotoRefusalOut,
    PhotoRuleIn,
    PhotoRuleOut,
    PlaceHoldIn,
    PlaceIn,
    PlaceOut,
    PlacePatch,
    PlaceTimesIn,
    PlaceTimesOut,
    PlainItemIn,
    PoolIn,
    PoolOut,
    ProvisionalIn,
    ProxyServerIn,
    ProxyServerOut,
    PullOut,
    QuarantineIn,
    QueueOut,
    RatingIn,
    RatingOut,
    ReadingListIn,
    ReadingListOut,
    ReadingListTitleIn,
    ReadingListTitleOut,
    ReadOut,
    ReasonIn,
    RecordAccessOut,
    RecordAccessPatch,
    RecordHandOutIn,
    RecordIn,
    RecordOut,
    RecordPartsOut,
    RecordTemplateIn,
    RecordTemplateOut,
    ReleaseIn,
    RemindedOut,
    RenameSavedSearchIn,
    RenewIn,
    ReplyIn,
    ReportKindOut,
    ReportOut,
    ResearchDatabaseOut,
    ReservationIn,
    ReservationOut,
    RestoreArticleIn,
    ReturnIn,
    ReviewDecisionIn,
    ReviewIn,
    ReviewOwnOut,
    ReviewReportIn,
    ReviewReportOut,
    ReviewSettingsIn,
    ReviewSettingsOut,
    ReviewToDecideOut,
    RoleGrantIn,
    RoleGrantOut,
    RoleKindOut,
    RoleRuleIn,
    RoleRuleOut,
    RoutingRuleOut,
    RuleIn,
    RuleOut,
    SavedSearchIn,
    SavedSearchOut,
    SavedSearchToPathfinderIn,
    ScanInIn,
    ScannedInOut,
    SchoolDayOut,
    ScreenTextIn,
    ScreenTextOut,
    SecondFactorRuleIn,
    SecondFactorRuleOut,
    SectionOut,
    SelfCheckTextIn,
    SelfCheckTextOut,
    ServiceLevelIn,
    ServiceLevelOut,
    SessionOut,
    SessionsEndedOut,
    SettleClaimIn,
    ShelfCheckDetailOut,
    ShelfCheckIn,
    ShelfCheckOut,
    ShelfMisplacedOut,
    ShelfMissingOut,
    ShelfScanIn,
    ShelfScanOut,
    ShelfUnseenIn,
    ShelvingOrderIn,
    ShelvingPlaceIn,
    ShelvingPlaceOut,
    SignedInSessionOut,
    SignInRulesOut,
    SignInRulesPatch,
    SignOffIn,
    SourceIn,
    SplitIn,
    SplitOut,
    StateIn,
    StatusIn,
    SuspendIn,
    SwapIn,
    SwapOut,
    SwapReturnIn,
    SwitchIn,
    SwitchProviderIn,
    SymptomEditIn,
    SymptomIn,
    SymptomOut,
    TagRuleIn,
    TagRuleOut,
    TakeEvidenceIn,
    TakeOverIn,
    TargetIn,
    TargetOut,
    TaskOut,
    TellTeamIn,
    TerminalIn,
    TerminalNoteOut,
    TerminalOut,
    TerminalWithPassword,
    TextbookIn,
    TextbookIssueIn,
    TextbookLineOut,
    TextbookOut,
    TextbookSetIn,
    TextbookSetOut,
    TicketArticleOut,
    TicketDetailOut,
    TicketIn,
    TicketMergeOut,
    TicketOfMailIn,
    TicketOut,
    TimingIn,
    TimingOut,
    TitleGenreIn,
    TitleGenreOut,
    TitleIn,
    TitleInHurryIn,
    TitleMergeIn,
    TitleOut,
    TitlePatch,
    TitleReviewsOut,
    TokenOut,
    ToldOut,
    TransitionOut,
    TrialOut,
    UndoneOut,
    UndoOfferOut,
    UnitPlaceIn,
    VisitChildOut,
    VisitClassOut,
    VisitIn,
    VisitOut,
    WaiveIn,
    WalkAnswerIn,
    WalkDetailOut,
    WalkHandOverIn,
    WalkIn,
    WalkOut,
    WalkPlanOut,
    WalkStepIn,
    WalkTicketIn,
    WantedLabelOut,
    WebhookDeliveryOut,
    WebhookIn,
    WebhookMadeOut,
    WebhookOut,
    WebhookPatch,
    WeedingCopyOut,
    WeedingRuleIn,
    WeedingRuleOut,
    WeekIn,
    WeekOut,
    WithdrawCopyIn,
    WithdrawIn,
    YearEndIn,
    YearEndOut,
    YearPreviewOut,
)


class Firstbell(Caller):
    """Methods in the order of the document. Dates and moments are ISO 8601 text."""

    def list_academic_sessions(
        self, *, cursor: str | None = None, limit: int | None = None, kind: str | None = None
    ) -> PageSessionOut:
        """School years, semesters, terms and grading periods, by their first day."""
        return cast(
            "PageSessionOut",
            self.call("GET", "/academic-sessions", query={"cursor": cursor, "limit": limit, "kind": kind}),
        )

    def all_academic_sessions(self, *, limit: int | None = None, kind: str | None = None) -> Iterator[SessionOut]:
        """All rows of ``list_academic_sessions``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/academic-sessions", {"limit": limit, "kind": kind})

    def list_accessories(self, *, cursor: str | None = None, limit: int | None = None) -> PageAccessoryProductOut:
        """Products that go along with others: chargers, cases, styluses."""
        return cast(
            "PageAccessoryProductOut", self.call("GET", "/accessories", query={"cursor": cursor, "limit": limit})
        )

    def all_accessories(self, *, limit: int | None = None) -> Iterator[AccessoryProductOut]:
        """All rows of ``list_accessories``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/accessories", {"limit": limit})

    def create_accessory(self, body: AccessoryProductIn, *, key: str | None = None) -> AccessoryProductOut:
        """Add an accessory to the catalogue."""
        return cast("AccessoryProductOut", self.call("POST", "/accessories", body=body, key=key))

    def put_accessory(self, pk: int, body: AccessoryProductIn, *, key: str | None = None) -> AccessoryProductOut:
        """Change an accessory of the catalogue."""
        return cast("AccessoryProductOut", self.call("PUT", f"/accessories/{segment(pk)}", body=body, key=key))

    def list_accounts(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        is_active: bool | None = None,
        username: str | None = None,
        person_id: int | None = None,
    ) -> PageAccountOut:
        """Accounts you manage, by user name."""
        return cast(
            "PageAccountOut",
            self.call(
                "GET",
                "/accounts",
                query={
                    "cursor": cursor,
                    "limit": limit,
                    "is_active": is_active,
                    "username": username,
                    "person_id": person_id,
                },
            ),
        )

    def all_accounts(
        self,
        *,
        limit: int | None = None,
        is_active: bool | None = None,
        username: str | None = None,
        person_id: int | None = None,
    ) -> Iterator[AccountOut]:
        """All rows of ``list_accounts``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages(
            "/accounts", {"limit": limit, "is_active": is_active, "username": username, "person_id": person_id}
        )

    def change_account(self, pk: int, body: AccountPatch, *, key: str | None = None) -> AccountOut:
        """Change user name or address."""
        return cast("AccountOut", self.call("PATCH", f"/accounts/{segment(pk)}", body=body, key=key))

    def switch_account_off(self, pk: int, body: ReasonIn, *, key: str | None = None) -> AccountOut:
        """Nobody signs in with it any more; sessions and tokens end."""
        return cast("AccountOut", self.call("POST", f"/accounts/{segment(pk)}/deactivate", body=body, key=key))

    def make_account_password_link(self, pk: int, *, key: str | None = None) -> PasswordLinkOut:
        """A link that sets this account's password, once; only for an account that may nothing that you may not."""
        return cast("PasswordLinkOut", self.call("POST", f"/accounts/{segment(pk)}/password-link", key=key))

    def switch_account_on(self, pk: int, *, key: str | None = None) -> AccountOut:
        """It may be used again."""
        return cast("AccountOut", self.call("POST", f"/accounts/{segment(pk)}/reactivate", key=key))

    def reset_account_factors(self, pk: int, body: FactorsResetIn, *, key: str | None = None) -> FactorsResetOut:
        """Take every second factor of somebody else away and sign them out, for a reason."""
        return cast("FactorsResetOut", self.call("POST", f"/accounts/{segment(pk)}/reset-factors", body=body, key=key))

    def sign_account_out(self, pk: int, *, key: str | None = None) -> SessionsEndedOut:
        """Sign an account out on every device."""
        return cast("SessionsEndedOut", self.call("POST", f"/accounts/{segment(pk)}/sign-out", key=key))

    def list_alarms(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        organisation_id: int | None = None,
        source: str | None = None,
        is_firing: bool | None = None,
    ) -> PageAlarmOut:
        """Alarms of your schools, the latest first."""
        return cast(
            "PageAlarmOut",
            self.call(
                "GET",
                "/alarms",
                query={
                    "cursor": cursor,
                    "limit": limit,
                    "organisation_id": organisation_id,
                    "source": source,
                    "is_firing": is_firing,
                },
            ),
        )

    def all_alarms(
        self,
        *,
        limit: int | None = None,
        organisation_id: int | None = None,
        source: str | None = None,
        is_firing: bool | None = None,
    ) -> Iterator[AlarmOut]:
        """All rows of ``list_alarms``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages(
            "/alarms", {"limit": limit, "organisation_id": organisation_id, "source": source, "is_firing": is_firing}
        )

    def report_alarm(self, body: AlarmIn, *, key: str | None = None) -> AlarmOut:
        """It began (a ticket, 201, or the one that is open, 200), or it is over. The same report twice is one."""
        return cast("AlarmOut", self.call("POST", "/alarms", body=body, key=key))

    def read_article_report(self) -> list[ArticleReportOut]:
        """How readers answered, for published articles you may write; those with the most answers first."""
        return cast("list[ArticleReportOut]", self.call("GET", "/article-report"))

    def list_articles(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        q: str | None = None,
        state: Literal["", "draft", "published", "withdrawn"] | None = None,
        language: Literal["", "en", "es"] | None = None,
        audience: str | None = None,
        organisation_id: int | None = None,
        about: str | None = None,
        tag: str | None = None,
        due: bool | None = None,
    ) -> PageArticleOut:
        """Articles you may read, by title; ``q`` forgives one wrong letter in a word. Drafts only where you may write."""
        return cast(
            "PageArticleOut",
            self.call(
                "GET",
                "/articles",
                query={
                    "cursor": cursor,
                    "limit": limit,
                    "q": q,
                    "state": state,
                    "language": language,
                    "audience": audience,
                    "organisation_id": organisation_id,
                    "about": about,
                    "tag": tag,
                    "due": due,
                },
            ),
        )

    def all_articles(
        self,
        *,
        limit: int | None = None,
        q: str | None = None,
        state: Literal["", "draft", "published", "withdrawn"] | None = None,
        language: Literal["", "en", "es"] | None = None,
        audience: str | None = None,
        organisation_id: int | None = None,
        about: str | None = None,
        tag: str | None = None,
        due: bool | None = None,
    ) -> Iterator[ArticleOut]:
        """All rows of ``list_articles``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages(
            "/articles",
            {
                "limit": limit,
                "q": q,
                "state": state,
                "language": language,
                "audience": audience,
                "organisation_id": organisation_id,
                "about": about,
                "tag": tag,
                "due": due,
            },
        )

    def create_article(self, body: ArticleIn, *, key: str | None = None) -> ArticleDetailOut:
        """A draft; publish it with its state."""
        return cast("ArticleDetailOut", self.call("POST", "/articles", body=body, key=key))

    def delete_article_draft(self, pk: int, *, key: str | None = None) -> None:
        """Delete a draft that was never published, with its files; what people have read is withdrawn instead."""
        self.call("DELETE", f"/articles/{segment(pk)}", key=key)

    def read_article(self, pk: int) -> ArticleDetailOut:
        """One article with its text."""
        return cast("ArticleDetailOut", self.call("GET", f"/articles/{segment(pk)}"))

    def change_article(self, pk: int, body: EditArticleIn, *, key: str | None = None) -> ArticleDetailOut:
        """Change what is named. Another text is the next version; ``seen_version`` is the one you read."""
        return cast("ArticleDetailOut", self.call("PATCH", f"/articles/{segment(pk)}", body=body, key=key))

    def rate_one_article(self, pk: int, body: ArticleFeedbackIn, *, key: str | None = None) -> ArticleFeedbackOut:
        """Whether it helped you: once per version, said again it replaces the first. It is counted without your name."""
        return cast("ArticleFeedbackOut", self.call("POST", f"/articles/{segment(pk)}/feedback", body=body, key=key))

    def list_article_files(self, pk: int) -> list[AttachmentOut]:
        """Pictures that the text shows by their file name, and documents."""
        return cast("list[AttachmentOut]", self.call("GET", f"/articles/{segment(pk)}/files"))

    def add_article_files(
        self, pk: int, files: list[tuple[str, bytes]], *, key: str | None = None
    ) -> list[AttachmentOut]:
        """Upload pictures and documents; all are kept, or none."""
        return cast(
            "list[AttachmentOut]", self.call("POST", f"/articles/{segment(pk)}/files", form={"files": files}, key=key)
        )

    def delete_article_file(self, pk: int, file_pk: int, *, key: str | None = None) -> None:
        """Take a file away; where the text shows it, its words stay."""
        self.call("DELETE", f"/articles/{segment(pk)}/files/{segment(file_pk)}", key=key)

    def restore_article_version(self, pk: int, body: RestoreArticleIn, *, key: str | None = None) -> ArticleDetailOut:
        """An older version's words as the next version."""
        return cast("ArticleDetailOut", self.call("POST", f"/articles/{segment(pk)}/restore", body=body, key=key))

    def confirm_one_article(self, pk: int, body: ArticleReviewIn, *, key: str | None = None) -> ArticleDetailOut:
        """Still right; the owner is asked again on ``review_on``."""
        return cast("ArticleDetailOut", self.call("POST", f"/articles/{segment(pk)}/review", body=body, key=key))

    def publish_article(self, pk: int, body: ArticleStateIn, *, key: str | None = None) -> ArticleDetailOut:
        """Publish it, or withdraw it."""
        return cast("ArticleDetailOut", self.call("POST", f"/articles/{segment(pk)}/state", body=body, key=key))

    def list_article_versions(
        self, pk: int, *, cursor: str | None = None, limit: int | None = None
    ) -> PageArticleVersionOut:
        """Every version with its text, the first one first; for those who may write it."""
        return cast(
            "PageArticleVersionOut",
            self.call("GET", f"/articles/{segment(pk)}/versions", query={"cursor": cursor, "limit": limit}),
        )

    def all_article_versions(self, pk: int, *, limit: int | None = None) -> Iterator[ArticleVersionOut]:
        """All rows of ``list_article_versions``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages(f"/articles/{segment(pk)}/versions", {"limit": limit})

    def download_attachment(self, pk: int) -> None:
        """The file itself, with the type its bytes show, for those who may see what it belongs to."""
        self.call("GET", f"/attachments/{segment(pk)}")

    def list_audit(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        room: str | None = None,
        subject_kind: str | None = None,
        subject_id: int | None = None,
        actor_key: str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> PageAuditOut:
        """What anybody changed where you may read it, the newest first."""
        return cast(
            "PageAuditOut",
            self.call(
                "GET",
                "/audit",
                query={
                    "cursor": cursor,
                    "limit": limit,
                    "room": room,
                    "subject_kind": subject_kind,
                    "subject_id": subject_id,
                    "actor_key": actor_key,
                    "since": since,
                    "until": until,
                },
            ),
        )

    def all_audit(
        self,
        *,
        limit: int | None = None,
        room: str | None = None,
        subject_kind: str | None = None,
        subject_id: int | None = None,
        actor_key: str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> Iterator[AuditOut]:
        """All rows of ``list_audit``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages(
            "/audit",
            {
                "limit": limit,
                "room": room,
                "subject_kind": subject_kind,
                "subject_id": subject_id,
                "actor_key": actor_key,
                "since": since,
                "until": until,
            },
        )

    def list_bell_schedules(
        self, *, cursor: str | None = None, limit: int | None = None, organisation_id: int | None = None
    ) -> PageBellScheduleOut:
        """When the periods of a kind of day begin and end, by id."""
        return cast(
            "PageBellScheduleOut",
            self.call(
                "GET", "/bell-schedules", query={"cursor": cursor, "limit": limit, "organisation_id": organisation_id}
            ),
        )

    def all_bell_schedules(
        self, *, limit: int | None = None, organisation_id: int | None = None
    ) -> Iterator[BellScheduleOut]:
        """All rows of ``list_bell_schedules``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/bell-schedules", {"limit": limit, "organisation_id": organisation_id})

    def delete_bell_schedule(self, pk: int, *, key: str | None = None) -> None:
        """Remove a schedule no day of the calendar uses."""
        self.call("DELETE", f"/bell-schedules/{segment(pk)}", key=key)

    def list_blocks(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        standing: bool | None = None,
        person_id: int | None = None,
    ) -> PageBlockOut:
        """Blocks you may see, the newest first; those that stand unless asked otherwise."""
        return cast(
            "PageBlockOut",
            self.call(
                "GET", "/blocks", query={"cursor": cursor, "limit": limit, "standing": standing, "person_id": person_id}
            ),
        )

    def all_blocks(
        self, *, limit: int | None = None, standing: bool | None = None, person_id: int | None = None
    ) -> Iterator[BlockOut]:
        """All rows of ``list_blocks``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/blocks", {"limit": limit, "standing": standing, "person_id": person_id})

    def lift_one_block(self, pk: int, *, key: str | None = None) -> BlockOut:
        """End a block now."""
        return cast("BlockOut", self.call("POST", f"/blocks/{segment(pk)}/lift", key=key))

    def delete_book_list_title(self, pk: int, *, key: str | None = None) -> None:
        """Take a title off its list."""
        self.call("DELETE", f"/book-list-titles/{segment(pk)}", key=key)

    def change_book_list_title(self, pk: int, body: EditBookListTitleIn, *, key: str | None = None) -> BookListTitleOut:
        """Other words why it is on the list."""
        return cast("BookListTitleOut", self.call("PATCH", f"/book-list-titles/{segment(pk)}", body=body, key=key))

    def move_one_book_list_title(
        self, pk: int, body: MoveBookListTitleIn, *, key: str | None = None
    ) -> BookListTitleOut:
        """One place up or down."""
        return cast("BookListTitleOut", self.call("POST", f"/book-list-titles/{segment(pk)}/move", body=body, key=key))

    def list_book_lists(
        self, *, cursor: str | None = None, limit: int | None = None, q: str | None = None, is_shown: bool | None = None
    ) -> PageBookListOut:
        """Lists you may read, by name; those not shown yet where you may edit them."""
        return cast(
            "PageBookListOut",
            self.call("GET", "/book-lists", query={"cursor": cursor, "limit": limit, "q": q, "is_shown": is_shown}),
        )

    def all_book_lists(
        self, *, limit: int | None = None, q: str | None = None, is_shown: bool | None = None
    ) -> Iterator[BookListOut]:
        """All rows of ``list_book_lists``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/book-lists", {"limit": limit, "q": q, "is_shown": is_shown})

    def create_book_list(self, body: BookListIn, *, key: str | None = None) -> BookListOut:
        """A list of your own that readers do not see yet; put titles on it, then show it."""
        return cast("BookListOut", self.call("POST", "/book-lists", body=body, key=key))

    def delete_book_list(self, pk: int, *, key: str | None = None) -> None:
        """Delete it."""
        self.call("DELETE", f"/book-lists/{segment(pk)}", key=key)

    def read_book_list(self, pk: int) -> BookListOut:
        """One list."""
        return cast("BookListOut", self.call("GET", f"/book-lists/{segment(pk)}"))

    def change_book_list(self, pk: int, body: EditBookListIn, *, key: str | None = None) -> BookListOut:
        """Change what is named."""
        return cast("BookListOut", self.call("PATCH", f"/book-lists/{segment(pk)}", body=body, key=key))

    def show_one_book_list(self, pk: int, body: BookListShowIn, *, key: str | None = None) -> BookListOut:
        """Readers find it, or do not any more."""
        return cast("BookListOut", self.call("POST", f"/book-lists/{segment(pk)}/show", body=body, key=key))

    def list_book_list_titles(
        self, pk: int, *, cursor: str | None = None, limit: int | None = None
    ) -> PageBookListTitleOut:
        """Its titles in order."""
        return cast(
            "PageBookListTitleOut",
            self.call("GET", f"/book-lists/{segment(pk)}/titles", query={"cursor": cursor, "limit": limit}),
        )

    def all_book_list_titles(self, pk: int, *, limit: int | None = None) -> Iterator[BookListTitleOut]:
        """All rows of ``list_book_list_titles``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages(f"/book-lists/{segment(pk)}/titles", {"limit": limit})

    def create_book_list_title(self, pk: int, body: BookListTitleIn, *, key: str | None = None) -> BookListTitleOut:
        """Put a title at its end."""
        return cast("BookListTitleOut", self.call("POST", f"/book-lists/{segment(pk)}/titles", body=body, key=key))

    def list_buildings(
        self, *, cursor: str | None = None, limit: int | None = None, organisation_id: int | None = None
    ) -> PageBuildingOut:
        """Buildings of the schools whose places you may see, by name."""
        return cast(
            "PageBuildingOut",
            self.call(
                "GET", "/buildings", query={"cursor": cursor, "limit": limit, "organisation_id": organisation_id}
            ),
        )

    def all_buildings(self, *, limit: int | None = None, organisation_id: int | None = None) -> Iterator[BuildingOut]:
        """All rows of ``list_buildings``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/buildings", {"limit": limit, "organisation_id": organisation_id})

    def create_building(self, body: BuildingIn, *, key: str | None = None) -> BuildingOut:
        """Add a building."""
        return cast("BuildingOut", self.call("POST", "/buildings", body=body, key=key))

    def list_calendar_entries(
        self, *, cursor: str | None = None, limit: int | None = None, organisation_id: int | None = None
    ) -> PageCalendarEntryOut:
        """Standing calendar entries, by day."""
        return cast(
            "PageCalendarEntryOut",
            self.call(
                "GET", "/calendar-entries", query={"cursor": cursor, "limit": limit, "organisation_id": organisation_id}
            ),
        )

    def all_calendar_entries(
        self, *, limit: int | None = None, organisation_id: int | None = None
    ) -> Iterator[CalendarEntryOut]:
        """All rows of ``list_calendar_entries``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/calendar-entries", {"limit": limit, "organisation_id": organisation_id})

    def create_calendar_entry(self, body: CalendarEntryIn, *, key: str | None = None) -> CalendarEntryOut:
        """Close an organisation, open it, or ring other bells. Open loans move by themselves."""
        return cast("CalendarEntryOut", self.call("POST", "/calendar-entries", body=body, key=key))

    def revoke_calendar_entry(self, pk: int, *, key: str | None = None) -> CalendarEntryOut:
        """Take a calendar entry back."""
        return cast("CalendarEntryOut", self.call("POST", f"/calendar-entries/{segment(pk)}/revoke", key=key))

    def list_canned_answers(self, *, cursor: str | None = None, limit: int | None = None) -> PageCannedAnswerOut:
        """Shared ones of where you work and above, and your own."""
        return cast(
            "PageCannedAnswerOut", self.call("GET", "/canned-answers", query={"cursor": cursor, "limit": limit})
        )

    def all_canned_answers(self, *, limit: int | None = None) -> Iterator[CannedAnswerOut]:
        """All rows of ``list_canned_answers``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/canned-answers", {"limit": limit})

    def create_canned_answer(self, body: CannedAnswerIn, *, key: str | None = None) -> CannedAnswerOut:
        """Add one, shared or your own."""
        return cast("CannedAnswerOut", self.call("POST", "/canned-answers", body=body, key=key))

    def delete_canned_answer(self, pk: int, *, key: str | None = None) -> None:
        """Delete one; what was sent with it stays."""
        self.call("DELETE", f"/canned-answers/{segment(pk)}", key=key)

    def put_canned_answer(self, pk: int, body: CannedAnswerIn, *, key: str | None = None) -> CannedAnswerOut:
        """Change one."""
        return cast("CannedAnswerOut", self.call("PUT", f"/canned-answers/{segment(pk)}", body=body, key=key))

    def list_cart_loans(
        self, *, cursor: str | None = None, limit: int | None = None, open_only: bool | None = None
    ) -> PageCartLoanOut:
        """Carts lent as one, the latest first."""
        return cast(
            "PageCartLoanOut",
            self.call("GET", "/cart-loans", query={"cursor": cursor, "limit": limit, "open_only": open_only}),
        )

    def all_cart_loans(self, *, limit: int | None = None, open_only: bool | None = None) -> Iterator[CartLoanOut]:
        """All rows of ``list_cart_loans``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/cart-loans", {"limit": limit, "open_only": open_only})

    def create_cart_loan(self, body: CartLoanIn, *, key: str | None = None) -> CartLoanOut:
        """Lend a cart with all that is in it to a person or a room."""
        return cast("CartLoanOut", self.call("POST", "/cart-loans", body=body, key=key))

    def return_cart_loan(self, pk: int, body: CartReturnIn, *, key: str | None = None) -> CartLoanOut:
        """Take a cart back; what is missing stays on loan."""
        return cast("CartLoanOut", self.call("POST", f"/cart-loans/{segment(pk)}/return", body=body, key=key))

    def list_carts(self) -> list[CartOut]:
        """Every cart you may see, with how many things belong there and how many are there."""
        return cast("list[CartOut]", self.call("GET", "/carts"))

    def check_one_cart(self, pk: int, body: CartCheckIn, *, key: str | None = None) -> CartCheckOut:
        """Record what was scanned in a cart; what was not is only listed."""
        return cast("CartCheckOut", self.call("POST", f"/carts/{segment(pk)}/check", body=body, key=key))

    def list_cart_items(self, pk: int, *, missing: bool | None = None) -> list[ItemOut]:
        """What lies in a cart; or what belongs there and does not."""
        return cast("list[ItemOut]", self.call("GET", f"/carts/{segment(pk)}/items", query={"missing": missing}))

    def read_catalogue_access(self) -> CatalogueAccessOut:
        """What others may do with the catalogue."""
        return cast("CatalogueAccessOut", self.call("GET", "/catalogue-access"))

    def change_catalogue_access(self, body: CatalogueAccessPatch, *, key: str | None = None) -> CatalogueAccessOut:
        """Change what is given; it holds from now on."""
        return cast("CatalogueAccessOut", self.call("PATCH", "/catalogue-access", body=body, key=key))

    def list_catalogue_targets(self) -> list[TargetOut]:
        """All of them, in the order in which they are shown."""
        return cast("list[TargetOut]", self.call("GET", "/catalogue-targets"))

    def create_catalogue_target(self, body: TargetIn, *, key: str | None = None) -> TargetOut:
        """Add one; it is off until `is_on` says otherwise."""
        return cast("TargetOut", self.call("POST", "/catalogue-targets", body=body, key=key))

    def delete_catalogue_target(self, pk: int, *, key: str | None = None) -> None:
        """Ask it no more and forget it."""
        self.call("DELETE", f"/catalogue-targets/{segment(pk)}", key=key)

    def read_catalogue_target(self, pk: int) -> TargetOut:
        """One of them, with what the last try found."""
        return cast("TargetOut", self.call("GET", f"/catalogue-targets/{segment(pk)}"))

    def edit_catalogue_target(self, pk: int, body: TargetIn, *, key: str | None = None) -> TargetOut:
        """Change what is named; a password is kept when none is sent."""
        return cast("TargetOut", self.call("PATCH", f"/catalogue-targets/{segment(pk)}", body=body, key=key))

    def try_catalogue_target(self, pk: int, *, key: str | None = None) -> TargetOut:
        """Look for its trial book now; the answer holds the findings."""
        return cast("TargetOut", self.call("POST", f"/catalogue-targets/{segment(pk)}/try", key=key))

    def list_like(
        self, *, title: int | None = None, about: str | None = None, level: str | None = None, limit: int | None = None
    ) -> LikeOut:
        """Books like a title, about something, at a level; each may be left out. Every hit says why it is one."""
        return cast(
            "LikeOut",
            self.call("GET", "/catalogue/like", query={"title": title, "about": about, "level": level, "limit": limit}),
        )

    def search_library(
        self,
        *,
        q: str | None = None,
        exactly: bool | None = None,
        format: str | None = None,
        language: str | None = None,
        fiction: Literal["", "yes", "no"] | None = None,
        lexile: str | None = None,
        grade: str | None = None,
        atos: str | None = None,
        fp: str | None = None,
        pages: str | None = None,
        genre: str | None = None,
        heading: int | None = None,
        dewey: str | None = None,
        year: str | None = None,
        available: Literal["", "yes"] | None = None,
        school: int | None = None,
        new: Literal["", "yes"] | None = None,
        at: int | None = None,
        order: Literal["best", "new", "popular", "year"] | None = None,
        page: int | None = None,
        limit: int | None = None,
    ) -> CatalogueOut:
        """Titles by words, best first. Misspelled words are mended and limits in words understood, unless ``exactly``."""
        return cast(
            "CatalogueOut",
            self.call(
                "GET",
                "/catalogue/search",
                query={
                    "q": q,
                    "exactly": exactly,
                    "format": format,
                    "language": language,
                    "fiction": fiction,
                    "lexile": lexile,
                    "grade": grade,
                    "atos": atos,
                    "fp": fp,
                    "pages": pages,
                    "genre": genre,
                    "heading": heading,
                    "dewey": dewey,
                    "year": year,
                    "available": available,
                    "school": school,
                    "new": new,
                    "at": at,
                    "order": order,
                    "page": page,
                    "limit": limit,
                },
            ),
        )

    def read_catalogue_title(self, pk: int) -> CatalogueTitleOut:
        """One title with its headings, numbers and levels, its series in order, and titles like it with the reason."""
        return cast("CatalogueTitleOut", self.call("GET", f"/catalogue/titles/{segment(pk)}"))

    def read_availability(self, pk: int, *, at: int | None = None) -> list[AvailabilityOut]:
        """Its copies: where each stands and whether it is there. Those at the school ``at`` first."""
        return cast(
            "list[AvailabilityOut]", self.call("GET", f"/catalogue/titles/{segment(pk)}/availability", query={"at": at})
        )

    def put_review(self, pk: int, body: ReviewIn, *, key: str | None = None) -> ReviewOwnOut:
        """Your own review; it waits until the library has read it."""
        return cast("ReviewOwnOut", self.call("PUT", f"/catalogue/titles/{segment(pk)}/review", body=body, key=key))

    def list_title_reviews(self, pk: int) -> TitleReviewsOut:
        """What readers see of a title's reviews, signed as each school says."""
        return cast("TitleReviewsOut", self.call("GET", f"/catalogue/titles/{segment(pk)}/reviews"))

    def list_chat_rooms(self, *, cursor: str | None = None, limit: int | None = None) -> PageChatRoomOut:
        """Chats you manage, by name."""
        return cast("PageChatRoomOut", self.call("GET", "/chat-rooms", query={"cursor": cursor, "limit": limit}))

    def all_chat_rooms(self, *, limit: int | None = None) -> Iterator[ChatRoomOut]:
        """All rows of ``list_chat_rooms``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/chat-rooms", {"limit": limit})

    def create_chat_room(self, body: ChatRoomIn, *, key: str | None = None) -> ChatRoomOut:
        """Add a chat."""
        return cast("ChatRoomOut", self.call("POST", "/chat-rooms", body=body, key=key))

    def delete_chat_room(self, pk: int, *, key: str | None = None) -> None:
        """It is told of nothing more."""
        self.call("DELETE", f"/chat-rooms/{segment(pk)}", key=key)

    def read_chat_room(self, pk: int) -> ChatRoomOut:
        """One chat, without its address."""
        return cast("ChatRoomOut", self.call("GET", f"/chat-rooms/{segment(pk)}"))

    def change_chat_room(self, pk: int, body: ChatRoomPatch, *, key: str | None = None) -> ChatRoomOut:
        """Change what is given; the rest stays, the address too."""
        return cast("ChatRoomOut", self.call("PATCH", f"/chat-rooms/{segment(pk)}", body=body, key=key))

    def try_one_chat_room(self, pk: int, *, key: str | None = None) -> None:
        """Say hello there at once; 409 with what the service answered when it did not take it."""
        self.call("POST", f"/chat-rooms/{segment(pk)}/try", key=key)

    def take_in(self, body: CheckInIn, *, key: str | None = None) -> CheckInOut:
        """Take in what was scanned at return, lent or not; the answer says where it goes and names nobody."""
        return cast("CheckInOut", self.call("POST", "/check-ins", body=body, key=key))

    def list_citation_lists(self, *, cursor: str | None = None, limit: int | None = None) -> PageCitationListOut:
        """Your own lists; nobody sees another person's."""
        return cast(
            "PageCitationListOut", self.call("GET", "/citation-lists", query={"cursor": cursor, "limit": limit})
        )

    def all_citation_lists(self, *, limit: int | None = None) -> Iterator[CitationListOut]:
        """All rows of ``list_citation_lists``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/citation-lists", {"limit": limit})

    def create_citation_list(self, body: CitationListIn, *, key: str | None = None) -> CitationListOut:
        """An empty list."""
        return cast("CitationListOut", self.call("POST", "/citation-lists", body=body, key=key))

    def delete_citation_list(self, pk: int, *, key: str | None = None) -> None:
        """The list with all that is in it."""
        self.call("DELETE", f"/citation-lists/{segment(pk)}", key=key)

    def change_citation_list(self, pk: int, body: EditCitationListIn, *, key: str | None = None) -> CitationListOut:
        """Another name or style."""
        return cast("CitationListOut", self.call("PATCH", f"/citation-lists/{segment(pk)}", body=body, key=key))

    def list_citations(self, pk: int, *, cursor: str | None = None, limit: int | None = None) -> PageCitationOut:
        """The sources as they were given."""
        return cast(
            "PageCitationOut",
            self.call("GET", f"/citation-lists/{segment(pk)}/citations", query={"cursor": cursor, "limit": limit}),
        )

    def all_citations(self, pk: int, *, limit: int | None = None) -> Iterator[CitationOut]:
        """All rows of ``list_citations``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages(f"/citation-lists/{segment(pk)}/citations", {"limit": limit})

    def create_citation(self, pk: int, body: SourceIn, *, key: str | None = None) -> CitationOut:
        """Keep a source."""
        return cast("CitationOut", self.call("POST", f"/citation-lists/{segment(pk)}/citations", body=body, key=key))

    def read_citation_entries(self, pk: int) -> list[CitedOut]:
        """The list as it is handed in: in order, with letters behind years where needed."""
        return cast("list[CitedOut]", self.call("GET", f"/citation-lists/{segment(pk)}/entries"))

    def format_citation(self, body: CiteIn, *, key: str | None = None) -> CitedOut:
        """A source in a style: the entry in the list and what stands in the text. Nothing is kept."""
        return cast("CitedOut", self.call("POST", "/citations/format", body=body, key=key))

    def delete_citation(self, pk: int, *, key: str | None = None) -> None:
        """Take a source out of its list."""
        self.call("DELETE", f"/citations/{segment(pk)}", key=key)

    def put_citation(self, pk: int, body: SourceIn, *, key: str | None = None) -> CitationOut:
        """Another source in its place, in all that it says."""
        return cast("CitationOut", self.call("PUT", f"/citations/{segment(pk)}", body=body, key=key))

    def list_claims(
        self, *, cursor: str | None = None, limit: int | None = None, state: str | None = None
    ) -> PageClaimOut:
        """What people say came back; open ones unless asked otherwise (a state, ``all``)."""
        return cast(
            "PageClaimOut", self.call("GET", "/claims", query={"cursor": cursor, "limit": limit, "state": state})
        )

    def all_claims(self, *, limit: int | None = None, state: str | None = None) -> Iterator[ClaimOut]:
        """All rows of ``list_claims``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/claims", {"limit": limit, "state": state})

    def check_shelf(self, pk: int, body: ShelfCheckIn, *, key: str | None = None) -> ClaimOut:
        """Somebody looked for it."""
        return cast("ClaimOut", self.call("POST", f"/claims/{segment(pk)}/check", body=body, key=key))

    def settle_one_claim(self, pk: int, body: SettleClaimIn, *, key: str | None = None) -> ClaimOut:
        """It was found, it is still lent, or it is let go."""
        return cast("ClaimOut", self.call("POST", f"/claims/{segment(pk)}/settle", body=body, key=key))

    def list_class_sets(
        self, *, cursor: str | None = None, limit: int | None = None, state: str | None = None
    ) -> PageClassSetOut:
        """Your own, and those of the schools whose class sets you fill."""
        return cast(
            "PageClassSetOut", self.call("GET", "/class-sets", query={"cursor": cursor, "limit": limit, "state": state})
        )

    def all_class_sets(self, *, limit: int | None = None, state: str | None = None) -> Iterator[ClassSetOut]:
        """All rows of ``list_class_sets``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/class-sets", {"limit": limit, "state": state})

    def create_class_set(self, body: ClassSetIn, *, key: str | None = None) -> ClassSetOut:
        """Ask for copies of a title for a class of yours."""
        return cast("ClassSetOut", self.call("POST", "/class-sets", body=body, key=key))

    def cancel_one_class_set(self, pk: int, *, key: str | None = None) -> ClassSetOut:
        """It is not wanted any more."""
        return cast("ClassSetOut", self.call("POST", f"/class-sets/{segment(pk)}/cancel", key=key))

    def decline_one_class_set(self, pk: int, body: ClassSetAnswerIn, *, key: str | None = None) -> ClassSetOut:
        """It is not possible; say why."""
        return cast("ClassSetOut", self.call("POST", f"/class-sets/{segment(pk)}/decline", body=body, key=key))

    def fill_one_class_set(self, pk: int, body: ClassSetAnswerIn, *, key: str | None = None) -> ClassSetOut:
        """Set copies aside, as many as are still wanted and free."""
        return cast("ClassSetOut", self.call("POST", f"/class-sets/{segment(pk)}/fill", body=body, key=key))

    def hand_out_one_class_set(self, pk: int, *, key: str | None = None) -> ClassSetHandedOut:
        """Lend all that is set aside to the teacher; what could not go is named."""
        return cast("ClassSetHandedOut", self.call("POST", f"/class-sets/{segment(pk)}/hand-out", key=key))

    def list_clearance(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        organisation_id: int | None = None,
        withdrawn: bool | None = None,
    ) -> PageHolderOut:
        """People who still have or owe something, by last and first name."""
        return cast(
            "PageHolderOut",
            self.call(
                "GET",
                "/clearance",
                query={"cursor": cursor, "limit": limit, "organisation_id": organisation_id, "withdrawn": withdrawn},
            ),
        )

    def all_clearance(
        self, *, limit: int | None = None, organisation_id: int | None = None, withdrawn: bool | None = None
    ) -> Iterator[HolderOut]:
        """All rows of ``list_clearance``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/clearance", {"limit": limit, "organisation_id": organisation_id, "withdrawn": withdrawn})

    def list_clock_rules(self, *, cursor: str | None = None, limit: int | None = None) -> PageClockRuleOut:
        """When clocks warn, and the hours of days without bells, at your schools and above; the nearest row holds."""
        return cast("PageClockRuleOut", self.call("GET", "/clock-rules", query={"cursor": cursor, "limit": limit}))

    def all_clock_rules(self, *, limit: int | None = None) -> Iterator[ClockRuleOut]:
        """All rows of ``list_clock_rules``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/clock-rules", {"limit": limit})

    def put_clock_rule(self, body: ClockRuleIn, *, key: str | None = None) -> ClockRuleOut:
        """Set how the clocks of an organisation and of what is below it count."""
        return cast("ClockRuleOut", self.call("PUT", "/clock-rules", body=body, key=key))

    def collect_one_textbook(self, body: CollectIn, *, key: str | None = None) -> CollectOut:
        """Take one in, and hear whether it is somebody else's."""
        return cast("CollectOut", self.call("POST", "/collected-textbooks", body=body, key=key))

    def list_column_mappings(
        self, *, cursor: str | None = None, limit: int | None = None, source: str | None = None
    ) -> PageColumnMappingOut:
        """What was said of the columns of tables and is used when such a table comes again, the newest first."""
        return cast(
            "PageColumnMappingOut",
            self.call("GET", "/column-mappings", query={"cursor": cursor, "limit": limit, "source": source}),
        )

    def all_column_mappings(self, *, limit: int | None = None, source: str | None = None) -> Iterator[ColumnMappingOut]:
        """All rows of ``list_column_mappings``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/column-mappings", {"limit": limit, "source": source})

    def delete_column_mapping(self, pk: int, *, key: str | None = None) -> None:
        """Forget it; the names of the columns say it again."""
        self.call("DELETE", f"/column-mappings/{segment(pk)}", key=key)

    def read_column_mapping(self, pk: int) -> ColumnMappingOut:
        """One of them."""
        return cast("ColumnMappingOut", self.call("GET", f"/column-mappings/{segment(pk)}"))

    def put_column_mapping(self, pk: int, body: ColumnMappingIn, *, key: str | None = None) -> ColumnMappingOut:
        """Say it otherwise. The answer is the next version, with an id of its own; the one before is kept."""
        return cast("ColumnMappingOut", self.call("PUT", f"/column-mappings/{segment(pk)}", body=body, key=key))

    def check_accessory_in(self, pk: int, *, key: str | None = None) -> CheckedInAccessoryOut:
        """An accessory that came to the counter without its device is back."""
        return cast("CheckedInAccessoryOut", self.call("POST", f"/counter/accessories/{segment(pk)}/return", key=key))

    def list_campaigns(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        kind: str | None = None,
        state: str | None = None,
        organisation_id: int | None = None,
    ) -> PageCampaignOut:
        """Hand-outs and collections, the newest first."""
        return cast(
            "PageCampaignOut",
            self.call(
                "GET",
                "/counter/campaigns",
                query={
                    "cursor": cursor,
                    "limit": limit,
                    "kind": kind,
                    "state": state,
                    "organisation_id": organisation_id,
                },
            ),
        )

    def all_campaigns(
        self,
        *,
        limit: int | None = None,
        kind: str | None = None,
        state: str | None = None,
        organisation_id: int | None = None,
    ) -> Iterator[CampaignOut]:
        """All rows of ``list_campaigns``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages(
            "/counter/campaigns", {"limit": limit, "kind": kind, "state": state, "organisation_id": organisation_id}
        )

    def create_campaign(self, body: CampaignIn, *, key: str | None = None) -> CampaignOut:
        """Plan a hand-out or a collection."""
        return cast("CampaignOut", self.call("POST", "/counter/campaigns", body=body, key=key))

    def read_campaign(self, pk: int) -> CampaignOut:
        """One campaign."""
        return cast("CampaignOut", self.call("GET", f"/counter/campaigns/{segment(pk)}"))

    def put_campaign(self, pk: int, body: CampaignIn, *, key: str | None = None) -> CampaignOut:
        """Change its groups and what goes along; school and kind stay."""
        return cast("CampaignOut", self.call("PUT", f"/counter/campaigns/{segment(pk)}", body=body, key=key))

    def read_campaign_figures(self, pk: int) -> FiguresOut:
        """How far it is."""
        return cast("FiguresOut", self.call("GET", f"/counter/campaigns/{segment(pk)}/figures"))

    def leave_person_out(self, pk: int, body: LeaveOutIn, *, key: str | None = None) -> CampaignOut:
        """This person takes no part; an empty ``why`` takes them in again."""
        return cast("CampaignOut", self.call("POST", f"/counter/campaigns/{segment(pk)}/leave-out", body=body, key=key))

    def move_one_campaign(self, pk: int, body: CampaignMoveIn, *, key: str | None = None) -> CampaignOut:
        """Into its next state, as the table allows."""
        return cast("CampaignOut", self.call("POST", f"/counter/campaigns/{segment(pk)}/move", body=body, key=key))

    def list_conflicts(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        open_only: bool | None = None,
        campaign_id: int | None = None,
    ) -> PageConflictOut:
        """Scans that do not fit the books, the newest first."""
        return cast(
            "PageConflictOut",
            self.call(
                "GET",
                "/counter/conflicts",
                query={"cursor": cursor, "limit": limit, "open_only": open_only, "campaign_id": campaign_id},
            ),
        )

    def all_conflicts(
        self, *, limit: int | None = None, open_only: bool | None = None, campaign_id: int | None = None
    ) -> Iterator[ConflictOut]:
        """All rows of ``list_conflicts``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/counter/conflicts", {"limit": limit, "open_only": open_only, "campaign_id": campaign_id})

    def decide_one_conflict(self, pk: int, body: DecisionIn, *, key: str | None = None) -> ConflictOut:
        """Keep the books, enter what the station recorded, or enter something else."""
        return cast("ConflictOut", self.call("POST", f"/counter/conflicts/{segment(pk)}/decide", body=body, key=key))

    def list_pools(self) -> list[PoolOut]:
        """Loaners on the shelf of each of your schools, and how many there should be."""
        return cast("list[PoolOut]", self.call("GET", "/counter/pools"))

    def put_pool_minimum(self, organisation_pk: int, body: PoolIn, *, key: str | None = None) -> PoolOut:
        """Below this many available loaners the counter warns."""
        return cast("PoolOut", self.call("PUT", f"/counter/pools/{segment(organisation_pk)}", body=body, key=key))

    def list_swaps(
        self, *, cursor: str | None = None, limit: int | None = None, open_only: bool | None = None
    ) -> PageSwapOut:
        """Swaps of your schools, newest first; or only those whose student still waits."""
        return cast(
            "PageSwapOut",
            self.call("GET", "/counter/swaps", query={"cursor": cursor, "limit": limit, "open_only": open_only}),
        )

    def all_swaps(self, *, limit: int | None = None, open_only: bool | None = None) -> Iterator[SwapOut]:
        """All rows of ``list_swaps``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/counter/swaps", {"limit": limit, "open_only": open_only})

    def create_swap(self, body: SwapIn, *, key: str | None = None) -> SwapOut:
        """Take a broken device in and lend a loaner, in one transaction. The same key again gives the same swap."""
        return cast("SwapOut", self.call("POST", "/counter/swaps", body=body, key=key))

    def read_swap(self, pk: int) -> SwapOut:
        """One swap."""
        return cast("SwapOut", self.call("GET", f"/counter/swaps/{segment(pk)}"))

    def finish_one_swap(self, pk: int, body: SwapReturnIn, *, key: str | None = None) -> SwapOut:
        """The loaner comes back, the own device goes home, the ticket is resolved."""
        return cast("SwapOut", self.call("POST", f"/counter/swaps/{segment(pk)}/finish", body=body, key=key))

    def take_loaner_back(self, pk: int, body: SwapReturnIn, *, key: str | None = None) -> SwapOut:
        """Only the loaner comes back; the swap stays open for the own device."""
        return cast("SwapOut", self.call("POST", f"/counter/swaps/{segment(pk)}/loaner-back", body=body, key=key))

    def list_visit_classes(self, *, q: str | None = None) -> list[VisitClassOut]:
        """Classes you may serve in the library, those whose library day is today first; at most 100. ``q``: part of a
        title."""
        return cast("list[VisitClassOut]", self.call("GET", "/counter/visits", query={"q": q}))

    def list_visit_children(self, section_pk: int) -> list[VisitChildOut]:
        """The children of the class by name, each with how many library things they have."""
        return cast("list[VisitChildOut]", self.call("GET", f"/counter/visits/{segment(section_pk)}"))

    def list_disclosures(
        self, *, cursor: str | None = None, limit: int | None = None, since: str | None = None, until: str | None = None
    ) -> PageDisclosureOut:
        """What left the house, the newest first."""
        return cast(
            "PageDisclosureOut",
            self.call("GET", "/disclosures", query={"cursor": cursor, "limit": limit, "since": since, "until": until}),
        )

    def all_disclosures(
        self, *, limit: int | None = None, since: str | None = None, until: str | None = None
    ) -> Iterator[DisclosureOut]:
        """All rows of ``list_disclosures``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/disclosures", {"limit": limit, "since": since, "until": until})

    def read_disclosure(self, pk: int) -> DisclosureOut:
        """One handing-out."""
        return cast("DisclosureOut", self.call("GET", f"/disclosures/{segment(pk)}"))

    def read_effective_rules(
        self, *, organisation_id: int, item_type_id: int, kind: str | None = None, grade: str | None = None
    ) -> EffectiveOut:
        """What would hold there for such a borrower and such a type: every rule with its row, and the due date of a
        loan made now. Nothing is lent."""
        return cast(
            "EffectiveOut",
            self.call(
                "GET",
                "/effective-lending-rules",
                query={"organisation_id": organisation_id, "item_type_id": item_type_id, "kind": kind, "grade": grade},
            ),
        )

    def list_escalation_reasons(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> PageEscalationReasonOut:
        """Why a campus may escalate, and what the evidence must hold then."""
        return cast(
            "PageEscalationReasonOut", self.call("GET", "/escalation-reasons", query={"cursor": cursor, "limit": limit})
        )

    def all_escalation_reasons(self, *, limit: int | None = None) -> Iterator[EscalationReasonOut]:
        """All rows of ``list_escalation_reasons``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/escalation-reasons", {"limit": limit})

    def put_escalation_reason(
        self, pk: int, body: EscalationReasonIn, *, key: str | None = None
    ) -> EscalationReasonOut:
        """Change a reason's words and what its evidence must hold, or stop offering it."""
        return cast("EscalationReasonOut", self.call("PUT", f"/escalation-reasons/{segment(pk)}", body=body, key=key))

    def list_escalation_routes(self, *, cursor: str | None = None, limit: int | None = None) -> PageEscalationRouteOut:
        """Where escalations go, at your schools and above; the nearest row holds."""
        return cast(
            "PageEscalationRouteOut", self.call("GET", "/escalation-routes", query={"cursor": cursor, "limit": limit})
        )

    def all_escalation_routes(self, *, limit: int | None = None) -> Iterator[EscalationRouteOut]:
        """All rows of ``list_escalation_routes``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/escalation-routes", {"limit": limit})

    def put_escalation_route(self, body: EscalationRouteIn, *, key: str | None = None) -> EscalationRouteOut:
        """Set where the escalations of a school and of what is below it go, and how long the other side may keep
        silent."""
        return cast("EscalationRouteOut", self.call("PUT", "/escalation-routes", body=body, key=key))

    def list_escalations(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        state: str | None = None,
        ticket_id: int | None = None,
    ) -> PageEscalationOut:
        """Escalations of the tickets you work on, the newest first."""
        return cast(
            "PageEscalationOut",
            self.call(
                "GET", "/escalations", query={"cursor": cursor, "limit": limit, "state": state, "ticket_id": ticket_id}
            ),
        )

    def all_escalations(
        self, *, limit: int | None = None, state: str | None = None, ticket_id: int | None = None
    ) -> Iterator[EscalationOut]:
        """All rows of ``list_escalations``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/escalations", {"limit": limit, "state": state, "ticket_id": ticket_id})

    def read_escalation(self, pk: int) -> EscalationOut:
        """One escalation with the evidence as it was sent."""
        return cast("EscalationOut", self.call("GET", f"/escalations/{segment(pk)}"))

    def acknowledge_one_escalation(self, pk: int, *, key: str | None = None) -> EscalationOut:
        """“I have it.”"""
        return cast("EscalationOut", self.call("POST", f"/escalations/{segment(pk)}/acknowledge", key=key))

    def decline_one_escalation(self, pk: int, body: EscalationAnswerIn, *, key: str | None = None) -> EscalationOut:
        """No, with a reason that the campus can repeat."""
        return cast("EscalationOut", self.call("POST", f"/escalations/{segment(pk)}/decline", body=body, key=key))

    def finish_one_escalation(self, pk: int, body: EscalationAnswerIn, *, key: str | None = None) -> EscalationOut:
        """Something was done: what."""
        return cast("EscalationOut", self.call("POST", f"/escalations/{segment(pk)}/finish", body=body, key=key))

    def number_one_escalation(self, pk: int, body: EscalationNumberIn, *, key: str | None = None) -> EscalationOut:
        """Keep the number it has in the other system."""
        return cast("EscalationOut", self.call("PUT", f"/escalations/{segment(pk)}/number", body=body, key=key))

    def return_one_escalation(self, pk: int, body: EscalationReturnIn, *, key: str | None = None) -> EscalationOut:
        """Back, incomplete; ``missing`` are keys of the evidence."""
        return cast("EscalationOut", self.call("POST", f"/escalations/{segment(pk)}/return", body=body, key=key))

    def list_fees(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        person_id: int | None = None,
        kind: str | None = None,
    ) -> PageFeeOut:
        """Lines of the fee ledger you may see, the newest first. The sum of a person's cents is what is owed."""
        return cast(
            "PageFeeOut",
            self.call("GET", "/fees", query={"cursor": cursor, "limit": limit, "person_id": person_id, "kind": kind}),
        )

    def all_fees(
        self, *, limit: int | None = None, person_id: int | None = None, kind: str | None = None
    ) -> Iterator[FeeOut]:
        """All rows of ``list_fees``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/fees", {"limit": limit, "person_id": person_id, "kind": kind})

    def reverse_fee(self, pk: int, body: FeeReasonIn, *, key: str | None = None) -> FeeOut:
        """Take a line back by its mirror image."""
        return cast("FeeOut", self.call("POST", f"/fees/{segment(pk)}/reverse", body=body, key=key))

    def read_fix_card_report(self) -> list[CardReportOut]:
        """Which cards save tickets and which want rewriting: of the walks you may see, the busiest first."""
        return cast("list[CardReportOut]", self.call("GET", "/fix-card-report"))

    def list_fix_cards(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        q: str | None = None,
        state: Literal["", "off", "news", "all"] | None = None,
        about: str | None = None,
        category: str | None = None,
    ) -> PageCardOut:
        """The cards in use, by code; for those who edit cards by ``state`` also the others."""
        return cast(
            "PageCardOut",
            self.call(
                "GET",
                "/fix-cards",
                query={"cursor": cursor, "limit": limit, "q": q, "state": state, "about": about, "category": category},
            ),
        )

    def all_fix_cards(
        self,
        *,
        limit: int | None = None,
        q: str | None = None,
        state: Literal["", "off", "news", "all"] | None = None,
        about: str | None = None,
        category: str | None = None,
    ) -> Iterator[CardOut]:
        """All rows of ``list_fix_cards``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/fix-cards", {"limit": limit, "q": q, "state": state, "about": about, "category": category})

    def add_fix_card(self, body: NewCardIn, *, key: str | None = None) -> CardDetailOut:
        """A card of one's own; the text says its code."""
        return cast("CardDetailOut", self.call("POST", "/fix-cards", body=body, key=key))

    def match_fix_cards(self, body: MatchIn, *, key: str | None = None) -> list[CardMatchOut]:
        """Which cards fit what somebody wrote, best first; none where nothing comes near. The text is not kept."""
        return cast("list[CardMatchOut]", self.call("POST", "/fix-cards/match", body=body, key=key))

    def read_fix_card(self, code: str) -> CardDetailOut:
        """One card with all it says, in both languages. One that is switched off is for those who edit cards."""
        return cast("CardDetailOut", self.call("GET", f"/fix-cards/{segment(code)}"))

    def put_fix_card(self, code: str, body: EditCardIn, *, key: str | None = None) -> CardDetailOut:
        """Store what was edited as the card's next version; 409 when somebody saved in between."""
        return cast("CardDetailOut", self.call("PUT", f"/fix-cards/{segment(code)}", body=body, key=key))

    def switch_fix_card(self, code: str, body: CardSwitchIn, *, key: str | None = None) -> CardDetailOut:
        """Offer a card, or stop offering it. Walks that are under way go on."""
        return cast("CardDetailOut", self.call("POST", f"/fix-cards/{segment(code)}/switch", body=body, key=key))

    def read_fix_card_text(self, code: str, *, version: int | None = None) -> CardTextOut:
        """What the card says as it is edited; ``version``: as it was then."""
        return cast("CardTextOut", self.call("GET", f"/fix-cards/{segment(code)}/text", query={"version": version}))

    def list_fix_card_versions(
        self, code: str, *, cursor: str | None = None, limit: int | None = None
    ) -> PageCardVersionOut:
        """Every version with what it said, the newest first."""
        return cast(
            "PageCardVersionOut",
            self.call("GET", f"/fix-cards/{segment(code)}/versions", query={"cursor": cursor, "limit": limit}),
        )

    def all_fix_card_versions(self, code: str, *, limit: int | None = None) -> Iterator[CardVersionOut]:
        """All rows of ``list_fix_card_versions``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages(f"/fix-cards/{segment(code)}/versions", {"limit": limit})

    def list_found_lines(self, *, cursor: str | None = None, limit: int | None = None) -> PageFoundLineOut:
        """What labels say to finders, where you may edit it; the nearest organisation's is printed."""
        return cast("PageFoundLineOut", self.call("GET", "/found-lines", query={"cursor": cursor, "limit": limit}))

    def all_found_lines(self, *, limit: int | None = None) -> Iterator[FoundLineOut]:
        """All rows of ``list_found_lines``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/found-lines", {"limit": limit})

    def put_found_line(self, body: FoundLineIn, *, key: str | None = None) -> None:
        """Print this on labels of an organisation and those below it."""
        self.call("PUT", "/found-lines", body=body, key=key)

    def list_funding_sources(self, *, cursor: str | None = None, limit: int | None = None) -> PageFundingOut:
        """What things were paid from, by code."""
        return cast("PageFundingOut", self.call("GET", "/funding-sources", query={"cursor": cursor, "limit": limit}))

    def all_funding_sources(self, *, limit: int | None = None) -> Iterator[FundingOut]:
        """All rows of ``list_funding_sources``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/funding-sources", {"limit": limit})

    def create_funding_source(self, body: FundingIn, *, key: str | None = None) -> FundingOut:
        """Add a funding source."""
        return cast("FundingOut", self.call("POST", "/funding-sources", body=body, key=key))

    def put_funding_source(self, pk: int, body: FundingIn, *, key: str | None = None) -> FundingOut:
        """Change a funding source."""
        return cast("FundingOut", self.call("PUT", f"/funding-sources/{segment(pk)}", body=body, key=key))

    def read_grace_period(self) -> GraceOut:
        """How long somebody must be missing from the roster before they count as gone."""
        return cast("GraceOut", self.call("GET", "/grace-period"))

    def put_grace_period(self, body: GraceIn, *, key: str | None = None) -> GraceOut:
        """Change it, for the whole installation."""
        return cast("GraceOut", self.call("PUT", "/grace-period", body=body, key=key))

    def list_helper_jobs(
        self, *, cursor: str | None = None, limit: int | None = None, standing: bool | None = None
    ) -> PageHelperJobOut:
        """A helper's own, and those of where one works on tickets. ``standing``: not decided yet."""
        return cast(
            "PageHelperJobOut",
            self.call("GET", "/helper-jobs", query={"cursor": cursor, "limit": limit, "standing": standing}),
        )

    def all_helper_jobs(self, *, limit: int | None = None, standing: bool | None = None) -> Iterator[HelperJobOut]:
        """All rows of ``list_helper_jobs``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/helper-jobs", {"limit": limit, "standing": standing})

    def finish_helper_job(self, pk: int, body: DoneIn, *, key: str | None = None) -> HelperJobOut:
        """The helper says what was done."""
        return cast("HelperJobOut", self.call("POST", f"/helper-jobs/{segment(pk)}/done", body=body, key=key))

    def give_helper_job_back(self, pk: int, body: GiveBackIn, *, key: str | None = None) -> HelperJobOut:
        """Not done yet: back to the helper."""
        return cast("HelperJobOut", self.call("POST", f"/helper-jobs/{segment(pk)}/give-back", body=body, key=key))

    def sign_helper_job_off(self, pk: int, body: SignOffIn, *, key: str | None = None) -> TicketOut:
        """The work is good: the ticket is resolved."""
        return cast("TicketOut", self.call("POST", f"/helper-jobs/{segment(pk)}/sign-off", body=body, key=key))

    def take_helper_job_back(self, pk: int, *, key: str | None = None) -> HelperJobOut:
        """The technician goes on alone."""
        return cast("HelperJobOut", self.call("POST", f"/helper-jobs/{segment(pk)}/take-back", key=key))

    def list_holds(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        state: str | None = None,
        person_id: int | None = None,
        product_id: int | None = None,
        organisation_id: int | None = None,
    ) -> PageHoldOut:
        """Holds you may see, in the order of their queues; open ones unless asked otherwise (a state, ``ended``,
        ``all``)."""
        return cast(
            "PageHoldOut",
            self.call(
                "GET",
                "/holds",
                query={
                    "cursor": cursor,
                    "limit": limit,
                    "state": state,
                    "person_id": person_id,
                    "product_id": product_id,
                    "organisation_id": organisation_id,
                },
            ),
        )

    def all_holds(
        self,
        *,
        limit: int | None = None,
        state: str | None = None,
        person_id: int | None = None,
        product_id: int | None = None,
        organisation_id: int | None = None,
    ) -> Iterator[HoldOut]:
        """All rows of ``list_holds``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages(
            "/holds",
            {
                "limit": limit,
                "state": state,
                "person_id": person_id,
                "product_id": product_id,
                "organisation_id": organisation_id,
            },
        )

    def create_hold(self, body: PlaceHoldIn, *, key: str | None = None) -> HoldOut:
        """Wait for a copy. 409 says why not (``has_it``, ``on_shelf``, ``no_copy``, ``max_holds``...)."""
        return cast("HoldOut", self.call("POST", "/holds", body=body, key=key))

    def read_hold(self, pk: int) -> HoldOut:
        """One hold."""
        return cast("HoldOut", self.call("GET", f"/holds/{segment(pk)}"))

    def move_one_hold_ahead(self, pk: int, body: AheadIn, *, key: str | None = None) -> HoldOut:
        """Cut in line, with a reason."""
        return cast("HoldOut", self.call("POST", f"/holds/{segment(pk)}/ahead", body=body, key=key))

    def cancel_one_hold(self, pk: int, *, key: str | None = None) -> HoldOut:
        """It is not wanted any more; what is set aside goes to the next."""
        return cast("HoldOut", self.call("POST", f"/holds/{segment(pk)}/cancel", key=key))

    def suspend_one_hold(self, pk: int, body: SuspendIn, *, key: str | None = None) -> HoldOut:
        """Pass it over through a day."""
        return cast("HoldOut", self.call("POST", f"/holds/{segment(pk)}/suspend", body=body, key=key))

    def list_identity_providers(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> PageIdentityProviderOut:
        """All of them in the order of their buttons, with what the last test found."""
        return cast(
            "PageIdentityProviderOut", self.call("GET", "/identity-providers", query={"cursor": cursor, "limit": limit})
        )

    def all_identity_providers(self, *, limit: int | None = None) -> Iterator[IdentityProviderOut]:
        """All rows of ``list_identity_providers``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/identity-providers", {"limit": limit})

    def delete_identity_provider(self, pk: int, *, key: str | None = None) -> None:
        """It and its links are gone, the accounts stay; not while it is switched on."""
        self.call("DELETE", f"/identity-providers/{segment(pk)}", key=key)

    def read_identity_provider(self, pk: int) -> IdentityProviderOut:
        """One of them."""
        return cast("IdentityProviderOut", self.call("GET", f"/identity-providers/{segment(pk)}"))

    def check_identity_provider(self, pk: int, *, key: str | None = None) -> IdentityProviderOut:
        """Try the connection; ``test_findings`` of the answer say what was found."""
        return cast("IdentityProviderOut", self.call("POST", f"/identity-providers/{segment(pk)}/check", key=key))

    def read_identity_provider_metadata(self, pk: int, *, key: str | None = None) -> IdentityProviderOut:
        """Fetch its SAML metadata anew from where it is published."""
        return cast("IdentityProviderOut", self.call("POST", f"/identity-providers/{segment(pk)}/metadata", key=key))

    def switch_identity_provider(
        self, pk: int, body: SwitchProviderIn, *, key: str | None = None
    ) -> IdentityProviderOut:
        """On or off; the last way in cannot be switched off."""
        return cast(
            "IdentityProviderOut", self.call("POST", f"/identity-providers/{segment(pk)}/switch", body=body, key=key)
        )

    def list_import_guards(
        self, *, cursor: str | None = None, limit: int | None = None, source: str | None = None
    ) -> PageImportGuardOut:
        """The limits beyond which an import waits for a second look, by source and entity."""
        return cast(
            "PageImportGuardOut",
            self.call("GET", "/import-guards", query={"cursor": cursor, "limit": limit, "source": source}),
        )

    def all_import_guards(self, *, limit: int | None = None, source: str | None = None) -> Iterator[ImportGuardOut]:
        """All rows of ``list_import_guards``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/import-guards", {"limit": limit, "source": source})

    def change_import_guard(self, pk: int, body: ImportGuardPatch, *, key: str | None = None) -> ImportGuardOut:
        """Set limits for the whole installation; what is left out stays."""
        return cast("ImportGuardOut", self.call("PATCH", f"/import-guards/{segment(pk)}", body=body, key=key))

    def list_import_sources(self) -> list[ImportSourceOut]:
        """What kinds of files are understood."""
        return cast("list[ImportSourceOut]", self.call("GET", "/import-sources"))

    def list_imports(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        state: str | None = None,
        source: str | None = None,
    ) -> PageImportOut:
        """Imports you may see, the newest first."""
        return cast(
            "PageImportOut",
            self.call("GET", "/imports", query={"cursor": cursor, "limit": limit, "state": state, "source": source}),
        )

    def all_imports(
        self, *, limit: int | None = None, state: str | None = None, source: str | None = None
    ) -> Iterator[ImportOut]:
        """All rows of ``list_imports``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/imports", {"limit": limit, "state": state, "source": source})

    def create_import(
        self, file: tuple[str, bytes], organisation_id: int = 0, source: str = "", *, key: str | None = None
    ) -> ImportOut:
        """Upload a file and have it read; nothing is written before it is applied. Large ones are read by a worker."""
        return cast(
            "ImportOut",
            self.call(
                "POST", "/imports", form={"file": file, "organisation_id": organisation_id, "source": source}, key=key
            ),
        )

    def read_import(self, pk: int) -> ImportOut:
        """One import; ask again while it is parsing or applying."""
        return cast("ImportOut", self.call("GET", f"/imports/{segment(pk)}"))

    def adopt_import_ids(self, pk: int, body: AdoptIdsIn, *, key: str | None = None) -> ImportOut:
        """Match by what else is known of a record when a file brings new ids, or stop doing so; the file is read
        again."""
        return cast("ImportOut", self.call("POST", f"/imports/{segment(pk)}/adopt-ids", body=body, key=key))

    def apply_one_import(self, pk: int, *, key: str | None = None) -> ImportOut:
        """Write what the preview promised, in one transaction; large ones by a worker."""
        return cast("ImportOut", self.call("POST", f"/imports/{segment(pk)}/apply", key=key))

    def choose_for_import(self, pk: int, body: ImportChoicesPatch, *, key: str | None = None) -> ImportOut:
        """Choose for this run alone, and have the file read again with these choices."""
        return cast("ImportOut", self.call("PATCH", f"/imports/{segment(pk)}/choices", body=body, key=key))

    def read_import_columns(self, pk: int) -> ImportColumnsOut:
        """What the columns of the run's table are taken for, and what they can be; 404 for what is no table."""
        return cast("ImportColumnsOut", self.call("GET", f"/imports/{segment(pk)}/columns"))

    def set_import_columns(self, pk: int, body: ImportColumnsIn, *, key: str | None = None) -> ImportOut:
        """Say what the columns are: the file is read again, and it is remembered for the next one like it."""
        return cast("ImportOut", self.call("PUT", f"/imports/{segment(pk)}/columns", body=body, key=key))

    def discard_one_import(self, pk: int, *, key: str | None = None) -> ImportOut:
        """Put a run away that will not be applied."""
        return cast("ImportOut", self.call("POST", f"/imports/{segment(pk)}/discard", key=key))

    def list_import_issues(
        self,
        pk: int,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        severity: str | None = None,
        code: str | None = None,
    ) -> PageImportIssueOut:
        """What was wrong with which row: the quarantine and the doubts, by id."""
        return cast(
            "PageImportIssueOut",
            self.call(
                "GET",
                f"/imports/{segment(pk)}/issues",
                query={"cursor": cursor, "limit": limit, "severity": severity, "code": code},
            ),
        )

    def all_import_issues(
        self, pk: int, *, limit: int | None = None, severity: str | None = None, code: str | None = None
    ) -> Iterator[ImportIssueOut]:
        """All rows of ``list_import_issues``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages(f"/imports/{segment(pk)}/issues", {"limit": limit, "severity": severity, "code": code})

    def list_import_meanings(
        self, pk: int, *, cursor: str | None = None, limit: int | None = None
    ) -> PageImportMeaningOut:
        """What foreign values mean at this run's source and place, by id."""
        return cast(
            "PageImportMeaningOut",
            self.call("GET", f"/imports/{segment(pk)}/meanings", query={"cursor": cursor, "limit": limit}),
        )

    def all_import_meanings(self, pk: int, *, limit: int | None = None) -> Iterator[ImportMeaningOut]:
        """All rows of ``list_import_meanings``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages(f"/imports/{segment(pk)}/meanings", {"limit": limit})

    def set_import_meaning(self, pk: int, body: ImportMeaningIn, *, key: str | None = None) -> ImportMeaningOut:
        """Say what a foreign value means, for this run and all that follow it. Ask for the preview again afterwards."""
        return cast("ImportMeaningOut", self.call("POST", f"/imports/{segment(pk)}/meanings", body=body, key=key))

    def forget_import_meaning(self, pk: int, meaning_pk: int, *, key: str | None = None) -> None:
        """The value means nothing again."""
        self.call("DELETE", f"/imports/{segment(pk)}/meanings/{segment(meaning_pk)}", key=key)

    def preview_one_import(self, pk: int, *, key: str | None = None) -> ImportOut:
        """Read the stored file again."""
        return cast("ImportOut", self.call("POST", f"/imports/{segment(pk)}/preview", key=key))

    def release_one_import(self, pk: int, body: ReleaseIn, *, key: str | None = None) -> ImportOut:
        """Let a held run through."""
        return cast("ImportOut", self.call("POST", f"/imports/{segment(pk)}/release", body=body, key=key))

    def repeat_one_import(self, pk: int, *, key: str | None = None) -> ImportOut:
        """The same file once more, as a new run."""
        return cast("ImportOut", self.call("POST", f"/imports/{segment(pk)}/repeat", key=key))

    def place_import_unit(self, pk: int, body: UnitPlaceIn, *, key: str | None = None) -> ImportOut:
        """Say which school a unit or location of a console's list is; a rule is made of it and the list is read again."""
        return cast("ImportOut", self.call("POST", f"/imports/{segment(pk)}/units", body=body, key=key))

    def list_inbound_mails(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        state: str | None = None,
        mailbox_id: int | None = None,
        ticket_id: int | None = None,
        verdict: str | None = None,
    ) -> PageInboundMailOut:
        """Mails to the help desk that you may see, the newest first."""
        return cast(
            "PageInboundMailOut",
            self.call(
                "GET",
                "/inbound-mails",
                query={
                    "cursor": cursor,
                    "limit": limit,
                    "state": state,
                    "mailbox_id": mailbox_id,
                    "ticket_id": ticket_id,
                    "verdict": verdict,
                },
            ),
        )

    def all_inbound_mails(
        self,
        *,
        limit: int | None = None,
        state: str | None = None,
        mailbox_id: int | None = None,
        ticket_id: int | None = None,
        verdict: str | None = None,
    ) -> Iterator[InboundMailOut]:
        """All rows of ``list_inbound_mails``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages(
            "/inbound-mails",
            {"limit": limit, "state": state, "mailbox_id": mailbox_id, "ticket_id": ticket_id, "verdict": verdict},
        )

    def read_inbound_mail(self, pk: int) -> InboundMailOut:
        """One mail and what became of it."""
        return cast("InboundMailOut", self.call("GET", f"/inbound-mails/{segment(pk)}"))

    def drop_inbound_mail(self, pk: int, *, key: str | None = None) -> InboundMailOut:
        """It needs nobody; its source stays as long as the rule of retention says."""
        return cast("InboundMailOut", self.call("POST", f"/inbound-mails/{segment(pk)}/drop", key=key))

    def join_mail_to_ticket(self, pk: int, body: JoinMailIn, *, key: str | None = None) -> InboundMailOut:
        """Put such a mail onto a ticket, as a reply."""
        return cast("InboundMailOut", self.call("POST", f"/inbound-mails/{segment(pk)}/join", body=body, key=key))

    def retry_inbound_mail(self, pk: int, *, key: str | None = None) -> InboundMailOut:
        """Have the program decide once more on a mail that was ignored or kept aside."""
        return cast("InboundMailOut", self.call("POST", f"/inbound-mails/{segment(pk)}/retry", key=key))

    def open_ticket_of_mail(self, pk: int, body: TicketOfMailIn, *, key: str | None = None) -> InboundMailOut:
        """Make a ticket of a mail that was ignored or kept aside; ``ticket_id`` of the answer is the ticket."""
        return cast("InboundMailOut", self.call("POST", f"/inbound-mails/{segment(pk)}/ticket", body=body, key=key))

    def list_incidents(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        organisation_id: int | None = None,
        place_id: int | None = None,
        open_only: bool | None = None,
    ) -> PageIncidentOut:
        """Incidents of where you work on tickets, the newest first; with ``open_only=false`` also those that are over."""
        return cast(
            "PageIncidentOut",
            self.call(
                "GET",
                "/incidents",
                query={
                    "cursor": cursor,
                    "limit": limit,
                    "organisation_id": organisation_id,
                    "place_id": place_id,
                    "open_only": open_only,
                },
            ),
        )

    def all_incidents(
        self,
        *,
        limit: int | None = None,
        organisation_id: int | None = None,
        place_id: int | None = None,
        open_only: bool | None = None,
    ) -> Iterator[IncidentOut]:
        """All rows of ``list_incidents``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages(
            "/incidents",
            {"limit": limit, "organisation_id": organisation_id, "place_id": place_id, "open_only": open_only},
        )

    def create_incident(self, body: IncidentIn, *, key: str | None = None) -> IncidentDetailOut:
        """Of open tickets of one school, one incident. The oldest leads, the others hang on it."""
        return cast("IncidentDetailOut", self.call("POST", "/incidents", body=body, key=key))

    def list_known_incidents(self, *, person_id: int | None = None) -> list[KnownIncidentOut]:
        """What is known to be down where you are (or that person is), the newest first: say “me too” to one of these."""
        return cast("list[KnownIncidentOut]", self.call("GET", "/incidents/known", query={"person_id": person_id}))

    def read_incident(self, pk: int) -> IncidentDetailOut:
        """One incident and the tickets that hang on it."""
        return cast("IncidentDetailOut", self.call("GET", f"/incidents/{segment(pk)}"))

    def say_me_too_to_incident(self, pk: int, body: MeTooIn, *, key: str | None = None) -> MeTooOut:
        """“I have it too”: counted once, and told when it ends. No second ticket."""
        return cast("MeTooOut", self.call("POST", f"/incidents/{segment(pk)}/me-too", body=body, key=key))

    def split_merged_items(self, pk: int, *, key: str | None = None) -> SplitOut:
        """Take a merge back; ``left`` says in words what could not go back."""
        return cast("SplitOut", self.call("POST", f"/item-merges/{segment(pk)}/split", key=key))

    def list_item_types(self, *, cursor: str | None = None, limit: int | None = None) -> PageItemTypeOut:
        """What kinds of things there are, by code."""
        return cast("PageItemTypeOut", self.call("GET", "/item-types", query={"cursor": cursor, "limit": limit}))

    def all_item_types(self, *, limit: int | None = None) -> Iterator[ItemTypeOut]:
        """All rows of ``list_item_types``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/item-types", {"limit": limit})

    def create_item_type(self, body: ItemTypeIn, *, key: str | None = None) -> ItemTypeOut:
        """Add an item type."""
        return cast("ItemTypeOut", self.call("POST", "/item-types", body=body, key=key))

    def put_item_type(self, pk: int, body: ItemTypeIn, *, key: str | None = None) -> ItemTypeOut:
        """Change an item type. Making it private hides who holds its things from then on."""
        return cast("ItemTypeOut", self.call("PUT", f"/item-types/{segment(pk)}", body=body, key=key))

    def list_items(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        status: str | None = None,
        condition: str | None = None,
        organisation_id: int | None = None,
        item_type_id: int | None = None,
        product_id: int | None = None,
        place_id: int | None = None,
        home_id: int | None = None,
        holder_id: int | None = None,
        assigned_to_id: int | None = None,
        funding_source_id: int | None = None,
        code: str | None = None,
        library: bool | None = None,
        warranty_before: str | None = None,
    ) -> PageItemOut:
        """Items you may see, by tag."""
        return cast(
            "PageItemOut",
            self.call(
                "GET",
                "/items",
                query={
                    "cursor": cursor,
                    "limit": limit,
                    "status": status,
                    "condition": condition,
                    "organisation_id": organisation_id,
                    "item_type_id": item_type_id,
                    "product_id": product_id,
                    "place_id": place_id,
                    "home_id": home_id,
                    "holder_id": holder_id,
                    "assigned_to_id": assigned_to_id,
                    "funding_source_id": funding_source_id,
                    "code": code,
                    "library": library,
                    "warranty_before": warranty_before,
                },
            ),
        )

    def all_items(
        self,
        *,
        limit: int | None = None,
        status: str | None = None,
        condition: str | None = None,
        organisation_id: int | None = None,
        item_type_id: int | None = None,
        product_id: int | None = None,
        place_id: int | None = None,
        home_id: int | None = None,
        holder_id: int | None = None,
        assigned_to_id: int | None = None,
        funding_source_id: int | None = None,
        code: str | None = None,
        library: bool | None = None,
        warranty_before: str | None = None,
    ) -> Iterator[ItemOut]:
        """All rows of ``list_items``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages(
            "/items",
            {
                "limit": limit,
                "status": status,
                "condition": condition,
                "organisation_id": organisation_id,
                "item_type_id": item_type_id,
                "product_id": product_id,
                "place_id": place_id,
                "home_id": home_id,
                "holder_id": holder_id,
                "assigned_to_id": assigned_to_id,
                "funding_source_id": funding_source_id,
                "code": code,
                "library": library,
                "warranty_before": warranty_before,
            },
        )

    def create_device(self, body: DeviceIn, *, key: str | None = None) -> ItemOut:
        """Take in a device."""
        return cast("ItemOut", self.call("POST", "/items", body=body, key=key))

    def create_devices_in_bulk(self, body: EntriesDeviceIn, *, key: str | None = None) -> OutcomesItemOut:
        """Take in up to 500 devices, each for itself."""
        return cast("OutcomesItemOut", self.call("POST", "/items/bulk", body=body, key=key))

    def create_plain_item(self, body: PlainItemIn, *, key: str | None = None) -> ItemOut:
        """Take in something without a serial number; it needs a tag."""
        return cast("ItemOut", self.call("POST", "/items/plain", body=body, key=key))

    def scan_devices_in(self, body: ScanInIn, *, key: str | None = None) -> ScannedInOut:
        """A box of devices of one model. Good lines land, a refused one says why; one transaction for the whole list."""
        return cast("ScannedInOut", self.call("POST", "/items/scanned", body=body, key=key))

    def read_item(self, pk: int) -> ItemOut:
        """One item."""
        return cast("ItemOut", self.call("GET", f"/items/{segment(pk)}"))

    def change_item(self, pk: int, body: ItemPatch, *, key: str | None = None) -> ItemOut:
        """Change facts; what is left out stays. Serial, MAC and end of updates are a device's only."""
        return cast("ItemOut", self.call("PATCH", f"/items/{segment(pk)}", body=body, key=key))

    def list_expected_accessories(self, pk: int) -> list[ExpectedOut]:
        """What goes along with an item when it is lent."""
        return cast("list[ExpectedOut]", self.call("GET", f"/items/{segment(pk)}/accessories"))

    def list_item_attachments(self, pk: int) -> list[AttachmentOut]:
        """Files kept with an item."""
        return cast("list[AttachmentOut]", self.call("GET", f"/items/{segment(pk)}/attachments"))

    def grade_item(self, pk: int, body: ConditionIn, *, key: str | None = None) -> ItemOut:
        """Grade its condition."""
        return cast("ItemOut", self.call("POST", f"/items/{segment(pk)}/condition", body=body, key=key))

    def merge_two_items(self, pk: int, body: ItemMergeIn, *, key: str | None = None) -> MergeOut:
        """The other entry is the same thing; all that is kept about it comes here."""
        return cast("MergeOut", self.call("POST", f"/items/{segment(pk)}/merge", body=body, key=key))

    def preview_item_merge(self, pk: int, *, other_id: int) -> MergePreviewOut:
        """What speaks against making the other one the same thing as this, and what would move."""
        return cast(
            "MergePreviewOut", self.call("GET", f"/items/{segment(pk)}/merge-preview", query={"other_id": other_id})
        )

    def move_one_item(self, pk: int, body: MoveIn, *, key: str | None = None) -> ItemOut:
        """It is somewhere else now, or also belongs there."""
        return cast("ItemOut", self.call("POST", f"/items/{segment(pk)}/move", body=body, key=key))

    def isolate_item(self, pk: int, body: QuarantineIn, *, key: str | None = None) -> ItemOut:
        """Isolate something dangerous."""
        return cast("ItemOut", self.call("POST", f"/items/{segment(pk)}/quarantine", body=body, key=key))

    def change_item_status(self, pk: int, body: StatusIn, *, key: str | None = None) -> ItemOut:
        """Take a step of the lifecycle."""
        return cast("ItemOut", self.call("POST", f"/items/{segment(pk)}/status", body=body, key=key))

    def list_item_transitions(self, pk: int) -> list[TransitionOut]:
        """The steps of the lifecycle that you may take with this item now."""
        return cast("list[TransitionOut]", self.call("GET", f"/items/{segment(pk)}/transitions"))

    def list_kiosks(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        organisation_id: int | None = None,
        use: str | None = None,
        is_revoked: bool | None = None,
    ) -> PageKioskOut:
        """Standing kiosks, or those that are revoked, by name."""
        return cast(
            "PageKioskOut",
            self.call(
                "GET",
                "/kiosks",
                query={
                    "cursor": cursor,
                    "limit": limit,
                    "organisation_id": organisation_id,
                    "use": use,
                    "is_revoked": is_revoked,
                },
            ),
        )

    def all_kiosks(
        self,
        *,
        limit: int | None = None,
        organisation_id: int | None = None,
        use: str | None = None,
        is_revoked: bool | None = None,
    ) -> Iterator[KioskOut]:
        """All rows of ``list_kiosks``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages(
            "/kiosks", {"limit": limit, "organisation_id": organisation_id, "use": use, "is_revoked": is_revoked}
        )

    def read_kiosk(self, pk: int) -> KioskOut:
        """One kiosk and when it was last used."""
        return cast("KioskOut", self.call("GET", f"/kiosks/{segment(pk)}"))

    def edit_kiosk(self, pk: int, body: KioskPatch, *, key: str | None = None) -> KioskOut:
        """What it is for, and what readers show at a self-check; the browser follows with its next click."""
        return cast("KioskOut", self.call("PATCH", f"/kiosks/{segment(pk)}", body=body, key=key))

    def revoke_one_kiosk(self, pk: int, *, key: str | None = None) -> KioskOut:
        """It is an ordinary browser again."""
        return cast("KioskOut", self.call("POST", f"/kiosks/{segment(pk)}/revoke", key=key))

    def list_kits(self, *, cursor: str | None = None, limit: int | None = None) -> PageItemOut:
        """Kits you may see, by tag. A kit is an item; lend and return it as one."""
        return cast("PageItemOut", self.call("GET", "/kits", query={"cursor": cursor, "limit": limit}))

    def all_kits(self, *, limit: int | None = None) -> Iterator[ItemOut]:
        """All rows of ``list_kits``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/kits", {"limit": limit})

    def create_kit(self, body: KitIn, *, key: str | None = None) -> ItemOut:
        """A new kit with its parts."""
        return cast("ItemOut", self.call("POST", "/kits", body=body, key=key))

    def list_kit_parts(self, pk: int) -> list[KitPartOut]:
        """What lies in a kit."""
        return cast("list[KitPartOut]", self.call("GET", f"/kits/{segment(pk)}/parts"))

    def create_kit_part(self, pk: int, body: KitPartIn, *, key: str | None = None) -> KitPartOut:
        """Put an item into a kit."""
        return cast("KitPartOut", self.call("POST", f"/kits/{segment(pk)}/parts", body=body, key=key))

    def remove_kit_part(self, pk: int, part_pk: int, *, key: str | None = None) -> None:
        """Take a part out of a kit."""
        self.call("DELETE", f"/kits/{segment(pk)}/parts/{segment(part_pk)}", key=key)

    def list_label_printers(
        self, *, cursor: str | None = None, limit: int | None = None, organisation_id: int | None = None
    ) -> PageLabelPrinterOut:
        """Printers of the schools where you print labels, by name."""
        return cast(
            "PageLabelPrinterOut",
            self.call(
                "GET", "/label-printers", query={"cursor": cursor, "limit": limit, "organisation_id": organisation_id}
            ),
        )

    def all_label_printers(
        self, *, limit: int | None = None, organisation_id: int | None = None
    ) -> Iterator[LabelPrinterOut]:
        """All rows of ``list_label_printers``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/label-printers", {"limit": limit, "organisation_id": organisation_id})

    def add_label_printer(self, body: LabelPrinterIn, *, key: str | None = None) -> LabelPrinterOut:
        """Add a printer, with what was measured on its test sheet."""
        return cast("LabelPrinterOut", self.call("POST", "/label-printers", body=body, key=key))

    def put_label_printer(self, pk: int, body: LabelPrinterIn, *, key: str | None = None) -> LabelPrinterOut:
        """Keep what was measured."""
        return cast("LabelPrinterOut", self.call("PUT", f"/label-printers/{segment(pk)}", body=body, key=key))

    def list_label_sizes(self, *, cursor: str | None = None, limit: int | None = None) -> PageLabelSizeOut:
        """Sheets and rolls that labels are printed on, by id; lengths in tenths of a millimetre."""
        return cast("PageLabelSizeOut", self.call("GET", "/label-sizes", query={"cursor": cursor, "limit": limit}))

    def all_label_sizes(self, *, limit: int | None = None) -> Iterator[LabelSizeOut]:
        """All rows of ``list_label_sizes``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/label-sizes", {"limit": limit})

    def create_label_size(self, body: LabelSizeIn, *, key: str | None = None) -> LabelSizeOut:
        """Add a label size."""
        return cast("LabelSizeOut", self.call("POST", "/label-sizes", body=body, key=key))

    def put_label_size(self, pk: int, body: LabelSizeIn, *, key: str | None = None) -> LabelSizeOut:
        """Change a label size."""
        return cast("LabelSizeOut", self.call("PUT", f"/label-sizes/{segment(pk)}", body=body, key=key))

    def list_lending_rules(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        name: str | None = None,
        organisation_id: int | None = None,
    ) -> PageRuleOut:
        """Cells of the lending rules you may see, by id. Keys that are null mean any."""
        return cast(
            "PageRuleOut",
            self.call(
                "GET",
                "/lending-rules",
                query={"cursor": cursor, "limit": limit, "name": name, "organisation_id": organisation_id},
            ),
        )

    def all_lending_rules(
        self, *, limit: int | None = None, name: str | None = None, organisation_id: int | None = None
    ) -> Iterator[RuleOut]:
        """All rows of ``list_lending_rules``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/lending-rules", {"limit": limit, "name": name, "organisation_id": organisation_id})

    def put_lending_rule(self, body: RuleIn, *, key: str | None = None) -> RuleOut:
        """Put a value into the cell of these keys; sent again it changes it. The library sets those of its own types."""
        return cast("RuleOut", self.call("PUT", "/lending-rules", body=body, key=key))

    def explain_lending(self, *, item_id: int, person_id: int) -> ExplainOut:
        """What would happen if the item were lent to the person now; nothing is written."""
        return cast(
            "ExplainOut", self.call("GET", "/lending-rules/explain", query={"item_id": item_id, "person_id": person_id})
        )

    def delete_lending_rule(self, pk: int, *, key: str | None = None) -> None:
        """Empty the cell: the next row's value holds."""
        self.call("DELETE", f"/lending-rules/{segment(pk)}", key=key)

    def list_library_days(
        self, *, cursor: str | None = None, limit: int | None = None, organisation_id: int | None = None
    ) -> PageLibraryDaysOut:
        """Homerooms where you enter library days, with theirs, by school and name."""
        return cast(
            "PageLibraryDaysOut",
            self.call(
                "GET", "/library-days", query={"cursor": cursor, "limit": limit, "organisation_id": organisation_id}
            ),
        )

    def all_library_days(
        self, *, limit: int | None = None, organisation_id: int | None = None
    ) -> Iterator[LibraryDaysOut]:
        """All rows of ``list_library_days``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/library-days", {"limit": limit, "organisation_id": organisation_id})

    def set_library_days(self, body: EntriesLibraryDaysEntryIn, *, key: str | None = None) -> OutcomesLibraryDaysOut:
        """Those of many homerooms."""
        return cast("OutcomesLibraryDaysOut", self.call("POST", "/library-days/bulk", body=body, key=key))

    def put_library_days(self, section_pk: int, body: LibraryDaysIn, *, key: str | None = None) -> LibraryDaysOut:
        """A homeroom comes on these weekdays from now on. Loans made already keep their due date."""
        return cast("LibraryDaysOut", self.call("PUT", f"/library-days/{segment(section_pk)}", body=body, key=key))

    def list_age_exceptions(self, *, cursor: str | None = None, limit: int | None = None) -> PageAgeExceptionOut:
        """Standing and coming ones that you gave, or whose rules you keep."""
        return cast(
            "PageAgeExceptionOut", self.call("GET", "/library/age-exceptions", query={"cursor": cursor, "limit": limit})
        )

    def all_age_exceptions(self, *, limit: int | None = None) -> Iterator[AgeExceptionOut]:
        """All rows of ``list_age_exceptions``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/library/age-exceptions", {"limit": limit})

    def create_age_exception(self, body: AgeExceptionIn, *, key: str | None = None) -> AgeExceptionOut:
        """A student of yours, or of the schools whose rules you keep, may have what age limits keep back, for a while."""
        return cast("AgeExceptionOut", self.call("POST", "/library/age-exceptions", body=body, key=key))

    def delete_age_exception(self, pk: int, *, key: str | None = None) -> None:
        """It ends now."""
        self.call("DELETE", f"/library/age-exceptions/{segment(pk)}", key=key)

    def list_age_limits(
        self, *, cursor: str | None = None, limit: int | None = None, organisation_id: int | None = None
    ) -> PageAgeLimitOut:
        """Those of the schools whose rules you keep, and the district's own, by id."""
        return cast(
            "PageAgeLimitOut",
            self.call(
                "GET",
                "/library/age-limits",
                query={"cursor": cursor, "limit": limit, "organisation_id": organisation_id},
            ),
        )

    def all_age_limits(self, *, limit: int | None = None, organisation_id: int | None = None) -> Iterator[AgeLimitOut]:
        """All rows of ``list_age_limits``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/library/age-limits", {"limit": limit, "organisation_id": organisation_id})

    def create_age_limit(self, body: AgeLimitIn, *, key: str | None = None) -> AgeLimitOut:
        """Add a limit; it is off unless ``is_on`` says otherwise."""
        return cast("AgeLimitOut", self.call("POST", "/library/age-limits", body=body, key=key))

    def delete_age_limit(self, pk: int, *, key: str | None = None) -> None:
        """It counts no more."""
        self.call("DELETE", f"/library/age-limits/{segment(pk)}", key=key)

    def put_age_limit(self, pk: int, body: AgeLimitIn, *, key: str | None = None) -> AgeLimitOut:
        """Change one, in all that it says."""
        return cast("AgeLimitOut", self.call("PUT", f"/library/age-limits/{segment(pk)}", body=body, key=key))

    def list_library_copies(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        title_id: int | None = None,
        organisation_id: int | None = None,
        shelving_place_id: int | None = None,
        item_type_id: int | None = None,
        status: str | None = None,
        barcode: str | None = None,
    ) -> PageCopyOut:
        """Copies by id, withdrawn ones too."""
        return cast(
            "PageCopyOut",
            self.call(
                "GET",
                "/library/copies",
                query={
                    "cursor": cursor,
                    "limit": limit,
                    "title_id": title_id,
                    "organisation_id": organisation_id,
                    "shelving_place_id": shelving_place_id,
                    "item_type_id": item_type_id,
                    "status": status,
                    "barcode": barcode,
                },
            ),
        )

    def all_library_copies(
        self,
        *,
        limit: int | None = None,
        title_id: int | None = None,
        organisation_id: int | None = None,
        shelving_place_id: int | None = None,
        item_type_id: int | None = None,
        status: str | None = None,
        barcode: str | None = None,
    ) -> Iterator[CopyOut]:
        """All rows of ``list_library_copies``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages(
            "/library/copies",
            {
                "limit": limit,
                "title_id": title_id,
                "organisation_id": organisation_id,
                "shelving_place_id": shelving_place_id,
                "item_type_id": item_type_id,
                "status": status,
                "barcode": barcode,
            },
        )

    def create_library_copy(self, body: CopyIn, *, key: str | None = None) -> CopyOut:
        """A copy of a title comes in."""
        return cast("CopyOut", self.call("POST", "/library/copies", body=body, key=key))

    def read_library_copy(self, pk: int) -> CopyOut:
        """One copy."""
        return cast("CopyOut", self.call("GET", f"/library/copies/{segment(pk)}"))

    def change_library_copy(self, pk: int, body: CopyPatch, *, key: str | None = None) -> CopyOut:
        """Change facts of a copy; what is left out stays."""
        return cast("CopyOut", self.call("PATCH", f"/library/copies/{segment(pk)}", body=body, key=key))

    def take_back_copy_keeping(self, pk: int, *, key: str | None = None) -> None:
        """It is proposed again."""
        self.call("DELETE", f"/library/copies/{segment(pk)}/keeping", key=key)

    def keep_library_copy(self, pk: int, body: KeepCopyIn, *, key: str | None = None) -> KeptCopyOut:
        """It was looked at and stays: no rule proposes it before that day."""
        return cast("KeptCopyOut", self.call("PUT", f"/library/copies/{segment(pk)}/keeping", body=body, key=key))

    def move_library_copy(self, pk: int, body: MoveCopyIn, *, key: str | None = None) -> CopyOut:
        """It was put under the wrong title."""
        return cast("CopyOut", self.call("POST", f"/library/copies/{segment(pk)}/move", body=body, key=key))

    def reinstate_library_copy(self, pk: int, *, key: str | None = None) -> CopyOut:
        """A withdrawn copy that is still here stands on the shelf again."""
        return cast("CopyOut", self.call("POST", f"/library/copies/{segment(pk)}/reinstate", key=key))

    def withdraw_library_copy(self, pk: int, body: WithdrawCopyIn, *, key: str | None = None) -> CopyOut:
        """It leaves the collection."""
        return cast("CopyOut", self.call("POST", f"/library/copies/{segment(pk)}/withdraw", body=body, key=key))

    def list_cover_services(self) -> list[CoverServiceOut]:
        """All of them, in the order in which they are asked."""
        return cast("list[CoverServiceOut]", self.call("GET", "/library/cover-services"))

    def create_cover_service(self, body: CoverServiceIn, *, key: str | None = None) -> CoverServiceOut:
        """Add a service; it is off unless ``is_on`` says otherwise."""
        return cast("CoverServiceOut", self.call("POST", "/library/cover-services", body=body, key=key))

    def put_cover_service(self, pk: int, body: CoverServiceIn, *, key: str | None = None) -> CoverServiceOut:
        """Change one, in all that it says."""
        return cast("CoverServiceOut", self.call("PUT", f"/library/cover-services/{segment(pk)}", body=body, key=key))

    def upload_covers(self, file: tuple[str, bytes], *, key: str | None = None) -> CoversFromZipOut:
        """At most 500 pictures, each named by its ISBN (9780689840920.jpg). Good ones land, others are named."""
        return cast("CoversFromZipOut", self.call("POST", "/library/covers/zip", form={"file": file}, key=key))

    def list_genre_sections(
        self, *, cursor: str | None = None, limit: int | None = None, organisation_id: int | None = None
    ) -> PageGenreSectionOut:
        """Sections of what is shelved by genre, at the schools whose catalogue you work on, by id."""
        return cast(
            "PageGenreSectionOut",
            self.call(
                "GET",
                "/library/genre-sections",
                query={"cursor": cursor, "limit": limit, "organisation_id": organisation_id},
            ),
        )

    def all_genre_sections(
        self, *, limit: int | None = None, organisation_id: int | None = None
    ) -> Iterator[GenreSectionOut]:
        """All rows of ``list_genre_sections``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/library/genre-sections", {"limit": limit, "organisation_id": organisation_id})

    def create_genre_section(self, body: GenreSectionIn, *, key: str | None = None) -> GenreSectionOut:
        """Add a section; copies move into it."""
        return cast("GenreSectionOut", self.call("POST", "/library/genre-sections", body=body, key=key))

    def delete_genre_section(self, pk: int, *, key: str | None = None) -> None:
        """What stood in it goes where other sections say."""
        self.call("DELETE", f"/library/genre-sections/{segment(pk)}", key=key)

    def put_genre_section(self, pk: int, body: GenreSectionIn, *, key: str | None = None) -> GenreSectionOut:
        """Change one; it stays in its school."""
        return cast("GenreSectionOut", self.call("PUT", f"/library/genre-sections/{segment(pk)}", body=body, key=key))

    def list_shelf_checks(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        organisation_id: int | None = None,
        is_over: bool | None = None,
    ) -> PageShelfCheckOut:
        """The checks of your schools, the newest first."""
        return cast(
            "PageShelfCheckOut",
            self.call(
                "GET",
                "/library/shelf-checks",
                query={"cursor": cursor, "limit": limit, "organisation_id": organisation_id, "is_over": is_over},
            ),
        )

    def all_shelf_checks(
        self, *, limit: int | None = None, organisation_id: int | None = None, is_over: bool | None = None
    ) -> Iterator[ShelfCheckOut]:
        """All rows of ``list_shelf_checks``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages(
            "/library/shelf-checks", {"limit": limit, "organisation_id": organisation_id, "is_over": is_over}
        )

    def create_shelf_check(self, body: BeginShelfCheckIn, *, key: str | None = None) -> ShelfCheckOut:
        """Begin to read a part of a school's shelves; several may go on side by side."""
        return cast("ShelfCheckOut", self.call("POST", "/library/shelf-checks", body=body, key=key))

    def read_shelf_check(self, pk: int) -> ShelfCheckDetailOut:
        """One check in numbers."""
        return cast("ShelfCheckDetailOut", self.call("GET", f"/library/shelf-checks/{segment(pk)}"))

    def end_shelf_check(self, pk: int, *, key: str | None = None) -> ShelfCheckOut:
        """It is over; nothing is set missing by that."""
        return cast("ShelfCheckOut", self.call("POST", f"/library/shelf-checks/{segment(pk)}/end", key=key))

    def list_misplaced_copies(self, pk: int) -> list[ShelfMisplacedOut]:
        """The fewest spines to move so that what was scanned is in order, and where each belongs."""
        return cast("list[ShelfMisplacedOut]", self.call("GET", f"/library/shelf-checks/{segment(pk)}/misplaced"))

    def take_back_missing_copies(self, pk: int, *, key: str | None = None) -> ShelfMissingOut:
        """Within a month: those of them that are still missing stand on the shelf again."""
        return cast("ShelfMissingOut", self.call("DELETE", f"/library/shelf-checks/{segment(pk)}/missing", key=key))

    def mark_unseen_copies(self, pk: int, body: ShelfUnseenIn, *, key: str | None = None) -> ShelfMissingOut:
        """After the end: what was not seen is missing. The number must be how many there are."""
        return cast(
            "ShelfMissingOut", self.call("POST", f"/library/shelf-checks/{segment(pk)}/missing", body=body, key=key)
        )

    def list_shelf_scans(
        self,
        pk: int,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        finding: Literal["", "here", "found", "elsewhere", "set_aside", "on_loan", "not_listed", "unknown"]
        | None = None,
    ) -> PageShelfScanOut:
        """The last scan of each code, as they were met."""
        return cast(
            "PageShelfScanOut",
            self.call(
                "GET",
                f"/library/shelf-checks/{segment(pk)}/scans",
                query={"cursor": cursor, "limit": limit, "finding": finding},
            ),
        )

    def all_shelf_scans(
        self,
        pk: int,
        *,
        limit: int | None = None,
        finding: Literal["", "here", "found", "elsewhere", "set_aside", "on_loan", "not_listed", "unknown"]
        | None = None,
    ) -> Iterator[ShelfScanOut]:
        """All rows of ``list_shelf_scans``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages(f"/library/shelf-checks/{segment(pk)}/scans", {"limit": limit, "finding": finding})

    def create_shelf_scan(self, pk: int, body: ShelfScanIn, *, key: str | None = None) -> ShelfScanOut:
        """One spine: the copy is seen now, and what was missing stands on the shelf again."""
        return cast("ShelfScanOut", self.call("POST", f"/library/shelf-checks/{segment(pk)}/scans", body=body, key=key))

    def create_shelf_scans(self, pk: int, body: EntriesShelfScanIn, *, key: str | None = None) -> OutcomesShelfScanOut:
        """Many spines, from left to right: what a scanner without a network has gathered."""
        return cast(
            "OutcomesShelfScanOut",
            self.call("POST", f"/library/shelf-checks/{segment(pk)}/scans/bulk", body=body, key=key),
        )

    def list_unseen_copies(self, pk: int, *, cursor: str | None = None, limit: int | None = None) -> PageCopyOut:
        """Copies that should stand there and were not scanned, in the order of the shelf."""
        return cast(
            "PageCopyOut",
            self.call("GET", f"/library/shelf-checks/{segment(pk)}/unseen", query={"cursor": cursor, "limit": limit}),
        )

    def all_unseen_copies(self, pk: int, *, limit: int | None = None) -> Iterator[CopyOut]:
        """All rows of ``list_unseen_copies``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages(f"/library/shelf-checks/{segment(pk)}/unseen", {"limit": limit})

    def order_places_of_school(self, body: ShelvingOrderIn, *, key: str | None = None) -> list[ShelvingPlaceOut]:
        """The order in which one walks a school's shelving places; what is not named stays behind, in its order."""
        return cast("list[ShelvingPlaceOut]", self.call("PUT", "/library/shelving-order", body=body, key=key))

    def list_shelving_places(
        self, *, cursor: str | None = None, limit: int | None = None, organisation_id: int | None = None
    ) -> PageShelvingPlaceOut:
        """Shelving places of the schools whose catalogue you work on, by id."""
        return cast(
            "PageShelvingPlaceOut",
            self.call(
                "GET",
                "/library/shelving-places",
                query={"cursor": cursor, "limit": limit, "organisation_id": organisation_id},
            ),
        )

    def all_shelving_places(
        self, *, limit: int | None = None, organisation_id: int | None = None
    ) -> Iterator[ShelvingPlaceOut]:
        """All rows of ``list_shelving_places``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/library/shelving-places", {"limit": limit, "organisation_id": organisation_id})

    def create_shelving_place(self, body: ShelvingPlaceIn, *, key: str | None = None) -> ShelvingPlaceOut:
        """Add a part of a school's shelves."""
        return cast("ShelvingPlaceOut", self.call("POST", "/library/shelving-places", body=body, key=key))

    def delete_shelving_place(self, pk: int, *, key: str | None = None) -> None:
        """It is not there any more; not while copies stand there."""
        self.call("DELETE", f"/library/shelving-places/{segment(pk)}", key=key)

    def put_shelving_place(self, pk: int, body: ShelvingPlaceIn, *, key: str | None = None) -> ShelvingPlaceOut:
        """Change a shelving place; it stays in its school."""
        return cast("ShelvingPlaceOut", self.call("PUT", f"/library/shelving-places/{segment(pk)}", body=body, key=key))

    def take_over_record(self, body: TakeOverIn, *, key: str | None = None) -> TitleOut:
        """A record from another catalogue becomes a new title, or the record of one that is here; it counts as
        finished."""
        return cast("TitleOut", self.call("POST", "/library/take-overs", body=body, key=key))

    def list_record_templates(
        self, *, cursor: str | None = None, limit: int | None = None, is_field: bool | None = None
    ) -> PageRecordTemplateOut:
        """Templates of records and of fields, by id."""
        return cast(
            "PageRecordTemplateOut",
            self.call("GET", "/library/templates", query={"cursor": cursor, "limit": limit, "is_field": is_field}),
        )

    def all_record_templates(
        self, *, limit: int | None = None, is_field: bool | None = None
    ) -> Iterator[RecordTemplateOut]:
        """All rows of ``list_record_templates``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/library/templates", {"limit": limit, "is_field": is_field})

    def create_record_template(self, body: RecordTemplateIn, *, key: str | None = None) -> RecordTemplateOut:
        """Add a template; its text must make a record, or fields."""
        return cast("RecordTemplateOut", self.call("POST", "/library/templates", body=body, key=key))

    def delete_record_template(self, pk: int, *, key: str | None = None) -> None:
        """It is not offered any more; records made of it stay."""
        self.call("DELETE", f"/library/templates/{segment(pk)}", key=key)

    def put_record_template(self, pk: int, body: RecordTemplateIn, *, key: str | None = None) -> RecordTemplateOut:
        """Change one, in all that it says."""
        return cast("RecordTemplateOut", self.call("PUT", f"/library/templates/{segment(pk)}", body=body, key=key))

    def add_title_from_template(self, pk: int, body: TitleInHurryIn, *, key: str | None = None) -> TitleOut:
        """A title in a hurry: a minimal record, on the list of those to be finished."""
        return cast("TitleOut", self.call("POST", f"/library/templates/{segment(pk)}/titles", body=body, key=key))

    def list_title_merges(
        self, *, cursor: str | None = None, limit: int | None = None, title_id: int | None = None
    ) -> PageMergeOut:
        """Titles that were made one, the last first; ``title_id``: into which."""
        return cast(
            "PageMergeOut",
            self.call("GET", "/library/title-merges", query={"cursor": cursor, "limit": limit, "title_id": title_id}),
        )

    def all_title_merges(self, *, limit: int | None = None, title_id: int | None = None) -> Iterator[MergeOut]:
        """All rows of ``list_title_merges``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/library/title-merges", {"limit": limit, "title_id": title_id})

    def split_merged_titles(self, pk: int, *, key: str | None = None) -> SplitOut:
        """Take a merge back; ``left`` says in words what could not go back."""
        return cast("SplitOut", self.call("POST", f"/library/title-merges/{segment(pk)}/split", key=key))

    def list_library_titles(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        text: str | None = None,
        format: str | None = None,
        language: str | None = None,
        is_temporary: bool | None = None,
        is_hidden: bool | None = None,
        control_number: str | None = None,
    ) -> PageTitleOut:
        """Titles by id, hidden ones too, for those who work on the catalogue."""
        return cast(
            "PageTitleOut",
            self.call(
                "GET",
                "/library/titles",
                query={
                    "cursor": cursor,
                    "limit": limit,
                    "text": text,
                    "format": format,
                    "language": language,
                    "is_temporary": is_temporary,
                    "is_hidden": is_hidden,
                    "control_number": control_number,
                },
            ),
        )

    def all_library_titles(
        self,
        *,
        limit: int | None = None,
        text: str | None = None,
        format: str | None = None,
        language: str | None = None,
        is_temporary: bool | None = None,
        is_hidden: bool | None = None,
        control_number: str | None = None,
    ) -> Iterator[TitleOut]:
        """All rows of ``list_library_titles``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages(
            "/library/titles",
            {
                "limit": limit,
                "text": text,
                "format": format,
                "language": language,
                "is_temporary": is_temporary,
                "is_hidden": is_hidden,
                "control_number": control_number,
            },
        )

    def create_library_title(self, body: TitleIn, *, key: str | None = None) -> TitleOut:
        """A new title of a record."""
        return cast("TitleOut", self.call("POST", "/library/titles", body=body, key=key))

    def delete_library_title(self, pk: int, *, key: str | None = None) -> None:
        """Take out a title that never had copies."""
        self.call("DELETE", f"/library/titles/{segment(pk)}", key=key)

    def read_library_title(self, pk: int) -> TitleOut:
        """One title."""
        return cast("TitleOut", self.call("GET", f"/library/titles/{segment(pk)}"))

    def change_library_title(self, pk: int, body: TitlePatch, *, key: str | None = None) -> TitleOut:
        """Hide or show it, or say that it is finished; what is left out stays."""
        return cast("TitleOut", self.call("PATCH", f"/library/titles/{segment(pk)}", body=body, key=key))

    def delete_cover(self, pk: int, *, key: str | None = None) -> None:
        """No picture any more; services are not asked again for it."""
        self.call("DELETE", f"/library/titles/{segment(pk)}/cover", key=key)

    def read_cover(self, pk: int) -> CoverOut:
        """Where a title's cover came from. The picture itself is on the page ``/library/covers/…/``, as public as the
        title."""
        return cast("CoverOut", self.call("GET", f"/library/titles/{segment(pk)}/cover"))

    def upload_cover(self, pk: int, file: tuple[str, bytes], *, key: str | None = None) -> CoverOut:
        """Keep this picture (JPEG, PNG, WebP or GIF, at most 10 MB) as the title's cover, in the place of the one
        before."""
        return cast("CoverOut", self.call("POST", f"/library/titles/{segment(pk)}/cover", form={"file": file}, key=key))

    def list_former_records(
        self, pk: int, *, cursor: str | None = None, limit: int | None = None
    ) -> PageFormerRecordOut:
        """Records of a title that were replaced, the last first."""
        return cast(
            "PageFormerRecordOut",
            self.call("GET", f"/library/titles/{segment(pk)}/former-records", query={"cursor": cursor, "limit": limit}),
        )

    def all_former_records(self, pk: int, *, limit: int | None = None) -> Iterator[FormerRecordOut]:
        """All rows of ``list_former_records``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages(f"/library/titles/{segment(pk)}/former-records", {"limit": limit})

    def read_former_record(self, pk: int, version_pk: int) -> FormerRecordDetailOut:
        """One of them, byte for byte and readable."""
        return cast(
            "FormerRecordDetailOut",
            self.call("GET", f"/library/titles/{segment(pk)}/former-records/{segment(version_pk)}"),
        )

    def restore_former_record(self, pk: int, version_pk: int, *, key: str | None = None) -> TitleOut:
        """It is the present one again; the present one becomes a former one."""
        return cast(
            "TitleOut",
            self.call("POST", f"/library/titles/{segment(pk)}/former-records/{segment(version_pk)}/restore", key=key),
        )

    def put_title_genre(self, pk: int, body: TitleGenreIn, *, key: str | None = None) -> TitleGenreOut:
        """Where a school puts this title, whatever its record says."""
        return cast("TitleGenreOut", self.call("PUT", f"/library/titles/{segment(pk)}/genre", body=body, key=key))

    def merge_library_titles(self, pk: int, body: TitleMergeIn, *, key: str | None = None) -> TitleOut:
        """The other title is the same as this one: its copies and holds are this one's from now on."""
        return cast("TitleOut", self.call("POST", f"/library/titles/{segment(pk)}/merge", body=body, key=key))

    def read_library_record(self, pk: int) -> RecordOut:
        """The record of a title, byte for byte and readable."""
        return cast("RecordOut", self.call("GET", f"/library/titles/{segment(pk)}/record"))

    def edit_library_record(self, pk: int, body: EditRecordIn, *, key: str | None = None) -> TitleOut:
        """Save what was edited; the former record is kept, and where it came from. Another record by now is a
        conflict."""
        return cast("TitleOut", self.call("PATCH", f"/library/titles/{segment(pk)}/record", body=body, key=key))

    def put_library_record(self, pk: int, body: RecordIn, *, key: str | None = None) -> TitleOut:
        """Another record for a title; the former one is kept."""
        return cast("TitleOut", self.call("PUT", f"/library/titles/{segment(pk)}/record", body=body, key=key))

    def list_wanted_labels(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        kind: Literal["", "spine", "pocket", "barcode"] | None = None,
        organisation_id: int | None = None,
    ) -> PageWantedLabelOut:
        """Labels of copies of your schools that are still to be printed, with what stands on them, by id."""
        return cast(
            "PageWantedLabelOut",
            self.call(
                "GET",
                "/library/wanted-labels",
                query={"cursor": cursor, "limit": limit, "kind": kind, "organisation_id": organisation_id},
            ),
        )

    def all_wanted_labels(
        self,
        *,
        limit: int | None = None,
        kind: Literal["", "spine", "pocket", "barcode"] | None = None,
        organisation_id: int | None = None,
    ) -> Iterator[WantedLabelOut]:
        """All rows of ``list_wanted_labels``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/library/wanted-labels", {"limit": limit, "kind": kind, "organisation_id": organisation_id})

    def mark_labels_printed(self, body: LabelsPrintedIn, *, key: str | None = None) -> LabelsPrintedOut:
        """They came out of the printer, or are not needed: off the list. Those that are not yours are passed over."""
        return cast("LabelsPrintedOut", self.call("POST", "/library/wanted-labels/printed", body=body, key=key))

    def list_weeding_candidates(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        organisation_id: int | None = None,
        rule_id: int | None = None,
    ) -> PageWeedingCopyOut:
        """Copies on the shelf that a rule proposes, by call number, each with its reasons. Nothing happens to them by
        itself."""
        return cast(
            "PageWeedingCopyOut",
            self.call(
                "GET",
                "/library/weeding",
                query={"cursor": cursor, "limit": limit, "organisation_id": organisation_id, "rule_id": rule_id},
            ),
        )

    def all_weeding_candidates(
        self, *, limit: int | None = None, organisation_id: int | None = None, rule_id: int | None = None
    ) -> Iterator[WeedingCopyOut]:
        """All rows of ``list_weeding_candidates``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/library/weeding", {"limit": limit, "organisation_id": organisation_id, "rule_id": rule_id})

    def list_weeding_rules(self, *, cursor: str | None = None, limit: int | None = None) -> PageWeedingRuleOut:
        """The rules of your schools, and the district's own, by id."""
        return cast(
            "PageWeedingRuleOut", self.call("GET", "/library/weeding-rules", query={"cursor": cursor, "limit": limit})
        )

    def all_weeding_rules(self, *, limit: int | None = None) -> Iterator[WeedingRuleOut]:
        """All rows of ``list_weeding_rules``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/library/weeding-rules", {"limit": limit})

    def create_weeding_rule(self, body: WeedingRuleIn, *, key: str | None = None) -> WeedingRuleOut:
        """Add a rule for a school, or for all."""
        return cast("WeedingRuleOut", self.call("POST", "/library/weeding-rules", body=body, key=key))

    def delete_weeding_rule(self, pk: int, *, key: str | None = None) -> None:
        """It proposes nothing any more."""
        self.call("DELETE", f"/library/weeding-rules/{segment(pk)}", key=key)

    def put_weeding_rule(self, pk: int, body: WeedingRuleIn, *, key: str | None = None) -> WeedingRuleOut:
        """Change one, in all that it says."""
        return cast("WeedingRuleOut", self.call("PUT", f"/library/weeding-rules/{segment(pk)}", body=body, key=key))

    def list_linked_identities(
        self, *, cursor: str | None = None, limit: int | None = None, account_id: int | None = None
    ) -> PageLinkedIdentityOut:
        """Outside identities that open accounts: your own, and those you may unlink, by id."""
        return cast(
            "PageLinkedIdentityOut",
            self.call("GET", "/linked-identities", query={"cursor": cursor, "limit": limit, "account_id": account_id}),
        )

    def all_linked_identities(
        self, *, limit: int | None = None, account_id: int | None = None
    ) -> Iterator[LinkedIdentityOut]:
        """All rows of ``list_linked_identities``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/linked-identities", {"limit": limit, "account_id": account_id})

    def delete_linked_identity(self, pk: int, *, key: str | None = None) -> None:
        """The outside identity is nobody's again; the next sign-in links anew."""
        self.call("DELETE", f"/linked-identities/{segment(pk)}", key=key)

    def list_load_profiles(self, *, cursor: str | None = None, limit: int | None = None) -> PageLoadProfileOut:
        """How files of records are taken in, by id."""
        return cast("PageLoadProfileOut", self.call("GET", "/load-profiles", query={"cursor": cursor, "limit": limit}))

    def all_load_profiles(self, *, limit: int | None = None) -> Iterator[LoadProfileOut]:
        """All rows of ``list_load_profiles``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/load-profiles", {"limit": limit})

    def add_load_profile(self, body: LoadProfileIn, *, key: str | None = None) -> LoadProfileOut:
        """Make a load profile."""
        return cast("LoadProfileOut", self.call("POST", "/load-profiles", body=body, key=key))

    def read_load_profile(self, pk: int) -> LoadProfileOut:
        """One load profile."""
        return cast("LoadProfileOut", self.call("GET", f"/load-profiles/{segment(pk)}"))

    def put_load_profile(self, pk: int, body: LoadProfileIn, *, key: str | None = None) -> LoadProfileOut:
        """Change a load profile; what it was is kept as a version."""
        return cast("LoadProfileOut", self.call("PUT", f"/load-profiles/{segment(pk)}", body=body, key=key))

    def read_load(self, pk: int) -> LoadOut:
        """What the import with this id wrote into the catalogue."""
        return cast("LoadOut", self.call("GET", f"/loads/{segment(pk)}"))

    def undo_titles_load(self, pk: int, *, key: str | None = None) -> LoadOut:
        """Take a load back; ``kept`` names what was changed since and stays."""
        return cast("LoadOut", self.call("POST", f"/loads/{segment(pk)}/undo", key=key))

    def list_loan_accessories(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        state: Literal["out", "back", "missing", "charged", "waived", "kept", "all"] | None = None,
        loan_id: int | None = None,
        person_id: int | None = None,
    ) -> PageAccessoryOut:
        """What went out with loans you may see, the latest first; the missing unless asked otherwise."""
        return cast(
            "PageAccessoryOut",
            self.call(
                "GET",
                "/loan-accessories",
                query={"cursor": cursor, "limit": limit, "state": state, "loan_id": loan_id, "person_id": person_id},
            ),
        )

    def all_loan_accessories(
        self,
        *,
        limit: int | None = None,
        state: Literal["out", "back", "missing", "charged", "waived", "kept", "all"] | None = None,
        loan_id: int | None = None,
        person_id: int | None = None,
    ) -> Iterator[AccessoryOut]:
        """All rows of ``list_loan_accessories``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages(
            "/loan-accessories", {"limit": limit, "state": state, "loan_id": loan_id, "person_id": person_id}
        )

    def charge_loan_accessory(self, pk: int, body: ChargeAccessoryIn, *, key: str | None = None) -> AccessoryOut:
        """Charge the borrower for a missing one."""
        return cast("AccessoryOut", self.call("POST", f"/loan-accessories/{segment(pk)}/charge", body=body, key=key))

    def return_loan_accessory(self, pk: int, *, key: str | None = None) -> AccessoryOut:
        """It came back, alone or late; a charge for it is reversed."""
        return cast("AccessoryOut", self.call("POST", f"/loan-accessories/{segment(pk)}/return", key=key))

    def waive_loan_accessory(self, pk: int, body: WaiveIn, *, key: str | None = None) -> AccessoryOut:
        """Nobody has to bring or pay it."""
        return cast("AccessoryOut", self.call("POST", f"/loan-accessories/{segment(pk)}/waive", body=body, key=key))

    def list_loans(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        state: Literal["open", "returned", "all"] | None = None,
        item_id: int | None = None,
        person_id: int | None = None,
        organisation_id: int | None = None,
        place_id: int | None = None,
        purpose: Literal["assignment", "loaner", "checkout"] | None = None,
        due_before: str | None = None,
        sort: Literal["-lent_at", "due_at"] | None = None,
    ) -> PageLoanOut:
        """Loans you may see, the latest first. By person only open ones of private item types are found."""
        return cast(
            "PageLoanOut",
            self.call(
                "GET",
                "/loans",
                query={
                    "cursor": cursor,
                    "limit": limit,
                    "state": state,
                    "item_id": item_id,
                    "person_id": person_id,
                    "organisation_id": organisation_id,
                    "place_id": place_id,
                    "purpose": purpose,
                    "due_before": due_before,
                    "sort": sort,
                },
            ),
        )

    def all_loans(
        self,
        *,
        limit: int | None = None,
        state: Literal["open", "returned", "all"] | None = None,
        item_id: int | None = None,
        person_id: int | None = None,
        organisation_id: int | None = None,
        place_id: int | None = None,
        purpose: Literal["assignment", "loaner", "checkout"] | None = None,
        due_before: str | None = None,
        sort: Literal["-lent_at", "due_at"] | None = None,
    ) -> Iterator[LoanOut]:
        """All rows of ``list_loans``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages(
            "/loans",
            {
                "limit": limit,
                "state": state,
                "item_id": item_id,
                "person_id": person_id,
                "organisation_id": organisation_id,
                "place_id": place_id,
                "purpose": purpose,
                "due_before": due_before,
                "sort": sort,
            },
        )

    def lend(self, body: LoanIn, *, key: str | None = None) -> LoanOut:
        """Lend an item to a person. 409 names every reason against it; ``override_reason`` passes some."""
        return cast("LoanOut", self.call("POST", "/loans", body=body, key=key))

    def lend_in_bulk(self, body: EntriesLoanIn, *, key: str | None = None) -> OutcomesLoanOut:
        """Lend up to 500 items, each for itself: a refused one stops no other."""
        return cast("OutcomesLoanOut", self.call("POST", "/loans/bulk", body=body, key=key))

    def take_back_in_bulk(self, body: EntriesReturnEntryIn, *, key: str | None = None) -> OutcomesLoanOut:
        """Take up to 500 items back, each in its own condition and for itself."""
        return cast("OutcomesLoanOut", self.call("POST", "/loans/bulk-return", body=body, key=key))

    def read_loan(self, pk: int) -> LoanOut:
        """One loan, with the lines that explain its due date."""
        return cast("LoanOut", self.call("GET", f"/loans/{segment(pk)}"))

    def make_claim(self, pk: int, body: ClaimIn, *, key: str | None = None) -> ClaimOut:
        """The borrower says it came back."""
        return cast("ClaimOut", self.call("POST", f"/loans/{segment(pk)}/claim", body=body, key=key))

    def convert_to_own(self, pk: int, body: ConvertIn, *, key: str | None = None) -> LoanOut:
        """The loaner becomes the borrower's own device."""
        return cast("LoanOut", self.call("POST", f"/loans/{segment(pk)}/convert", body=body, key=key))

    def count_one_loan_as_lost(self, pk: int, *, key: str | None = None) -> LoanOut:
        """Count library material as lost now, and charge its price."""
        return cast("LoanOut", self.call("POST", f"/loans/{segment(pk)}/lost", key=key))

    def remind_of_loan(self, pk: int, *, key: str | None = None) -> RemindedOut:
        """Remind the borrower, and the guardians where the rules say so, now."""
        return cast("RemindedOut", self.call("POST", f"/loans/{segment(pk)}/remind", key=key))

    def renew(self, pk: int, body: RenewIn, *, key: str | None = None) -> LoanOut:
        """Count the loan anew from now. 409 has the refusal's code."""
        return cast("LoanOut", self.call("POST", f"/loans/{segment(pk)}/renew", body=body, key=key))

    def take_back(self, pk: int, body: ReturnIn, *, key: str | None = None) -> LoanOut:
        """Take an item back in a condition; broken goes to triage."""
        return cast("LoanOut", self.call("POST", f"/loans/{segment(pk)}/return", body=body, key=key))

    def list_location_rules(
        self, *, cursor: str | None = None, limit: int | None = None, organisation_id: int | None = None
    ) -> PageLocationRuleOut:
        """Which school, type and place a unit or location stands for, in the order in which they are asked."""
        return cast(
            "PageLocationRuleOut",
            self.call(
                "GET", "/location-rules", query={"cursor": cursor, "limit": limit, "organisation_id": organisation_id}
            ),
        )

    def all_location_rules(
        self, *, limit: int | None = None, organisation_id: int | None = None
    ) -> Iterator[LocationRuleOut]:
        """All rows of ``list_location_rules``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/location-rules", {"limit": limit, "organisation_id": organisation_id})

    def create_location_rule(self, body: LocationRuleIn, *, key: str | None = None) -> LocationRuleOut:
        """Add a rule; it holds from the next list that is read."""
        return cast("LocationRuleOut", self.call("POST", "/location-rules", body=body, key=key))

    def delete_location_rule(self, pk: int, *, key: str | None = None) -> None:
        """Take a rule away; what came in by it stays where it is."""
        self.call("DELETE", f"/location-rules/{segment(pk)}", key=key)

    def read_location_rule(self, pk: int) -> LocationRuleOut:
        """One rule."""
        return cast("LocationRuleOut", self.call("GET", f"/location-rules/{segment(pk)}"))

    def put_location_rule(self, pk: int, body: LocationRuleIn, *, key: str | None = None) -> LocationRuleOut:
        """Change a rule."""
        return cast("LocationRuleOut", self.call("PUT", f"/location-rules/{segment(pk)}", body=body, key=key))

    def list_mailboxes(
        self, *, cursor: str | None = None, limit: int | None = None, organisation_id: int | None = None
    ) -> PageMailboxOut:
        """Mailboxes you may edit, by name, without their passwords."""
        return cast(
            "PageMailboxOut",
            self.call(
                "GET", "/mailboxes", query={"cursor": cursor, "limit": limit, "organisation_id": organisation_id}
            ),
        )

    def all_mailboxes(self, *, limit: int | None = None, organisation_id: int | None = None) -> Iterator[MailboxOut]:
        """All rows of ``list_mailboxes``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/mailboxes", {"limit": limit, "organisation_id": organisation_id})

    def create_mailbox(self, body: NewMailboxIn, *, key: str | None = None) -> MailboxOut:
        """Set a mailbox up."""
        return cast("MailboxOut", self.call("POST", "/mailboxes", body=body, key=key))

    def read_mailbox(self, pk: int) -> MailboxOut:
        """One mailbox, and what came of the last try."""
        return cast("MailboxOut", self.call("GET", f"/mailboxes/{segment(pk)}"))

    def change_mailbox(self, pk: int, body: MailboxIn, *, key: str | None = None) -> MailboxOut:
        """Change it. Where its password goes can be changed only with the password entered anew."""
        return cast("MailboxOut", self.call("PATCH", f"/mailboxes/{segment(pk)}", body=body, key=key))

    def try_one_mailbox(self, pk: int, *, key: str | None = None) -> MailboxOut:
        """Sign in there, look, and change nothing but the folder for read mail."""
        return cast("MailboxOut", self.call("POST", f"/mailboxes/{segment(pk)}/try", key=key))

    def read_me(self) -> MeOut:
        """Whose token this is and what it may do."""
        return cast("MeOut", self.call("GET", "/me"))

    def list_missed_searches(self) -> list[MissedSearchOut]:
        """Words that were searched for and found no article, the most frequent first. Without people."""
        return cast("list[MissedSearchOut]", self.call("GET", "/missed-searches"))

    def list_models(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        category: str | None = None,
        item_type_id: int | None = None,
    ) -> PageModelOut:
        """Device models, by name."""
        return cast(
            "PageModelOut",
            self.call(
                "GET",
                "/models",
                query={"cursor": cursor, "limit": limit, "category": category, "item_type_id": item_type_id},
            ),
        )

    def all_models(
        self, *, limit: int | None = None, category: str | None = None, item_type_id: int | None = None
    ) -> Iterator[ModelOut]:
        """All rows of ``list_models``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/models", {"limit": limit, "category": category, "item_type_id": item_type_id})

    def create_model(self, body: ModelIn, *, key: str | None = None) -> ModelOut:
        """Add a device model."""
        return cast("ModelOut", self.call("POST", "/models", body=body, key=key))

    def read_model(self, pk: int) -> ModelOut:
        """One device model."""
        return cast("ModelOut", self.call("GET", f"/models/{segment(pk)}"))

    def put_model(self, pk: int, body: ModelIn, *, key: str | None = None) -> ModelOut:
        """Change a device model."""
        return cast("ModelOut", self.call("PUT", f"/models/{segment(pk)}", body=body, key=key))

    def list_model_accessories(self, pk: int) -> list[ModelAccessoryOut]:
        """What goes along with a device model."""
        return cast("list[ModelAccessoryOut]", self.call("GET", f"/models/{segment(pk)}/accessories"))

    def put_model_accessory(self, pk: int, body: ModelAccessoryIn, *, key: str | None = None) -> ModelAccessoryOut:
        """An accessory goes along with the model, so many of it; sent again it changes the line."""
        return cast("ModelAccessoryOut", self.call("PUT", f"/models/{segment(pk)}/accessories", body=body, key=key))

    def delete_model_accessory(self, pk: int, line_pk: int, *, key: str | None = None) -> None:
        """It does not go along any more."""
        self.call("DELETE", f"/models/{segment(pk)}/accessories/{segment(line_pk)}", key=key)

    def list_named_due_dates(
        self, *, cursor: str | None = None, limit: int | None = None, code: str | None = None
    ) -> PageNamedDateOut:
        """The dates that rules name, by code and first day of use."""
        return cast(
            "PageNamedDateOut",
            self.call("GET", "/named-due-dates", query={"cursor": cursor, "limit": limit, "code": code}),
        )

    def all_named_due_dates(self, *, limit: int | None = None, code: str | None = None) -> Iterator[NamedDateOut]:
        """All rows of ``list_named_due_dates``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/named-due-dates", {"limit": limit, "code": code})

    def create_named_due_date(self, body: NamedDateIn, *, key: str | None = None) -> NamedDateOut:
        """Add a date for a name; loans made from ``active_from`` on use it."""
        return cast("NamedDateOut", self.call("POST", "/named-due-dates", body=body, key=key))

    def delete_named_due_date(self, pk: int, *, key: str | None = None) -> None:
        """Remove one date of a name; loans keep theirs."""
        self.call("DELETE", f"/named-due-dates/{segment(pk)}", key=key)

    def put_named_due_date(self, pk: int, body: NamedDateIn, *, key: str | None = None) -> NamedDateOut:
        """Change one."""
        return cast("NamedDateOut", self.call("PUT", f"/named-due-dates/{segment(pk)}", body=body, key=key))

    def list_notice_deliveries(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        state: Literal["", "queued", "digest", "sending", "sent", "failed", "suppressed"] | None = None,
        channel: Literal["", "email", "chat"] | None = None,
    ) -> PageNoticeDeliveryOut:
        """Mails and chat messages of your organisations, the newest first."""
        return cast(
            "PageNoticeDeliveryOut",
            self.call(
                "GET",
                "/notice-deliveries",
                query={"cursor": cursor, "limit": limit, "state": state, "channel": channel},
            ),
        )

    def all_notice_deliveries(
        self,
        *,
        limit: int | None = None,
        state: Literal["", "queued", "digest", "sending", "sent", "failed", "suppressed"] | None = None,
        channel: Literal["", "email", "chat"] | None = None,
    ) -> Iterator[NoticeDeliveryOut]:
        """All rows of ``list_notice_deliveries``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/notice-deliveries", {"limit": limit, "state": state, "channel": channel})

    def read_notice_delivery(self, pk: int) -> NoticeDeliveryOut:
        """One of them, and what to do when it failed."""
        return cast("NoticeDeliveryOut", self.call("GET", f"/notice-deliveries/{segment(pk)}"))

    def repeat_notice_delivery(self, pk: int, *, key: str | None = None) -> NoticeDeliveryOut:
        """Send it once more, to the address that is known now."""
        return cast("NoticeDeliveryOut", self.call("POST", f"/notice-deliveries/{segment(pk)}/again", key=key))

    def list_notice_kinds(self) -> list[NoticeKindOut]:
        """Everything the program tells anybody; without managing notices, the kinds whose words you may write."""
        return cast("list[NoticeKindOut]", self.call("GET", "/notice-kinds"))

    def list_notice_switches(self, name: str) -> list[NoticeSwitchOut]:
        """Where this kind is switched off, or on again; the nearest to a school counts."""
        return cast("list[NoticeSwitchOut]", self.call("GET", f"/notice-kinds/{segment(name)}/switches"))

    def switch_notice_kind(self, name: str, body: NoticeSwitchIn, *, key: str | None = None) -> NoticeSwitchOut:
        """Send this kind at an organisation and below, or do not."""
        return cast("NoticeSwitchOut", self.call("POST", f"/notice-kinds/{segment(name)}/switches", body=body, key=key))

    def list_notice_words(self, name: str) -> list[NoticeWordingOut]:
        """The words in use, by channel and language."""
        return cast("list[NoticeWordingOut]", self.call("GET", f"/notice-kinds/{segment(name)}/words"))

    def revert_notice_words(self, name: str, channel: str, language: str, *, key: str | None = None) -> None:
        """Use the words that came with the program."""
        self.call("DELETE", f"/notice-kinds/{segment(name)}/words/{segment(channel)}/{segment(language)}", key=key)

    def put_notice_words(
        self, name: str, channel: str, language: str, body: NoticeWordingIn, *, key: str | None = None
    ) -> NoticeWordingOut:
        """Use these words from now on, everywhere; the older ones stay as versions."""
        return cast(
            "NoticeWordingOut",
            self.call(
                "PUT", f"/notice-kinds/{segment(name)}/words/{segment(channel)}/{segment(language)}", body=body, key=key
            ),
        )

    def list_notice_word_versions(
        self, name: str, channel: str, language: str, *, cursor: str | None = None, limit: int | None = None
    ) -> PageNoticeWordingVersionOut:
        """What was written before, the newest first."""
        return cast(
            "PageNoticeWordingVersionOut",
            self.call(
                "GET",
                f"/notice-kinds/{segment(name)}/words/{segment(channel)}/{segment(language)}/versions",
                query={"cursor": cursor, "limit": limit},
            ),
        )

    def all_notice_word_versions(
        self, name: str, channel: str, language: str, *, limit: int | None = None
    ) -> Iterator[NoticeWordingVersionOut]:
        """All rows of ``list_notice_word_versions``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages(
            f"/notice-kinds/{segment(name)}/words/{segment(channel)}/{segment(language)}/versions", {"limit": limit}
        )

    def read_notice_preferences(self) -> NoticePreferencesOut:
        """How you are told of each kind that can come to you, and when you are left alone."""
        return cast("NoticePreferencesOut", self.call("GET", "/notice-preferences"))

    def choose_notice_preferences(
        self, body: NoticePreferencesPatch, *, key: str | None = None
    ) -> NoticePreferencesOut:
        """Choose for yourself; what is left out stays, all of it or none is taken."""
        return cast("NoticePreferencesOut", self.call("PATCH", "/notice-preferences", body=body, key=key))

    def forget_notice_times(self, *, key: str | None = None) -> None:
        """Your school's hours count again."""
        self.call("DELETE", "/notice-preferences/times", key=key)

    def list_place_times(self) -> list[PlaceTimesOut]:
        """Quiet hours and the digest's hour of everybody who chose none, by organisation, where some were set."""
        return cast("list[PlaceTimesOut]", self.call("GET", "/notice-times"))

    def put_place_times(self, body: PlaceTimesIn, *, key: str | None = None) -> PlaceTimesOut:
        """Set the hours of everybody at an organisation who chose none; equal quiet times mean none."""
        return cast("PlaceTimesOut", self.call("PUT", "/notice-times", body=body, key=key))

    def list_notices(
        self, *, cursor: str | None = None, limit: int | None = None, unread: bool | None = None
    ) -> PageNoticeOut:
        """Your own notices, the newest first."""
        return cast(
            "PageNoticeOut", self.call("GET", "/notices", query={"cursor": cursor, "limit": limit, "unread": unread})
        )

    def all_notices(self, *, limit: int | None = None, unread: bool | None = None) -> Iterator[NoticeOut]:
        """All rows of ``list_notices``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/notices", {"limit": limit, "unread": unread})

    def read_all_notices(self, *, key: str | None = None) -> ReadOut:
        """Mark all of yours as read."""
        return cast("ReadOut", self.call("POST", "/notices/read", key=key))

    def read_notice(self, pk: int, *, key: str | None = None) -> NoticeOut:
        """Mark one as read."""
        return cast("NoticeOut", self.call("POST", f"/notices/{segment(pk)}/read", key=key))

    def list_organisations(
        self, *, cursor: str | None = None, limit: int | None = None, kind: str | None = None
    ) -> PageOrganisationOut:
        """The organisations you may see, by name."""
        return cast(
            "PageOrganisationOut",
            self.call("GET", "/organisations", query={"cursor": cursor, "limit": limit, "kind": kind}),
        )

    def all_organisations(self, *, limit: int | None = None, kind: str | None = None) -> Iterator[OrganisationOut]:
        """All rows of ``list_organisations``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/organisations", {"limit": limit, "kind": kind})

    def create_organisation(self, body: OrganisationIn, *, key: str | None = None) -> OrganisationOut:
        """A new organisation below another one; without a parent it is a root."""
        return cast("OrganisationOut", self.call("POST", "/organisations", body=body, key=key))

    def read_organisation(self, pk: int) -> OrganisationOut:
        """One organisation."""
        return cast("OrganisationOut", self.call("GET", f"/organisations/{segment(pk)}"))

    def change_organisation(self, pk: int, body: OrganisationPatch, *, key: str | None = None) -> OrganisationOut:
        """Change name, code, official number or time zone; what is left out stays."""
        return cast("OrganisationOut", self.call("PATCH", f"/organisations/{segment(pk)}", body=body, key=key))

    def put_bell_schedule(
        self, pk: int, day_type: str, body: BellScheduleIn, *, key: str | None = None
    ) -> BellScheduleOut:
        """Set the periods of a kind of day, replacing those it had."""
        return cast(
            "BellScheduleOut",
            self.call("PUT", f"/organisations/{segment(pk)}/bells/{segment(day_type)}", body=body, key=key),
        )

    def import_calendar_file(
        self,
        pk: int,
        file: tuple[str, bytes],
        effects: Mapping[str, Any] | None = None,
        revoke_gone: bool = False,
        *,
        key: str | None = None,
    ) -> CalendarImportedOut:
        """Add what is new in the file; the same file again changes nothing."""
        return cast(
            "CalendarImportedOut",
            self.call(
                "POST",
                f"/organisations/{segment(pk)}/calendar-file",
                form={"file": file, "effects": effects, "revoke_gone": revoke_gone},
                key=key,
            ),
        )

    def preview_calendar_file(
        self, pk: int, file: tuple[str, bytes], effects: Mapping[str, Any] | None = None, *, key: str | None = None
    ) -> CalendarPreviewOut:
        """What a calendar file (iCalendar, at most 1 MB) would add, and what it no longer holds; nothing is written."""
        return cast(
            "CalendarPreviewOut",
            self.call(
                "POST",
                f"/organisations/{segment(pk)}/calendar-file/preview",
                form={"file": file, "effects": effects},
                key=key,
            ),
        )

    def close_one_organisation(self, pk: int, *, key: str | None = None) -> OrganisationOut:
        """The school or office is no more; what it had stays readable."""
        return cast("OrganisationOut", self.call("POST", f"/organisations/{segment(pk)}/close", key=key))

    def list_school_days(self, pk: int, *, first: str, last: str) -> list[SchoolDayOut]:
        """The days from ``first`` to ``last`` (at most 400): open or closed, and which bells."""
        return cast(
            "list[SchoolDayOut]",
            self.call("GET", f"/organisations/{segment(pk)}/days", query={"first": first, "last": last}),
        )

    def move_one_organisation(self, pk: int, body: OrganisationMoveIn, *, key: str | None = None) -> OrganisationOut:
        """Hang it, with everything below it, under another one."""
        return cast("OrganisationOut", self.call("POST", f"/organisations/{segment(pk)}/move", body=body, key=key))

    def read_photo_rule(self, pk: int) -> PhotoRuleOut:
        """Whether photos of people are kept at an organisation, and who decided it."""
        return cast("PhotoRuleOut", self.call("GET", f"/organisations/{segment(pk)}/photo-rule"))

    def put_photo_rule(self, pk: int, body: PhotoRuleIn, *, key: str | None = None) -> PhotoRuleOut:
        """Decide it there and for everything below. Photos that may no longer be kept are deleted."""
        return cast("PhotoRuleOut", self.call("PUT", f"/organisations/{segment(pk)}/photo-rule", body=body, key=key))

    def list_self_check_texts(self, pk: int) -> list[SelfCheckTextOut]:
        """All that readers read at its self-checks, in each language, with whose words they are."""
        return cast("list[SelfCheckTextOut]", self.call("GET", f"/organisations/{segment(pk)}/self-check-texts"))

    def put_self_check_text(
        self, pk: int, name: str, body: SelfCheckTextIn, *, key: str | None = None
    ) -> list[SelfCheckTextOut]:
        """Say it so at this organisation and below; both languages or neither. The words in braces stay what they are."""
        return cast(
            "list[SelfCheckTextOut]",
            self.call("PUT", f"/organisations/{segment(pk)}/self-check-texts/{segment(name)}", body=body, key=key),
        )

    def read_school_week(self, pk: int) -> WeekOut:
        """The weekdays that are open here, if set here; null: as above."""
        return cast("WeekOut", self.call("GET", f"/organisations/{segment(pk)}/week"))

    def put_school_week(self, pk: int, body: WeekIn, *, key: str | None = None) -> WeekOut:
        """Set the weekdays that are usually open here and below."""
        return cast("WeekOut", self.call("PUT", f"/organisations/{segment(pk)}/week", body=body, key=key))

    def list_outage_hints(self) -> list[OutageHintOut]:
        """Tickets that look like one trouble, by the rule of their school: make them one incident, or leave them."""
        return cast("list[OutageHintOut]", self.call("GET", "/outage-hints"))

    def list_outage_rules(self) -> list[OutageRuleOut]:
        """When similar tickets look like one trouble: the rule for everywhere, and of your schools those with their
        own."""
        return cast("list[OutageRuleOut]", self.call("GET", "/outage-rules"))

    def put_outage_rule(self, body: OutageRuleIn, *, key: str | None = None) -> OutageRuleOut:
        """Set the rule of an organisation, or (null) of everywhere."""
        return cast("OutageRuleOut", self.call("PUT", "/outage-rules", body=body, key=key))

    def list_paper_notices(self, *, organisation_id: int, kind: str | None = None) -> list[PaperReaderOut]:
        """Who would be told there, and of how many things (``overdue``, ``hold_ready``, ``lost``, ``out``); no titles."""
        return cast(
            "list[PaperReaderOut]",
            self.call("GET", "/paper-notices", query={"organisation_id": organisation_id, "kind": kind}),
        )

    def create_paper_notices(self, body: PaperNoticeIn, *, key: str | None = None) -> list[PaperNoticeOut]:
        """The texts to print; that they were asked for is written down. 409 when there is nobody to tell."""
        return cast("list[PaperNoticeOut]", self.call("POST", "/paper-notices", body=body, key=key))

    def delete_pathfinder_part(self, pk: int, *, key: str | None = None) -> None:
        """Take a part out; versions that were published keep it."""
        self.call("DELETE", f"/pathfinder-parts/{segment(pk)}", key=key)

    def change_pathfinder_part(
        self, pk: int, body: EditPathfinderPartIn, *, key: str | None = None
    ) -> PathfinderPartOut:
        """Another heading, note, address or search; what is left out stays."""
        return cast("PathfinderPartOut", self.call("PATCH", f"/pathfinder-parts/{segment(pk)}", body=body, key=key))

    def move_one_pathfinder_part(
        self, pk: int, body: MovePathfinderPartIn, *, key: str | None = None
    ) -> PathfinderPartOut:
        """One place up or down."""
        return cast("PathfinderPartOut", self.call("POST", f"/pathfinder-parts/{segment(pk)}/move", body=body, key=key))

    def list_pathfinders(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        q: str | None = None,
        state: Literal["", "draft", "published", "retired"] | None = None,
    ) -> PagePathfinderOut:
        """Pathfinders you may read, by title; drafts where you may edit them."""
        return cast(
            "PagePathfinderOut",
            self.call("GET", "/pathfinders", query={"cursor": cursor, "limit": limit, "q": q, "state": state}),
        )

    def all_pathfinders(
        self,
        *,
        limit: int | None = None,
        q: str | None = None,
        state: Literal["", "draft", "published", "retired"] | None = None,
    ) -> Iterator[PathfinderOut]:
        """All rows of ``list_pathfinders``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/pathfinders", {"limit": limit, "q": q, "state": state})

    def create_pathfinder(self, body: PathfinderIn, *, key: str | None = None) -> PathfinderOut:
        """A draft of your own; add parts, then publish it."""
        return cast("PathfinderOut", self.call("POST", "/pathfinders", body=body, key=key))

    def delete_pathfinder(self, pk: int, *, key: str | None = None) -> None:
        """Delete what was never published; what people have read is retired instead."""
        self.call("DELETE", f"/pathfinders/{segment(pk)}", key=key)

    def read_pathfinder(self, pk: int) -> PathfinderDetailOut:
        """One pathfinder with what readers get."""
        return cast("PathfinderDetailOut", self.call("GET", f"/pathfinders/{segment(pk)}"))

    def change_pathfinder(self, pk: int, body: EditPathfinderIn, *, key: str | None = None) -> PathfinderOut:
        """Change what is named."""
        return cast("PathfinderOut", self.call("PATCH", f"/pathfinders/{segment(pk)}", body=body, key=key))

    def list_pathfinder_parts(self, pk: int) -> list[PathfinderPartOut]:
        """The parts as they are being edited, in order; for those who may edit them."""
        return cast("list[PathfinderPartOut]", self.call("GET", f"/pathfinders/{segment(pk)}/parts"))

    def create_pathfinder_part(self, pk: int, body: PathfinderPartIn, *, key: str | None = None) -> PathfinderPartOut:
        """A part at the end."""
        return cast("PathfinderPartOut", self.call("POST", f"/pathfinders/{segment(pk)}/parts", body=body, key=key))

    def confirm_one_pathfinder(self, pk: int, body: PathfinderReviewIn, *, key: str | None = None) -> PathfinderOut:
        """Still right; its owner is asked again on ``review_on``."""
        return cast("PathfinderOut", self.call("POST", f"/pathfinders/{segment(pk)}/review", body=body, key=key))

    def publish_pathfinder(self, pk: int, body: PathfinderStateIn, *, key: str | None = None) -> PathfinderOut:
        """Publish it (again: the next version), or retire it."""
        return cast("PathfinderOut", self.call("POST", f"/pathfinders/{segment(pk)}/state", body=body, key=key))

    def list_patron_groups(self, *, cursor: str | None = None, limit: int | None = None) -> PagePatronGroupOut:
        """Who the rules speak of; the first that a person fits wins."""
        return cast("PagePatronGroupOut", self.call("GET", "/patron-groups", query={"cursor": cursor, "limit": limit}))

    def all_patron_groups(self, *, limit: int | None = None) -> Iterator[PatronGroupOut]:
        """All rows of ``list_patron_groups``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/patron-groups", {"limit": limit})

    def create_patron_group(self, body: PatronGroupIn, *, key: str | None = None) -> PatronGroupOut:
        """Add a group."""
        return cast("PatronGroupOut", self.call("POST", "/patron-groups", body=body, key=key))

    def delete_patron_group(self, pk: int, *, key: str | None = None) -> None:
        """Remove a group no rule uses."""
        self.call("DELETE", f"/patron-groups/{segment(pk)}", key=key)

    def put_patron_group(self, pk: int, body: PatronGroupIn, *, key: str | None = None) -> PatronGroupOut:
        """Change a group."""
        return cast("PatronGroupOut", self.call("PUT", f"/patron-groups/{segment(pk)}", body=body, key=key))

    def list_people(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        organisation_id: int | None = None,
        kind: str | None = None,
        grade: str | None = None,
        identifier: str | None = None,
        homeroom_id: int | None = None,
        username: str | None = None,
        email: str | None = None,
        is_provisional: bool | None = None,
        withdrawn: bool | None = None,
    ) -> PagePersonOut:
        """The people you may see, by last and first name; withdrawn ones only when asked for."""
        return cast(
            "PagePersonOut",
            self.call(
                "GET",
                "/people",
                query={
                    "cursor": cursor,
                    "limit": limit,
                    "organisation_id": organisation_id,
                    "kind": kind,
                    "grade": grade,
                    "identifier": identifier,
                    "homeroom_id": homeroom_id,
                    "username": username,
                    "email": email,
                    "is_provisional": is_provisional,
                    "withdrawn": withdrawn,
                },
            ),
        )

    def all_people(
        self,
        *,
        limit: int | None = None,
        organisation_id: int | None = None,
        kind: str | None = None,
        grade: str | None = None,
        identifier: str | None = None,
        homeroom_id: int | None = None,
        username: str | None = None,
        email: str | None = None,
        is_provisional: bool | None = None,
        withdrawn: bool | None = None,
    ) -> Iterator[PersonOut]:
        """All rows of ``list_people``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages(
            "/people",
            {
                "limit": limit,
                "organisation_id": organisation_id,
                "kind": kind,
                "grade": grade,
                "identifier": identifier,
                "homeroom_id": homeroom_id,
                "username": username,
                "email": email,
                "is_provisional": is_provisional,
                "withdrawn": withdrawn,
            },
        )

    def add_person(self, body: ProvisionalIn, *, key: str | None = None) -> PersonDetailOut:
        """Enter somebody who is here and not in the roster yet; the roster takes over when it brings them."""
        return cast("PersonDetailOut", self.call("POST", "/people", body=body, key=key))

    def list_likely_duplicates(self) -> list[DuplicatesOut]:
        """Groups of current people of one kind, name and school."""
        return cast("list[DuplicatesOut]", self.call("GET", "/people-duplicates"))

    def split_merged_people(self, pk: int, *, key: str | None = None) -> SplitOut:
        """Take a merge back; ``left`` says in words what could not go back."""
        return cast("SplitOut", self.call("POST", f"/people-merges/{segment(pk)}/split", key=key))

    def add_people_in_bulk(self, body: EntriesProvisionalIn, *, key: str | None = None) -> OutcomesPersonDetailOut:
        """Enter up to 500 people who are here and not in the roster yet, each for itself."""
        return cast("OutcomesPersonDetailOut", self.call("POST", "/people/bulk", body=body, key=key))

    def withdraw_people_in_bulk(self, body: EntriesWithdrawOneIn, *, key: str | None = None) -> OutcomesPersonDetailOut:
        """Up to 500 people left, each for itself; nothing is deleted."""
        return cast("OutcomesPersonDetailOut", self.call("POST", "/people/bulk/withdraw", body=body, key=key))

    def list_people_gone(
        self, *, cursor: str | None = None, limit: int | None = None, proposed: bool | None = None
    ) -> PagePersonOut:
        """Whom the last complete imports no longer named, where you may withdraw; ``proposed``: whose grace is over."""
        return cast(
            "PagePersonOut",
            self.call("GET", "/people/gone", query={"cursor": cursor, "limit": limit, "proposed": proposed}),
        )

    def all_people_gone(self, *, limit: int | None = None, proposed: bool | None = None) -> Iterator[PersonOut]:
        """All rows of ``list_people_gone``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/people/gone", {"limit": limit, "proposed": proposed})

    def withdraw_people_gone(self, body: GoneIn, *, key: str | None = None) -> GoneOut:
        """Withdraw several whose withdrawal is proposed, all or none; 404 when one of them is not."""
        return cast("GoneOut", self.call("POST", "/people/gone/withdraw", body=body, key=key))

    def read_person(self, pk: int) -> PersonDetailOut:
        """One person with roles and codes."""
        return cast("PersonDetailOut", self.call("GET", f"/people/{segment(pk)}"))

    def change_person(self, pk: int, body: PersonIn, *, key: str | None = None) -> PersonDetailOut:
        """Change what may be changed by hand."""
        return cast("PersonDetailOut", self.call("PATCH", f"/people/{segment(pk)}", body=body, key=key))

    def create_account_of_person(self, pk: int, *, key: str | None = None) -> AccountOut:
        """An account for somebody of the roster. Its password is set by a link that is made for it."""
        return cast("AccountOut", self.call("POST", f"/people/{segment(pk)}/account", key=key))

    def create_badge(self, pk: int, body: BadgeIn, *, key: str | None = None) -> IdentifierOut:
        """A code that from now on names this person."""
        return cast("IdentifierOut", self.call("POST", f"/people/{segment(pk)}/badges", body=body, key=key))

    def retire_one_badge(self, pk: int, badge_pk: int, *, key: str | None = None) -> IdentifierOut:
        """The code is no longer good; scanned, it still says whose it was."""
        return cast(
            "IdentifierOut", self.call("POST", f"/people/{segment(pk)}/badges/{segment(badge_pk)}/retire", key=key)
        )

    def read_balance(self, pk: int) -> BalanceOut:
        """What a person owes; one's own, or where you may see fees."""
        return cast("BalanceOut", self.call("GET", f"/people/{segment(pk)}/balance"))

    def create_block(self, pk: int, body: BlockIn, *, key: str | None = None) -> BlockOut:
        """Block a person from borrowing, through a day or until lifted."""
        return cast("BlockOut", self.call("POST", f"/people/{segment(pk)}/blocks", body=body, key=key))

    def read_account(self, pk: int) -> BorrowingOut:
        """What a borrower has, waits for and owes, as far as you may see it; everybody sees their own."""
        return cast("BorrowingOut", self.call("GET", f"/people/{segment(pk)}/borrowing"))

    def read_clearance(self, pk: int) -> ClearanceOut:
        """Everything in the way of one person; an empty list is a clearance."""
        return cast("ClearanceOut", self.call("GET", f"/people/{segment(pk)}/clearance"))

    def charge_person(self, pk: int, body: FeeChargeIn, *, key: str | None = None) -> FeeOut:
        """The person owes so much more."""
        return cast("FeeOut", self.call("POST", f"/people/{segment(pk)}/fees/charge", body=body, key=key))

    def enter_payment(self, pk: int, body: FeeMoneyIn, *, key: str | None = None) -> FeeOut:
        """The person paid, at most what is owed."""
        return cast("FeeOut", self.call("POST", f"/people/{segment(pk)}/fees/pay", body=body, key=key))

    def waive_owed(self, pk: int, body: FeeMoneyIn, *, key: str | None = None) -> FeeOut:
        """Forgive so much of what is owed."""
        return cast("FeeOut", self.call("POST", f"/people/{segment(pk)}/fees/waive", body=body, key=key))

    def list_guardians(self, pk: int) -> list[GuardianOut]:
        """Who cares for a student, as far as you may see them."""
        return cast("list[GuardianOut]", self.call("GET", f"/people/{segment(pk)}/guardians"))

    def create_guardian(self, pk: int, body: GuardianIn, *, key: str | None = None) -> GuardianOut:
        """Somebody cares for a student."""
        return cast("GuardianOut", self.call("POST", f"/people/{segment(pk)}/guardians", body=body, key=key))

    def remove_guardian(self, pk: int, link_pk: int, *, key: str | None = None) -> None:
        """The two no longer belong together."""
        self.call("DELETE", f"/people/{segment(pk)}/guardians/{segment(link_pk)}", key=key)

    def release_record(self, pk: int, *, key: str | None = None) -> None:
        """The hold is lifted."""
        self.call("DELETE", f"/people/{segment(pk)}/hold", key=key)

    def hold_record(self, pk: int, body: HoldIn, *, key: str | None = None) -> PersonDetailOut:
        """Nothing about this person is let go of while the hold stands."""
        return cast("PersonDetailOut", self.call("POST", f"/people/{segment(pk)}/hold", body=body, key=key))

    def delete_kiosk_pin(self, pk: int, *, key: str | None = None) -> None:
        """Their badge opens nothing at kiosks."""
        self.call("DELETE", f"/people/{segment(pk)}/kiosk-pin", key=key)

    def put_kiosk_pin(self, pk: int, body: KioskPinIn, *, key: str | None = None) -> None:
        """A student's new PIN; a lock is off. It is never told again."""
        self.call("PUT", f"/people/{segment(pk)}/kiosk-pin", body=body, key=key)

    def merge_two_people(self, pk: int, body: PersonMergeIn, *, key: str | None = None) -> MergeOut:
        """The other entry is the same person; all that is kept about them comes here."""
        return cast("MergeOut", self.call("POST", f"/people/{segment(pk)}/merge", body=body, key=key))

    def preview_person_merge(self, pk: int, *, other_id: int) -> MergePreviewOut:
        """What speaks against making the other one the same person as this, and what would move."""
        return cast(
            "MergePreviewOut", self.call("GET", f"/people/{segment(pk)}/merge-preview", query={"other_id": other_id})
        )

    def delete_person_photo(self, pk: int, *, key: str | None = None) -> None:
        """The picture is deleted."""
        self.call("DELETE", f"/people/{segment(pk)}/photo", key=key)

    def read_person_photo(self, pk: int) -> PersonPhotoOut:
        """The photo, for those who may see it; 404 for everybody else and where there is none."""
        return cast("PersonPhotoOut", self.call("GET", f"/people/{segment(pk)}/photo"))

    def keep_person_photo(self, pk: int, body: PersonPhotoIn, *, key: str | None = None) -> PersonPhotoKeptOut:
        """Keep this picture, instead of a former one; 409 where none may be kept."""
        return cast("PersonPhotoKeptOut", self.call("POST", f"/people/{segment(pk)}/photo", body=body, key=key))

    def record_photo_refusal(self, pk: int, body: PhotoRefusalIn, *, key: str | None = None) -> PhotoRefusalOut:
        """No photo of the person is wanted; one that is kept is deleted."""
        return cast("PhotoRefusalOut", self.call("POST", f"/people/{segment(pk)}/photo-refusal", body=body, key=key))

    def take_photo_refusal_back(self, pk: int, body: PhotoAllowIn, *, key: str | None = None) -> None:
        """A photo may be kept again."""
        self.call("POST", f"/people/{segment(pk)}/photo-refusal/take-back", body=body, key=key)

    def record_readmission(self, pk: int, *, key: str | None = None) -> PersonDetailOut:
        """The person is back."""
        return cast("PersonDetailOut", self.call("POST", f"/people/{segment(pk)}/readmit", key=key))

    def read_record_parts(self, pk: int) -> RecordPartsOut:
        """What the record would hold, in numbers; nothing is handed out."""
        return cast("RecordPartsOut", self.call("GET", f"/people/{segment(pk)}/record"))

    def hand_out_one_record(self, pk: int, body: RecordHandOutIn, *, key: str | None = None) -> None:
        """The whole record as a zip file, notes included, for who is named; it is in the disclosure log first. The
        answer is never kept: sent again, also with the same Idempotency-Key, it is handed out and logged once more."""
        self.call("POST", f"/people/{segment(pk)}/record", body=body, key=key)

    def record_withdrawal(self, pk: int, body: WithdrawIn, *, key: str | None = None) -> PersonDetailOut:
        """The person left; nothing is deleted."""
        return cast("PersonDetailOut", self.call("POST", f"/people/{segment(pk)}/withdraw", body=body, key=key))

    def list_places(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        kind: str | None = None,
        organisation_id: int | None = None,
        building_id: int | None = None,
        parent_id: int | None = None,
        closed: bool | None = None,
    ) -> PagePlaceOut:
        """Places you may see, by name; those in use unless asked for the closed ones."""
        return cast(
            "PagePlaceOut",
            self.call(
                "GET",
                "/places",
                query={
                    "cursor": cursor,
                    "limit": limit,
                    "kind": kind,
                    "organisation_id": organisation_id,
                    "building_id": building_id,
                    "parent_id": parent_id,
                    "closed": closed,
                },
            ),
        )

    def all_places(
        self,
        *,
        limit: int | None = None,
        kind: str | None = None,
        organisation_id: int | None = None,
        building_id: int | None = None,
        parent_id: int | None = None,
        closed: bool | None = None,
    ) -> Iterator[PlaceOut]:
        """All rows of ``list_places``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages(
            "/places",
            {
                "limit": limit,
                "kind": kind,
                "organisation_id": organisation_id,
                "building_id": building_id,
                "parent_id": parent_id,
                "closed": closed,
            },
        )

    def create_place(self, body: PlaceIn, *, key: str | None = None) -> PlaceOut:
        """Add a room, cart, cabinet or shelf."""
        return cast("PlaceOut", self.call("POST", "/places", body=body, key=key))

    def read_place(self, pk: int) -> PlaceOut:
        """One place."""
        return cast("PlaceOut", self.call("GET", f"/places/{segment(pk)}"))

    def change_place(self, pk: int, body: PlacePatch, *, key: str | None = None) -> PlaceOut:
        """Change a place; what is left out stays."""
        return cast("PlaceOut", self.call("PATCH", f"/places/{segment(pk)}", body=body, key=key))

    def close_one_place(self, pk: int, *, key: str | None = None) -> PlaceOut:
        """Take a place out of use."""
        return cast("PlaceOut", self.call("POST", f"/places/{segment(pk)}/close", key=key))

    def reopen_one_place(self, pk: int, *, key: str | None = None) -> PlaceOut:
        """It is in use again."""
        return cast("PlaceOut", self.call("POST", f"/places/{segment(pk)}/reopen", key=key))

    def list_proxy_servers(self, *, cursor: str | None = None, limit: int | None = None) -> PageProxyServerOut:
        """Proxies of the organisations whose databases you edit, by id. Their secrets are not told."""
        return cast("PageProxyServerOut", self.call("GET", "/proxy-servers", query={"cursor": cursor, "limit": limit}))

    def all_proxy_servers(self, *, limit: int | None = None) -> Iterator[ProxyServerOut]:
        """All rows of ``list_proxy_servers``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/proxy-servers", {"limit": limit})

    def create_proxy_server(self, body: ProxyServerIn, *, key: str | None = None) -> ProxyServerOut:
        """Set one up; without its secret no ticket is accepted."""
        return cast("ProxyServerOut", self.call("POST", "/proxy-servers", body=body, key=key))

    def put_proxy_server(self, pk: int, body: ProxyServerIn, *, key: str | None = None) -> ProxyServerOut:
        """Change one; its secret stays when none is sent."""
        return cast("ProxyServerOut", self.call("PUT", f"/proxy-servers/{segment(pk)}", body=body, key=key))

    def read_pull_list(self) -> list[PullOut]:
        """Copies to fetch from their shelves, at most 300."""
        return cast("list[PullOut]", self.call("GET", "/pull-list"))

    def delete_reading_list_title(self, pk: int, *, key: str | None = None) -> None:
        """Take a title off its list."""
        self.call("DELETE", f"/reading-list-titles/{segment(pk)}", key=key)

    def list_reading_lists(self, *, cursor: str | None = None, limit: int | None = None) -> PageReadingListOut:
        """Your own lists."""
        return cast("PageReadingListOut", self.call("GET", "/reading-lists", query={"cursor": cursor, "limit": limit}))

    def all_reading_lists(self, *, limit: int | None = None) -> Iterator[ReadingListOut]:
        """All rows of ``list_reading_lists``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/reading-lists", {"limit": limit})

    def create_reading_list(self, body: ReadingListIn, *, key: str | None = None) -> ReadingListOut:
        """An empty list."""
        return cast("ReadingListOut", self.call("POST", "/reading-lists", body=body, key=key))

    def delete_reading_list(self, pk: int, *, key: str | None = None) -> None:
        """The list with all that is on it."""
        self.call("DELETE", f"/reading-lists/{segment(pk)}", key=key)

    def change_reading_list(self, pk: int, body: ReadingListIn, *, key: str | None = None) -> ReadingListOut:
        """Another name."""
        return cast("ReadingListOut", self.call("PATCH", f"/reading-lists/{segment(pk)}", body=body, key=key))

    def list_reading_list_titles(
        self, pk: int, *, cursor: str | None = None, limit: int | None = None
    ) -> PageReadingListTitleOut:
        """The titles on it, as they were put there."""
        return cast(
            "PageReadingListTitleOut",
            self.call("GET", f"/reading-lists/{segment(pk)}/titles", query={"cursor": cursor, "limit": limit}),
        )

    def all_reading_list_titles(self, pk: int, *, limit: int | None = None) -> Iterator[ReadingListTitleOut]:
        """All rows of ``list_reading_list_titles``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages(f"/reading-lists/{segment(pk)}/titles", {"limit": limit})

    def create_reading_list_title(
        self, pk: int, body: ReadingListTitleIn, *, key: str | None = None
    ) -> ReadingListTitleOut:
        """Put a title on it, once."""
        return cast(
            "ReadingListTitleOut", self.call("POST", f"/reading-lists/{segment(pk)}/titles", body=body, key=key)
        )

    def read_record_access(self) -> RecordAccessOut:
        """Who may take a record without asking the office."""
        return cast("RecordAccessOut", self.call("GET", "/record-access"))

    def change_record_access(self, body: RecordAccessPatch, *, key: str | None = None) -> RecordAccessOut:
        """Change who may."""
        return cast("RecordAccessOut", self.call("PATCH", "/record-access", body=body, key=key))

    def list_reports(self) -> list[ReportKindOut]:
        """The reports you may ask for."""
        return cast("list[ReportKindOut]", self.call("GET", "/reports"))

    def read_report(
        self,
        name: str,
        *,
        period: str | None = None,
        from_: str | None = None,
        to: str | None = None,
        organisation: int | None = None,
    ) -> ReportOut:
        """One report. Small groups are hidden from who does not work on the tickets."""
        return cast(
            "ReportOut",
            self.call(
                "GET",
                f"/reports/{segment(name)}",
                query={"period": period, "from": from_, "to": to, "organisation": organisation},
            ),
        )

    def take_report_file(
        self,
        name: str,
        *,
        form: Literal["csv", "xlsx", "pdf"] | None = None,
        period: str | None = None,
        from_: str | None = None,
        to: str | None = None,
        organisation: int | None = None,
    ) -> None:
        """One report as a file. Where it names people, it is written into the disclosure log; a PDF hides small
        groups."""
        self.call(
            "GET",
            f"/reports/{segment(name)}/file",
            query={"form": form, "period": period, "from": from_, "to": to, "organisation": organisation},
        )

    def list_research_databases(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> PageResearchDatabaseOut:
        """The databases from A to Z; those not offered where you may edit them."""
        return cast(
            "PageResearchDatabaseOut", self.call("GET", "/research-databases", query={"cursor": cursor, "limit": limit})
        )

    def all_research_databases(self, *, limit: int | None = None) -> Iterator[ResearchDatabaseOut]:
        """All rows of ``list_research_databases``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/research-databases", {"limit": limit})

    def create_research_database(self, body: AddResearchDatabaseIn, *, key: str | None = None) -> ResearchDatabaseOut:
        """Add one to the list."""
        return cast("ResearchDatabaseOut", self.call("POST", "/research-databases", body=body, key=key))

    def read_research_database(self, pk: int) -> ResearchDatabaseOut:
        """One database."""
        return cast("ResearchDatabaseOut", self.call("GET", f"/research-databases/{segment(pk)}"))

    def change_research_database(
        self, pk: int, body: EditResearchDatabaseIn, *, key: str | None = None
    ) -> ResearchDatabaseOut:
        """Change what is named; another address is looked at anew."""
        return cast("ResearchDatabaseOut", self.call("PATCH", f"/research-databases/{segment(pk)}", body=body, key=key))

    def list_reservations(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        standing: bool | None = None,
        person_id: int | None = None,
        organisation_id: int | None = None,
    ) -> PageReservationOut:
        """Reservations you may see, by their first day; those that stand unless asked otherwise."""
        return cast(
            "PageReservationOut",
            self.call(
                "GET",
                "/reservations",
                query={
                    "cursor": cursor,
                    "limit": limit,
                    "standing": standing,
                    "person_id": person_id,
                    "organisation_id": organisation_id,
                },
            ),
        )

    def all_reservations(
        self,
        *,
        limit: int | None = None,
        standing: bool | None = None,
        person_id: int | None = None,
        organisation_id: int | None = None,
    ) -> Iterator[ReservationOut]:
        """All rows of ``list_reservations``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages(
            "/reservations",
            {"limit": limit, "standing": standing, "person_id": person_id, "organisation_id": organisation_id},
        )

    def create_reservation(self, body: ReservationIn, *, key: str | None = None) -> ReservationOut:
        """Reserve. 409 says who has it and when (``reserved``), or how many are free (``too_few``)."""
        return cast("ReservationOut", self.call("POST", "/reservations", body=body, key=key))

    def read_reservation(self, pk: int) -> ReservationOut:
        """One reservation."""
        return cast("ReservationOut", self.call("GET", f"/reservations/{segment(pk)}"))

    def cancel_one_reservation(self, pk: int, *, key: str | None = None) -> ReservationOut:
        """It is not wanted any more."""
        return cast("ReservationOut", self.call("POST", f"/reservations/{segment(pk)}/cancel", key=key))

    def hand_out_reservation(self, pk: int, body: HandOutIn, *, key: str | None = None) -> ReservationOut:
        """Lend what was reserved; of a type, the item is named by its id."""
        return cast("ReservationOut", self.call("POST", f"/reservations/{segment(pk)}/hand-out", body=body, key=key))

    def read_review_settings(self, organisation_id: int) -> ReviewSettingsOut:
        """How a school does reviews: its own word, or the district's; off where nobody said anything."""
        return cast("ReviewSettingsOut", self.call("GET", f"/review-settings/{segment(organisation_id)}"))

    def put_review_settings(
        self, organisation_id: int, body: ReviewSettingsIn, *, key: str | None = None
    ) -> ReviewSettingsOut:
        """How a school does reviews from now on; what is left out stays."""
        return cast(
            "ReviewSettingsOut", self.call("PUT", f"/review-settings/{segment(organisation_id)}", body=body, key=key)
        )

    def list_reviews(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        state: Literal["waiting", "shown", "back", "removed"] | None = None,
    ) -> PageReviewToDecideOut:
        """Those to decide about, by state; ``waiting`` has the reported ones as well."""
        return cast(
            "PageReviewToDecideOut",
            self.call("GET", "/reviews", query={"cursor": cursor, "limit": limit, "state": state}),
        )

    def all_reviews(
        self, *, limit: int | None = None, state: Literal["waiting", "shown", "back", "removed"] | None = None
    ) -> Iterator[ReviewToDecideOut]:
        """All rows of ``list_reviews``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/reviews", {"limit": limit, "state": state})

    def list_own_reviews(self, *, cursor: str | None = None, limit: int | None = None) -> PageReviewOwnOut:
        """What you wrote, and how it stands."""
        return cast("PageReviewOwnOut", self.call("GET", "/reviews/mine", query={"cursor": cursor, "limit": limit}))

    def all_own_reviews(self, *, limit: int | None = None) -> Iterator[ReviewOwnOut]:
        """All rows of ``list_own_reviews``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/reviews/mine", {"limit": limit})

    def delete_review(self, pk: int, *, key: str | None = None) -> None:
        """Take your own review away."""
        self.call("DELETE", f"/reviews/{segment(pk)}", key=key)

    def decide_one_review(self, pk: int, body: ReviewDecisionIn, *, key: str | None = None) -> ReviewToDecideOut:
        """Show it, send it back with words, or remove it."""
        return cast("ReviewToDecideOut", self.call("POST", f"/reviews/{segment(pk)}/decision", body=body, key=key))

    def report_one_review(self, pk: int, body: ReviewReportIn, *, key: str | None = None) -> ReviewReportOut:
        """Somebody of the library should look at it."""
        return cast("ReviewReportOut", self.call("POST", f"/reviews/{segment(pk)}/report", body=body, key=key))

    def list_role_grants(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        account_id: int | None = None,
        role: str | None = None,
    ) -> PageRoleGrantOut:
        """Roles given by hand that you may see, by id."""
        return cast(
            "PageRoleGrantOut",
            self.call(
                "GET", "/role-grants", query={"cursor": cursor, "limit": limit, "account_id": account_id, "role": role}
            ),
        )

    def all_role_grants(
        self, *, limit: int | None = None, account_id: int | None = None, role: str | None = None
    ) -> Iterator[RoleGrantOut]:
        """All rows of ``list_role_grants``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/role-grants", {"limit": limit, "account_id": account_id, "role": role})

    def give_role(self, body: RoleGrantIn, *, key: str | None = None) -> RoleGrantOut:
        """Give a role at an organisation and everything below it; without one, everywhere."""
        return cast("RoleGrantOut", self.call("POST", "/role-grants", body=body, key=key))

    def take_role(self, pk: int, *, reason: str | None = None, key: str | None = None) -> None:
        """Take the role away."""
        self.call("DELETE", f"/role-grants/{segment(pk)}", query={"reason": reason}, key=key)

    def list_role_rules(self, *, cursor: str | None = None, limit: int | None = None) -> PageRoleRuleOut:
        """Which role a roster role gives, for the whole district."""
        return cast("PageRoleRuleOut", self.call("GET", "/role-rules", query={"cursor": cursor, "limit": limit}))

    def all_role_rules(self, *, limit: int | None = None) -> Iterator[RoleRuleOut]:
        """All rows of ``list_role_rules``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/role-rules", {"limit": limit})

    def put_role_rule(self, pk: int, body: RoleRuleIn, *, key: str | None = None) -> RoleRuleOut:
        """Change what a roster role gives; empty gives none."""
        return cast("RoleRuleOut", self.call("PUT", f"/role-rules/{segment(pk)}", body=body, key=key))

    def list_roles(self) -> list[RoleKindOut]:
        """What roles there are and what each may do."""
        return cast("list[RoleKindOut]", self.call("GET", "/roles"))

    def list_saved_searches(self, *, cursor: str | None = None, limit: int | None = None) -> PageSavedSearchOut:
        """Your own, with how many titles came since you looked."""
        return cast("PageSavedSearchOut", self.call("GET", "/saved-searches", query={"cursor": cursor, "limit": limit}))

    def all_saved_searches(self, *, limit: int | None = None) -> Iterator[SavedSearchOut]:
        """All rows of ``list_saved_searches``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/saved-searches", {"limit": limit})

    def create_saved_search(self, body: SavedSearchIn, *, key: str | None = None) -> SavedSearchOut:
        """Keep a search; what there is now counts as seen."""
        return cast("SavedSearchOut", self.call("POST", "/saved-searches", body=body, key=key))

    def delete_saved_search(self, pk: int, *, key: str | None = None) -> None:
        """Delete it."""
        self.call("DELETE", f"/saved-searches/{segment(pk)}", key=key)

    def change_saved_search(self, pk: int, body: RenameSavedSearchIn, *, key: str | None = None) -> SavedSearchOut:
        """Another name."""
        return cast("SavedSearchOut", self.call("PATCH", f"/saved-searches/{segment(pk)}", body=body, key=key))

    def put_saved_search_in_pathfinder(
        self, pk: int, body: SavedSearchToPathfinderIn, *, key: str | None = None
    ) -> PathfinderPartOut:
        """A part of a pathfinder you edit: its readers get the search as a link."""
        return cast(
            "PathfinderPartOut", self.call("POST", f"/saved-searches/{segment(pk)}/pathfinder", body=body, key=key)
        )

    def see_saved_search(self, pk: int, *, key: str | None = None) -> SavedSearchOut:
        """Only what comes from now on is new."""
        return cast("SavedSearchOut", self.call("POST", f"/saved-searches/{segment(pk)}/seen", key=key))

    def resolve_code(self, code: str) -> list[MatchOut]:
        """Everything this code names: a badge, an asset tag, a serial number, a room's label. Empty: nothing."""
        return cast("list[MatchOut]", self.call("GET", f"/scan/{segment(code)}"))

    def list_schedule(self) -> list[JobOut]:
        """Work that comes round by itself, and when it ran."""
        return cast("list[JobOut]", self.call("GET", "/schedule"))

    def run_job(self, name: str, *, key: str | None = None) -> None:
        """Have a job run within half a minute."""
        self.call("POST", f"/schedule/{segment(name)}/run", key=key)

    def list_screen_texts(self) -> list[ScreenTextOut]:
        """What borrowers read on the machines, in both languages."""
        return cast("list[ScreenTextOut]", self.call("GET", "/screen-texts"))

    def put_screen_text(self, name: str, body: ScreenTextIn, *, key: str | None = None) -> ScreenTextOut:
        """Say it so from now on, everywhere in the district."""
        return cast("ScreenTextOut", self.call("PUT", f"/screen-texts/{segment(name)}", body=body, key=key))

    def search_everything(self, *, q: str, limit: int | None = None) -> list[HitsOut]:
        """The best hits of every kind you may see."""
        return cast("list[HitsOut]", self.call("GET", "/search", query={"q": q, "limit": limit}))

    def list_second_factor_rules(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> PageSecondFactorRuleOut:
        """Roles that need a second factor, and from when."""
        return cast(
            "PageSecondFactorRuleOut",
            self.call("GET", "/second-factor-rules", query={"cursor": cursor, "limit": limit}),
        )

    def all_second_factor_rules(self, *, limit: int | None = None) -> Iterator[SecondFactorRuleOut]:
        """All rows of ``list_second_factor_rules``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/second-factor-rules", {"limit": limit})

    def set_second_factor_rule(self, body: SecondFactorRuleIn, *, key: str | None = None) -> SecondFactorRuleOut:
        """Whoever holds the role needs one from that day; a rule that stands is changed."""
        return cast("SecondFactorRuleOut", self.call("POST", "/second-factor-rules", body=body, key=key))

    def delete_second_factor_rule(self, pk: int, *, key: str | None = None) -> None:
        """The role no longer needs one."""
        self.call("DELETE", f"/second-factor-rules/{segment(pk)}", key=key)

    def list_sections(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        organisation_id: int | None = None,
        kind: str | None = None,
    ) -> PageSectionOut:
        """The standing classes you may see, by title."""
        return cast(
            "PageSectionOut",
            self.call(
                "GET",
                "/sections",
                query={"cursor": cursor, "limit": limit, "organisation_id": organisation_id, "kind": kind},
            ),
        )

    def all_sections(
        self, *, limit: int | None = None, organisation_id: int | None = None, kind: str | None = None
    ) -> Iterator[SectionOut]:
        """All rows of ``list_sections``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/sections", {"limit": limit, "organisation_id": organisation_id, "kind": kind})

    def list_section_members(self, pk: int) -> list[MemberOut]:
        """Who teaches and who sits in a class, where you may see classes."""
        return cast("list[MemberOut]", self.call("GET", f"/sections/{segment(pk)}/members"))

    def list_self_check_notes(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        terminal_id: int | None = None,
        settled: bool | None = None,
    ) -> PageTerminalNoteOut:
        """What machines left to look at, the newest first; what is settled when asked for."""
        return cast(
            "PageTerminalNoteOut",
            self.call(
                "GET",
                "/self-check-notes",
                query={"cursor": cursor, "limit": limit, "terminal_id": terminal_id, "settled": settled},
            ),
        )

    def all_self_check_notes(
        self, *, limit: int | None = None, terminal_id: int | None = None, settled: bool | None = None
    ) -> Iterator[TerminalNoteOut]:
        """All rows of ``list_self_check_notes``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/self-check-notes", {"limit": limit, "terminal_id": terminal_id, "settled": settled})

    def settle_self_check_note(self, pk: int, *, key: str | None = None) -> TerminalNoteOut:
        """Somebody has looked at it."""
        return cast("TerminalNoteOut", self.call("POST", f"/self-check-notes/{segment(pk)}/settle", key=key))

    def list_self_checks(self, *, cursor: str | None = None, limit: int | None = None) -> PageTerminalOut:
        """Self-check machines you may edit, by name."""
        return cast("PageTerminalOut", self.call("GET", "/self-checks", query={"cursor": cursor, "limit": limit}))

    def all_self_checks(self, *, limit: int | None = None) -> Iterator[TerminalOut]:
        """All rows of ``list_self_checks``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/self-checks", {"limit": limit})

    def add_self_check(self, body: NewTerminalIn, *, key: str | None = None) -> TerminalWithPassword:
        """Set a machine up. Its password is in this answer and nowhere else."""
        return cast("TerminalWithPassword", self.call("POST", "/self-checks", body=body, key=key))

    def read_self_check(self, pk: int) -> TerminalOut:
        """One machine, when it was last seen, and its last problem."""
        return cast("TerminalOut", self.call("GET", f"/self-checks/{segment(pk)}"))

    def edit_self_check(self, pk: int, body: TerminalIn, *, key: str | None = None) -> TerminalOut:
        """Change a machine; what changes holds from its next message."""
        return cast("TerminalOut", self.call("PATCH", f"/self-checks/{segment(pk)}", body=body, key=key))

    def renew_self_check_password(self, pk: int, *, key: str | None = None) -> TerminalWithPassword:
        """A new password; with the old one it cannot sign in any more."""
        return cast("TerminalWithPassword", self.call("POST", f"/self-checks/{segment(pk)}/password", key=key))

    def list_service_levels(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        organisation_id: int | None = None,
        impact: str | None = None,
        urgency: str | None = None,
        priority: int | None = None,
    ) -> PageServiceLevelOut:
        """What is promised, at your schools and above; the nearest row of a cell holds."""
        return cast(
            "PageServiceLevelOut",
            self.call(
                "GET",
                "/service-levels",
                query={
                    "cursor": cursor,
                    "limit": limit,
                    "organisation_id": organisation_id,
                    "impact": impact,
                    "urgency": urgency,
                    "priority": priority,
                },
            ),
        )

    def all_service_levels(
        self,
        *,
        limit: int | None = None,
        organisation_id: int | None = None,
        impact: str | None = None,
        urgency: str | None = None,
        priority: int | None = None,
    ) -> Iterator[ServiceLevelOut]:
        """All rows of ``list_service_levels``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages(
            "/service-levels",
            {
                "limit": limit,
                "organisation_id": organisation_id,
                "impact": impact,
                "urgency": urgency,
                "priority": priority,
            },
        )

    def put_service_level(self, body: ServiceLevelIn, *, key: str | None = None) -> ServiceLevelOut:
        """Set one cell of impact and urgency at an organisation and below it. Open tickets follow within minutes."""
        return cast("ServiceLevelOut", self.call("PUT", "/service-levels", body=body, key=key))

    def delete_service_level(self, pk: int, *, key: str | None = None) -> None:
        """Take a school's own cell away: what is above holds again."""
        self.call("DELETE", f"/service-levels/{segment(pk)}", key=key)

    def read_sign_in_rules(self) -> SignInRulesOut:
        """Whether our own passwords open anything, and whom people without an account ask."""
        return cast("SignInRulesOut", self.call("GET", "/sign-in-rules"))

    def change_sign_in_rules(self, body: SignInRulesPatch, *, key: str | None = None) -> SignInRulesOut:
        """Change them; passwords cannot be switched off while nothing else lets anybody in."""
        return cast("SignInRulesOut", self.call("PATCH", "/sign-in-rules", body=body, key=key))

    def list_signed_in_sessions(
        self, *, cursor: str | None = None, limit: int | None = None, account_id: int | None = None
    ) -> PageSignedInSessionOut:
        """Where you are signed in; with ``account_id``, where somebody is whose sessions you may end."""
        return cast(
            "PageSignedInSessionOut",
            self.call("GET", "/signed-in-sessions", query={"cursor": cursor, "limit": limit, "account_id": account_id}),
        )

    def all_signed_in_sessions(
        self, *, limit: int | None = None, account_id: int | None = None
    ) -> Iterator[SignedInSessionOut]:
        """All rows of ``list_signed_in_sessions``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/signed-in-sessions", {"limit": limit, "account_id": account_id})

    def end_own_sessions(self, *, key: str | None = None) -> SessionsEndedOut:
        """Sign yourself out on every device; tokens stay."""
        return cast("SessionsEndedOut", self.call("POST", "/signed-in-sessions/end", key=key))

    def end_signed_in_session(self, pk: int, *, key: str | None = None) -> None:
        """Sign out on one device."""
        self.call("DELETE", f"/signed-in-sessions/{segment(pk)}", key=key)

    def list_symptoms(
        self, *, cursor: str | None = None, limit: int | None = None, active: bool | None = None
    ) -> PageSymptomOut:
        """What can be wrong, as tiles, by position."""
        return cast(
            "PageSymptomOut", self.call("GET", "/symptoms", query={"cursor": cursor, "limit": limit, "active": active})
        )

    def all_symptoms(self, *, limit: int | None = None, active: bool | None = None) -> Iterator[SymptomOut]:
        """All rows of ``list_symptoms``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/symptoms", {"limit": limit, "active": active})

    def create_symptom(self, body: SymptomIn, *, key: str | None = None) -> SymptomOut:
        """Add a tile."""
        return cast("SymptomOut", self.call("POST", "/symptoms", body=body, key=key))

    def put_symptom(self, pk: int, body: SymptomEditIn, *, key: str | None = None) -> SymptomOut:
        """Change a tile; switching it off keeps the tickets that named it."""
        return cast("SymptomOut", self.call("PUT", f"/symptoms/{segment(pk)}", body=body, key=key))

    def read_tag_rule(self) -> TagRuleOut:
        """What an asset tag looks like."""
        return cast("TagRuleOut", self.call("GET", "/tag-rule"))

    def put_tag_rule(self, body: TagRuleIn, *, key: str | None = None) -> TagRuleOut:
        """Change what an asset tag looks like; tags that exist stay."""
        return cast("TagRuleOut", self.call("PUT", "/tag-rule", body=body, key=key))

    def list_tasks(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        status: Literal["READY", "RUNNING", "SUCCESSFUL", "FAILED"] | None = None,
    ) -> PageTaskOut:
        """Background work, the newest first."""
        return cast(
            "PageTaskOut", self.call("GET", "/tasks", query={"cursor": cursor, "limit": limit, "status": status})
        )

    def all_tasks(
        self, *, limit: int | None = None, status: Literal["READY", "RUNNING", "SUCCESSFUL", "FAILED"] | None = None
    ) -> Iterator[TaskOut]:
        """All rows of ``list_tasks``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/tasks", {"limit": limit, "status": status})

    def read_task(self, pk: str) -> TaskOut:
        """One piece of background work."""
        return cast("TaskOut", self.call("GET", f"/tasks/{segment(pk)}"))

    def retry_one_task(self, pk: str, *, key: str | None = None) -> None:
        """Put failed work into the queue again."""
        self.call("POST", f"/tasks/{segment(pk)}/retry", key=key)

    def list_textbooks(
        self, *, cursor: str | None = None, limit: int | None = None, section_id: int | None = None
    ) -> PageTextbookOut:
        """Which class is to have which textbook."""
        return cast(
            "PageTextbookOut",
            self.call("GET", "/textbooks", query={"cursor": cursor, "limit": limit, "section_id": section_id}),
        )

    def all_textbooks(self, *, limit: int | None = None, section_id: int | None = None) -> Iterator[TextbookOut]:
        """All rows of ``list_textbooks``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/textbooks", {"limit": limit, "section_id": section_id})

    def create_textbook(self, body: TextbookIn, *, key: str | None = None) -> TextbookOut:
        """Plan one for a class; said again, it is changed."""
        return cast("TextbookOut", self.call("POST", "/textbooks", body=body, key=key))

    def delete_textbook(self, pk: int, *, key: str | None = None) -> None:
        """The class does not have it any more; what is lent stays lent."""
        self.call("DELETE", f"/textbooks/{segment(pk)}", key=key)

    def read_textbook(self, pk: int) -> list[TextbookLineOut]:
        """Who of the class has one and who lacks one; of a class set, each copy of the teacher. For the library."""
        return cast("list[TextbookLineOut]", self.call("GET", f"/textbooks/{segment(pk)}"))

    def lend_one_class_set(self, pk: int, body: TextbookSetIn, *, key: str | None = None) -> TextbookSetOut:
        """A class set to its teacher as one act."""
        return cast("TextbookSetOut", self.call("POST", f"/textbooks/{segment(pk)}/class-set", body=body, key=key))

    def return_one_class_set(self, pk: int, body: TextbookSetIn, *, key: str | None = None) -> TextbookSetOut:
        """All of it when the count is right; else what came."""
        return cast(
            "TextbookSetOut", self.call("POST", f"/textbooks/{segment(pk)}/class-set/return", body=body, key=key)
        )

    def issue_one_textbook(self, pk: int, body: TextbookIssueIn, *, key: str | None = None) -> LoanOut:
        """One copy to one student of the class. 409: ``other_title``, ``not_in_class``, ``has_it``, and what lending
        refuses."""
        return cast("LoanOut", self.call("POST", f"/textbooks/{segment(pk)}/issue", body=body, key=key))

    def split_merged_tickets(self, pk: int, *, key: str | None = None) -> SplitOut:
        """Take a merge back; ``left`` says in words what could not go back."""
        return cast("SplitOut", self.call("POST", f"/ticket-merges/{segment(pk)}/split", key=key))

    def list_ticket_rules(self, *, cursor: str | None = None, limit: int | None = None) -> PageRoutingRuleOut:
        """Rules that reach your schools, by position; ``conditions`` as they are stored, ``if_words`` and
        ``then_words`` to read."""
        return cast("PageRoutingRuleOut", self.call("GET", "/ticket-rules", query={"cursor": cursor, "limit": limit}))

    def all_ticket_rules(self, *, limit: int | None = None) -> Iterator[RoutingRuleOut]:
        """All rows of ``list_ticket_rules``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/ticket-rules", {"limit": limit})

    def read_ticket_rule(self, pk: int) -> RoutingRuleOut:
        """One rule."""
        return cast("RoutingRuleOut", self.call("GET", f"/ticket-rules/{segment(pk)}"))

    def switch_ticket_rule(self, pk: int, body: SwitchIn, *, key: str | None = None) -> RoutingRuleOut:
        """On or off. On only after it was tried as it stands."""
        return cast("RoutingRuleOut", self.call("POST", f"/ticket-rules/{segment(pk)}/switch", body=body, key=key))

    def try_ticket_rule(self, pk: int, *, key: str | None = None) -> TrialOut:
        """What it would have done to the last month's tickets, beside what became of them. Nothing happens to them."""
        return cast("TrialOut", self.call("POST", f"/ticket-rules/{segment(pk)}/trial", key=key))

    def list_ticket_timings(self, *, cursor: str | None = None, limit: int | None = None) -> PageTimingOut:
        """How long tickets wait: the rows you may edit. The nearest one above a school counts."""
        return cast("PageTimingOut", self.call("GET", "/ticket-timings", query={"cursor": cursor, "limit": limit}))

    def all_ticket_timings(self, *, limit: int | None = None) -> Iterator[TimingOut]:
        """All rows of ``list_ticket_timings``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/ticket-timings", {"limit": limit})

    def put_ticket_timing(self, body: TimingIn, *, key: str | None = None) -> TimingOut:
        """Set the numbers of an organisation, or (null) of everywhere."""
        return cast("TimingOut", self.call("PUT", "/ticket-timings", body=body, key=key))

    def delete_ticket_timing(self, pk: int, *, key: str | None = None) -> None:
        """The school goes by what is set above it again."""
        self.call("DELETE", f"/ticket-timings/{segment(pk)}", key=key)

    def list_tickets(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        state: str | None = None,
        open_only: bool | None = None,
        organisation_id: int | None = None,
        requester_id: int | None = None,
        assignee_id: int | None = None,
        unassigned: bool | None = None,
        place_id: int | None = None,
        item_id: int | None = None,
        symptom: str | None = None,
        urgency: str | None = None,
        impact: str | None = None,
        origin: str | None = None,
    ) -> PageTicketOut:
        """Tickets you may see, newest first."""
        return cast(
            "PageTicketOut",
            self.call(
                "GET",
                "/tickets",
                query={
                    "cursor": cursor,
                    "limit": limit,
                    "state": state,
                    "open_only": open_only,
                    "organisation_id": organisation_id,
                    "requester_id": requester_id,
                    "assignee_id": assignee_id,
                    "unassigned": unassigned,
                    "place_id": place_id,
                    "item_id": item_id,
                    "symptom": symptom,
                    "urgency": urgency,
                    "impact": impact,
                    "origin": origin,
                },
            ),
        )

    def all_tickets(
        self,
        *,
        limit: int | None = None,
        state: str | None = None,
        open_only: bool | None = None,
        organisation_id: int | None = None,
        requester_id: int | None = None,
        assignee_id: int | None = None,
        unassigned: bool | None = None,
        place_id: int | None = None,
        item_id: int | None = None,
        symptom: str | None = None,
        urgency: str | None = None,
        impact: str | None = None,
        origin: str | None = None,
    ) -> Iterator[TicketOut]:
        """All rows of ``list_tickets``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages(
            "/tickets",
            {
                "limit": limit,
                "state": state,
                "open_only": open_only,
                "organisation_id": organisation_id,
                "requester_id": requester_id,
                "assignee_id": assignee_id,
                "unassigned": unassigned,
                "place_id": place_id,
                "item_id": item_id,
                "symptom": symptom,
                "urgency": urgency,
                "impact": impact,
                "origin": origin,
            },
        )

    def create_ticket(self, body: TicketIn, *, key: str | None = None) -> TicketOut:
        """Open a ticket: your own, or with the right to, on somebody's behalf."""
        return cast("TicketOut", self.call("POST", "/tickets", body=body, key=key))

    def read_queue(
        self,
        *,
        whose: Literal["mine", "none", "all"] | None = None,
        only: Literal["now", "bell", "today", "later", "waiting"] | None = None,
    ) -> QueueOut:
        """Open tickets of where you work, what hurts first on top, in parts: teaching stopped now, before a bell
        today, today, later, waiting on others. Send the answer's `ETag` back as `If-None-Match`: 304 means that
        nothing changed. Each part has its first 25 tickets and how many there are; `only` one part has 100."""
        return cast("QueueOut", self.call("GET", "/tickets/queue", query={"whose": whose, "only": only}))

    def read_ticket(self, pk: int) -> TicketDetailOut:
        """One ticket with its devices and conversation."""
        return cast("TicketDetailOut", self.call("GET", f"/tickets/{segment(pk)}"))

    def write_article_of_ticket(self, pk: int, *, key: str | None = None) -> TicketArticleOut:
        """A draft for technicians with what was seen and what helped, without people and tags; twice is once."""
        return cast("TicketArticleOut", self.call("POST", f"/tickets/{segment(pk)}/article", key=key))

    def assign_one_ticket(self, pk: int, body: AssignIn, *, key: str | None = None) -> TicketOut:
        """Give it to somebody who may work on it here; null: to nobody."""
        return cast("TicketOut", self.call("POST", f"/tickets/{segment(pk)}/assign", body=body, key=key))

    def read_ticket_clocks(self, pk: int) -> ClocksOut:
        """What is promised for a ticket and how it stands, its priority, and when it begins to hurt."""
        return cast("ClocksOut", self.call("GET", f"/tickets/{segment(pk)}/clocks"))

    def split_ticket_reply(self, pk: int, entry_id: int, body: SplitIn, *, key: str | None = None) -> TicketOut:
        """A reply becomes a ticket of its own, linked to this one."""
        return cast(
            "TicketOut",
            self.call("POST", f"/tickets/{segment(pk)}/entries/{segment(entry_id)}/split", body=body, key=key),
        )

    def escalate_ticket(self, pk: int, body: EscalationIn, *, key: str | None = None) -> EscalationOut:
        """Draft an escalation, or change the one that stands; with ``send`` it goes to the district at once."""
        return cast("EscalationOut", self.call("POST", f"/tickets/{segment(pk)}/escalations", body=body, key=key))

    def read_ticket_evidence(self, pk: int, *, reason: str | None = None) -> PackOut:
        """The evidence pack as data; ``reason`` (a code) says what is still missing for it."""
        return cast("PackOut", self.call("GET", f"/tickets/{segment(pk)}/evidence", query={"reason": reason}))

    def take_ticket_evidence(self, pk: int, body: TakeEvidenceIn, *, key: str | None = None) -> PackOut:
        """The evidence pack for somebody outside: written into the disclosure log first."""
        return cast("PackOut", self.call("POST", f"/tickets/{segment(pk)}/evidence", body=body, key=key))

    def tell_team_of_evidence(self, pk: int, body: TellTeamIn, *, key: str | None = None) -> ToldOut:
        """Tell everybody who works here (``campus``), or the district, where the pack is and what it is about."""
        return cast("ToldOut", self.call("POST", f"/tickets/{segment(pk)}/evidence/tell", body=body, key=key))

    def list_ticket_files(self, pk: int) -> list[AttachmentOut]:
        """Photos and documents of the ticket, and those that came with the lines you may read, the first one first."""
        return cast("list[AttachmentOut]", self.call("GET", f"/tickets/{segment(pk)}/files"))

    def add_ticket_files(
        self, pk: int, files: list[tuple[str, bytes]], *, key: str | None = None
    ) -> list[AttachmentOut]:
        """Upload up to eight photos and documents to the ticket itself; all are kept, or none."""
        return cast(
            "list[AttachmentOut]", self.call("POST", f"/tickets/{segment(pk)}/files", form={"files": files}, key=key)
        )

    def follow_ticket_up(self, pk: int, body: FollowUpIn, *, key: str | None = None) -> TicketOut:
        """Too old to reopen: the requester's new ticket, linked to the old one."""
        return cast("TicketOut", self.call("POST", f"/tickets/{segment(pk)}/follow-up", body=body, key=key))

    def list_free_periods(self, pk: int, *, day: str, account_id: int | None = None) -> list[FreePeriodOut]:
        """The periods of a day in which a visit disturbs nobody. ``account_id``: who would come."""
        return cast(
            "list[FreePeriodOut]",
            self.call("GET", f"/tickets/{segment(pk)}/free-periods", query={"day": day, "account_id": account_id}),
        )

    def hand_ticket_to_helper(self, pk: int, body: HelperJobIn, *, key: str | None = None) -> HelperJobOut:
        """Give an open ticket to a student helper with what is to be done."""
        return cast("HelperJobOut", self.call("POST", f"/tickets/{segment(pk)}/helper-jobs", body=body, key=key))

    def put_ticket_incident(self, pk: int, body: JoinIncidentIn, *, key: str | None = None) -> TicketOut:
        """Hang a ticket on an incident, or (null) take it off."""
        return cast("TicketOut", self.call("PUT", f"/tickets/{segment(pk)}/incident", body=body, key=key))

    def unlink_ticket_item(self, pk: int, item_pk: int, *, key: str | None = None) -> None:
        """Take the item off the ticket."""
        self.call("DELETE", f"/tickets/{segment(pk)}/items/{segment(item_pk)}", key=key)

    def link_ticket_item(self, pk: int, item_pk: int, *, key: str | None = None) -> TicketDetailOut:
        """The ticket is (also) about this item."""
        return cast("TicketDetailOut", self.call("PUT", f"/tickets/{segment(pk)}/items/{segment(item_pk)}", key=key))

    def list_ticket_links(self, pk: int) -> list[LinkOut]:
        """Tickets that have to do with it, in both directions, as far as you may see them."""
        return cast("list[LinkOut]", self.call("GET", f"/tickets/{segment(pk)}/links"))

    def link_two_tickets(self, pk: int, body: LinkIn, *, key: str | None = None) -> LinkOut:
        """Say how two tickets have to do with each other."""
        return cast("LinkOut", self.call("POST", f"/tickets/{segment(pk)}/links", body=body, key=key))

    def unlink_two_tickets(self, pk: int, link_id: int, *, key: str | None = None) -> None:
        """Take a link away, from either end."""
        self.call("DELETE", f"/tickets/{segment(pk)}/links/{segment(link_id)}", key=key)

    def merge_two_tickets(self, pk: int, body: MergeIn, *, key: str | None = None) -> TicketMergeOut:
        """``other_id`` goes on as this ticket, with its conversation, devices, watchers and files."""
        return cast("TicketMergeOut", self.call("POST", f"/tickets/{segment(pk)}/merge", body=body, key=key))

    def preview_ticket_merge(self, pk: int, *, other_id: int) -> MergePreviewOut:
        """What speaks against the other one going on as this ticket, and what would move."""
        return cast(
            "MergePreviewOut", self.call("GET", f"/tickets/{segment(pk)}/merge-preview", query={"other_id": other_id})
        )

    def list_ticket_merges(self, pk: int) -> list[MergeOut]:
        """Merges this ticket was part of, the newest first; those with ``split_at`` null stand."""
        return cast("list[MergeOut]", self.call("GET", f"/tickets/{segment(pk)}/merges"))

    def rate_one_ticket(self, pk: int, body: RatingIn, *, key: str | None = None) -> RatingOut:
        """Good or not, by the requester, once for each time it was resolved."""
        return cast("RatingOut", self.call("POST", f"/tickets/{segment(pk)}/rating", body=body, key=key))

    def reply_to_ticket(self, pk: int, body: ReplyIn, *, key: str | None = None) -> EntryOut:
        """Add a reply that the requester reads, or a note for colleagues."""
        return cast("EntryOut", self.call("POST", f"/tickets/{segment(pk)}/replies", body=body, key=key))

    def reply_to_ticket_with_files(
        self,
        pk: int,
        files: list[tuple[str, bytes]],
        text: str,
        kind: Literal["reply", "note", "state"] = "reply",
        minutes: int | None = None,
        *,
        key: str | None = None,
    ) -> EntryOut:
        """The same as a form with up to eight ``files``, which belong to the line; all are kept, or nothing is sent."""
        return cast(
            "EntryOut",
            self.call(
                "POST",
                f"/tickets/{segment(pk)}/replies/upload",
                form={"files": files, "text": text, "kind": kind, "minutes": minutes},
                key=key,
            ),
        )

    def change_ticket_state(self, pk: int, body: StateIn, *, key: str | None = None) -> TicketOut:
        """Take one step of the lifecycle; ``details`` as the step requires (see the help desk's README)."""
        return cast("TicketOut", self.call("POST", f"/tickets/{segment(pk)}/state", body=body, key=key))

    def plan_one_visit(self, pk: int, body: VisitIn, *, key: str | None = None) -> VisitOut:
        """Come in that period; the ticket is scheduled and the requester told."""
        return cast("VisitOut", self.call("POST", f"/tickets/{segment(pk)}/visits", body=body, key=key))

    def stop_watching_ticket(self, pk: int, *, key: str | None = None) -> None:
        """Be told no more."""
        self.call("DELETE", f"/tickets/{segment(pk)}/watch", key=key)

    def watch_one_ticket(self, pk: int, *, key: str | None = None) -> None:
        """Be told of replies and of the end."""
        self.call("PUT", f"/tickets/{segment(pk)}/watch", key=key)

    def export_records(
        self, *, form: str | None = None, with_copies: bool | None = None, ids: str | None = None
    ) -> None:
        """The records of all titles you may see, or of some (``ids``, with commas), as a file."""
        self.call("GET", "/titles-export", query={"form": form, "with_copies": with_copies, "ids": ids})

    def read_walk_plan(self, *, organisation_id: int | None = None) -> WalkPlanOut:
        """Where to walk from now on at one school, in which order, before which bell. Without `organisation_id`: the
        school with most to do."""
        return cast("WalkPlanOut", self.call("GET", "/today/walk-plan", query={"organisation_id": organisation_id}))

    def list_tokens(
        self, *, cursor: str | None = None, limit: int | None = None, standing: bool | None = None
    ) -> PageTokenOut:
        """Tokens you manage and your own, the newest first, without their secrets."""
        return cast(
            "PageTokenOut", self.call("GET", "/tokens", query={"cursor": cursor, "limit": limit, "standing": standing})
        )

    def all_tokens(self, *, limit: int | None = None, standing: bool | None = None) -> Iterator[TokenOut]:
        """All rows of ``list_tokens``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/tokens", {"limit": limit, "standing": standing})

    def revoke_one_token(self, pk: int, *, key: str | None = None) -> TokenOut:
        """It opens nothing any more."""
        return cast("TokenOut", self.call("POST", f"/tokens/{segment(pk)}/revoke", key=key))

    def list_undo_offers(self) -> list[UndoOfferOut]:
        """What you changed with this token and can still take back, the newest first."""
        return cast("list[UndoOfferOut]", self.call("GET", "/undo"))

    def undo_one_change(self, token: str, *, key: str | None = None) -> UndoneOut:
        """Take a change back; 409 when the minute is over, it was taken back, or something has happened since."""
        return cast("UndoneOut", self.call("POST", f"/undo/{segment(token)}", key=key))

    def list_visits(
        self, *, cursor: str | None = None, limit: int | None = None, day: str | None = None, state: str | None = None
    ) -> PageVisitOut:
        """Visits of tickets you may see, by time."""
        return cast(
            "PageVisitOut",
            self.call("GET", "/visits", query={"cursor": cursor, "limit": limit, "day": day, "state": state}),
        )

    def all_visits(
        self, *, limit: int | None = None, day: str | None = None, state: str | None = None
    ) -> Iterator[VisitOut]:
        """All rows of ``list_visits``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/visits", {"limit": limit, "day": day, "state": state})

    def list_walks(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        state: str | None = None,
        card: str | None = None,
        organisation_id: int | None = None,
        place_id: int | None = None,
    ) -> PageWalkOut:
        """Your own walks, and those of where you may see other people's, the newest first."""
        return cast(
            "PageWalkOut",
            self.call(
                "GET",
                "/walks",
                query={
                    "cursor": cursor,
                    "limit": limit,
                    "state": state,
                    "card": card,
                    "organisation_id": organisation_id,
                    "place_id": place_id,
                },
            ),
        )

    def all_walks(
        self,
        *,
        limit: int | None = None,
        state: str | None = None,
        card: str | None = None,
        organisation_id: int | None = None,
        place_id: int | None = None,
    ) -> Iterator[WalkOut]:
        """All rows of ``list_walks``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages(
            "/walks",
            {"limit": limit, "state": state, "card": card, "organisation_id": organisation_id, "place_id": place_id},
        )

    def start_one_walk(self, body: WalkIn, *, key: str | None = None) -> WalkDetailOut:
        """Begin to go through a card: for oneself, or for somebody else with the rights to start and to see their
        walks."""
        return cast("WalkDetailOut", self.call("POST", "/walks", body=body, key=key))

    def read_walk(self, pk: int) -> WalkDetailOut:
        """Where a walk stands: ``screen`` is the one thing to do now."""
        return cast("WalkDetailOut", self.call("GET", f"/walks/{segment(pk)}"))

    def answer_walk_question(self, pk: int, body: WalkAnswerIn, *, key: str | None = None) -> WalkDetailOut:
        """Answer a question; again changes the answer."""
        return cast("WalkDetailOut", self.call("POST", f"/walks/{segment(pk)}/answer", body=body, key=key))

    def go_on_with_card(self, pk: int, *, key: str | None = None) -> WalkDetailOut:
        """An answer led to another card (``elsewhere``): this walk is left, that one begun with the same room and
        device."""
        return cast("WalkDetailOut", self.call("POST", f"/walks/{segment(pk)}/go-on", key=key))

    def hand_walk_over(self, pk: int, body: WalkHandOverIn, *, key: str | None = None) -> WalkDetailOut:
        """A person takes it from here, without a ticket in this house; for one with all that is known see the walk's
        ticket."""
        return cast("WalkDetailOut", self.call("POST", f"/walks/{segment(pk)}/hand-over", body=body, key=key))

    def leave_one_walk(self, pk: int, *, key: str | None = None) -> WalkDetailOut:
        """Given up; twice is once."""
        return cast("WalkDetailOut", self.call("POST", f"/walks/{segment(pk)}/leave", key=key))

    def reopen_one_walk(self, pk: int, *, key: str | None = None) -> WalkDetailOut:
        """“It came back”: what was said to have worked did not."""
        return cast("WalkDetailOut", self.call("POST", f"/walks/{segment(pk)}/reopen", key=key))

    def record_walk_step(self, pk: int, body: WalkStepIn, *, key: str | None = None) -> WalkDetailOut:
        """Say what a step brought; ``worked`` ends the walk as solved. Again replaces what was said first."""
        return cast("WalkDetailOut", self.call("POST", f"/walks/{segment(pk)}/step", body=body, key=key))

    def create_ticket_of_walk(self, pk: int, body: WalkTicketIn, *, key: str | None = None) -> TicketOut:
        """Nothing helped: a ticket with room, device and what was tried; twice is once. Photos go to the ticket's
        files."""
        return cast("TicketOut", self.call("POST", f"/walks/{segment(pk)}/ticket", body=body, key=key))

    def repeat_webhook_delivery(self, pk: int, *, key: str | None = None) -> WebhookDeliveryOut:
        """Send one event again, with the same id."""
        return cast("WebhookDeliveryOut", self.call("POST", f"/webhook-deliveries/{segment(pk)}/again", key=key))

    def list_webhooks(self, *, cursor: str | None = None, limit: int | None = None) -> PageWebhookOut:
        """Webhooks you manage, by id."""
        return cast("PageWebhookOut", self.call("GET", "/webhooks", query={"cursor": cursor, "limit": limit}))

    def all_webhooks(self, *, limit: int | None = None) -> Iterator[WebhookOut]:
        """All rows of ``list_webhooks``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/webhooks", {"limit": limit})

    def create_webhook(self, body: WebhookIn, *, key: str | None = None) -> WebhookMadeOut:
        """Add a webhook; the answer holds its secret."""
        return cast("WebhookMadeOut", self.call("POST", "/webhooks", body=body, key=key))

    def delete_webhook(self, pk: int, *, key: str | None = None) -> None:
        """Remove it with its log."""
        self.call("DELETE", f"/webhooks/{segment(pk)}", key=key)

    def read_webhook(self, pk: int) -> WebhookOut:
        """One webhook, without its secret."""
        return cast("WebhookOut", self.call("GET", f"/webhooks/{segment(pk)}"))

    def change_webhook(self, pk: int, body: WebhookPatch, *, key: str | None = None) -> WebhookOut:
        """Change what is given; the rest stays."""
        return cast("WebhookOut", self.call("PATCH", f"/webhooks/{segment(pk)}", body=body, key=key))

    def list_webhook_deliveries(
        self, pk: int, *, cursor: str | None = None, limit: int | None = None
    ) -> PageWebhookDeliveryOut:
        """The log of a webhook, the newest first."""
        return cast(
            "PageWebhookDeliveryOut",
            self.call("GET", f"/webhooks/{segment(pk)}/deliveries", query={"cursor": cursor, "limit": limit}),
        )

    def all_webhook_deliveries(self, pk: int, *, limit: int | None = None) -> Iterator[WebhookDeliveryOut]:
        """All rows of ``list_webhook_deliveries``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages(f"/webhooks/{segment(pk)}/deliveries", {"limit": limit})

    def renew_webhook_secret(self, pk: int, *, key: str | None = None) -> WebhookMadeOut:
        """Make a new secret; the old one is void at once."""
        return cast("WebhookMadeOut", self.call("POST", f"/webhooks/{segment(pk)}/secret", key=key))

    def try_webhook(self, pk: int, *, key: str | None = None) -> WebhookDeliveryOut:
        """Send a test event."""
        return cast("WebhookDeliveryOut", self.call("POST", f"/webhooks/{segment(pk)}/try", key=key))

    def list_withdrawal_cases(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        state: Literal["open", "cleared", "closed", "cancelled", "all"] | None = None,
        organisation_id: int | None = None,
    ) -> PageCaseOut:
        """Cases of people who left with something, the newest first; open ones unless asked otherwise."""
        return cast(
            "PageCaseOut",
            self.call(
                "GET",
                "/withdrawal-cases",
                query={"cursor": cursor, "limit": limit, "state": state, "organisation_id": organisation_id},
            ),
        )

    def all_withdrawal_cases(
        self,
        *,
        limit: int | None = None,
        state: Literal["open", "cleared", "closed", "cancelled", "all"] | None = None,
        organisation_id: int | None = None,
    ) -> Iterator[CaseOut]:
        """All rows of ``list_withdrawal_cases``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/withdrawal-cases", {"limit": limit, "state": state, "organisation_id": organisation_id})

    def read_withdrawal_case(self, pk: int) -> CaseOut:
        """One case."""
        return cast("CaseOut", self.call("GET", f"/withdrawal-cases/{segment(pk)}"))

    def close_withdrawal_case(self, pk: int, body: CloseCaseIn, *, key: str | None = None) -> CaseOut:
        """End it; with something still out it needs an outcome in words."""
        return cast("CaseOut", self.call("POST", f"/withdrawal-cases/{segment(pk)}/close", body=body, key=key))

    def plan_withdrawal_case(self, pk: int, body: CasePlanIn, *, key: str | None = None) -> CaseOut:
        """What is tried next, and when it comes up again."""
        return cast("CaseOut", self.call("POST", f"/withdrawal-cases/{segment(pk)}/plan", body=body, key=key))

    def preview_year_end(self, *, organisation_id: int) -> YearPreviewOut:
        """What closing the year there would clear, and what people settle first; numbers only."""
        return cast("YearPreviewOut", self.call("GET", "/year-end-preview", query={"organisation_id": organisation_id}))

    def list_year_ends(self, *, cursor: str | None = None, limit: int | None = None) -> PageYearEndOut:
        """School years that were closed."""
        return cast("PageYearEndOut", self.call("GET", "/year-ends", query={"cursor": cursor, "limit": limit}))

    def all_year_ends(self, *, limit: int | None = None) -> Iterator[YearEndOut]:
        """All rows of ``list_year_ends``, page by page; ``limit`` is how many are fetched at a time."""
        return self.pages("/year-ends", {"limit": limit})

    def close_year(self, body: YearEndIn, *, key: str | None = None) -> YearEndOut:
        """Close the year there; done already, nothing happens and what was done is returned."""
        return cast("YearEndOut", self.call("POST", "/year-ends", body=body, key=key))

    def take_year_end_back(self, pk: int, *, key: str | None = None) -> None:
        """Bring library days and textbook plans back; holds stay cancelled."""
        self.call("DELETE", f"/year-ends/{segment(pk)}", key=key)
