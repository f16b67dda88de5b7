"""Pages of circulation, under /circulation/."""

from django.urls import path

from firstbell.circulation.views import (
    blocks,
    cases,
    clearance,
    fees,
    lending,
    loans,
    named_dates,
    patron_groups,
    policies,
)

app_name = "circulation"
urlpatterns = [
    path("loans/", loans.loans, name="loans"),
    path("loans/<int:pk>/", loans.loan, name="loan"),
    path("loans/<int:pk>/return/", loans.loan_return, name="loan_return"),
    path("loans/<int:pk>/renew/", loans.loan_renew, name="loan_renew"),
    path("loans/<int:pk>/remind/", loans.loan_remind, name="loan_remind"),
    path("loans/<int:pk>/convert/", loans.loan_convert, name="loan_convert"),
    path("clearance/", clearance.clearance, name="clearance"),
    path("clearance/print/", clearance.clearance_print, name="clearance_print"),
    path("people/<int:pk>/clearance/", clearance.clearance_of_person, name="clearance_of"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<int:pk>/", cases.case, name="case"),
    path("cases/<int:pk>/close/", cases.case_close, name="case_close"),
    path("lend/", lending.lend, name="lend"),
    path("rules/", policies.rules, name="rules"),
    path("rules/add/", policies.rule_add, name="rule_add"),
    path("rules/preview/", policies.preview, name="rules_preview"),
    path("rules/<int:pk>/", policies.rule, name="rule"),
    path("rules/<int:pk>/remove/", policies.rule_remove, name="rule_remove"),
    path("groups/", patron_groups.patron_groups, name="patron_groups"),
    path("groups/add/", patron_groups.patron_group_add, name="patron_group_add"),
    path("groups/<int:pk>/", patron_groups.patron_group, name="patron_group"),
    path("groups/<int:pk>/remove/", patron_groups.patron_group_remove, name="patron_group_remove"),
    path("dates/", named_dates.named_dates, name="named_dates"),
    path("dates/add/", named_dates.named_date_add, name="named_date_add"),
    path("dates/<int:pk>/", named_dates.named_date, name="named_date"),
    path("dates/<int:pk>/remove/", named_dates.named_date_remove, name="named_date_remove"),
    path("people/<int:pk>/fees/", fees.fees, name="fees"),
    path("people/<int:pk>/fees/charge/", fees.fee_charge, name="fee_charge"),
    path("people/<int:pk>/fees/pay/", fees.fee_pay, name="fee_pay"),
    path("people/<int:pk>/fees/waive/", fees.fee_waive, name="fee_waive"),
    path("fees/<int:pk>/reverse/", fees.fee_reverse, name="fee_reverse"),
    path("people/<int:pk>/block/", blocks.block_set, name="block_set"),
    path("blocks/<int:pk>/lift/", blocks.block_lift, name="block_lift"),
]
