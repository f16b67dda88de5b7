"""What the sign-in room guards."""

from enum import StrEnum


class SigninPermission(StrEnum):
    PROVIDER_EDIT = "signin.provider.edit"
    RULE_EDIT = "signin.rule.edit"
    IDENTITY_UNLINK = "signin.identity.unlink"
    SESSION_END = "signin.session.end"
    FACTOR_RESET = "signin.factor.reset"
    SEAL_MAKE = "signin.seal.make"
    ACCOUNT_VIEW_AS = "signin.account.view_as"
    ACCOUNT_ACT_AS = "signin.account.act_as"
