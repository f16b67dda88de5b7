"""What the circulation room guards."""

from enum import StrEnum


class CirculationPermission(StrEnum):
    LOAN_VIEW = "circulation.loan.view"
    LIBRARY_LOAN_VIEW = "circulation.library_loan.view"
    LOAN_LEND = "circulation.loan.lend"
    LOAN_RETURN = "circulation.loan.return"
    LOAN_RENEW = "circulation.loan.renew"
    LOAN_REMIND = "circulation.loan.remind"
    LOAN_OVERRIDE = "circulation.loan.override"
    HOLD_PLACE = "circulation.hold.place"
    HOLD_ARRANGE = "circulation.hold.arrange"
    CLAIM_EDIT = "circulation.claim.edit"
    CLASS_VISIT_EDIT = "circulation.class_visit.edit"
    RESERVATION_EDIT = "circulation.reservation.edit"
    POLICY_VIEW = "circulation.policy.view"
    POLICY_EDIT = "circulation.policy.edit"
    LIBRARY_POLICY_EDIT = "circulation.library_policy.edit"
    BLOCK_EDIT = "circulation.block.edit"
    CASE_EDIT = "circulation.case.edit"
    FEE_VIEW = "circulation.fee.view"
    FEE_CHARGE = "circulation.fee.charge"
    LIBRARY_FEE_CHARGE = "circulation.library_fee.charge"
    FEE_WAIVE = "circulation.fee.waive"
    FEE_PAY = "circulation.fee.pay"
