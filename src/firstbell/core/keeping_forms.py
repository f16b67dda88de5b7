"""Forms of core's own settings that keep an installation: retention rules and the backup plan."""

from __future__ import annotations

from django import forms

from firstbell.core.models import BackupPlan, RetentionRule


class RetentionRuleForm(forms.ModelForm[RetentionRule]):
    class Meta:
        model = RetentionRule
        fields = ("days", "is_on", "source", "last_checked")
        labels = {"days": "Days kept", "is_on": "The rule is on", "source": "Where the rule comes from"}
        widgets = {"last_checked": forms.DateInput(attrs={"type": "date"})}


class BackupPlanForm(forms.ModelForm[BackupPlan]):
    class Meta:
        model = BackupPlan
        fields = (
            "is_on",
            "folder",
            "with_media",
            "daily",
            "weekly",
            "monthly",
            "verify_days",
            "source",
            "last_checked",
        )
        labels = {
            "is_on": "Back up every night",
            "folder": "Folder",
            "with_media": "With uploads",
            "daily": "Days kept",
            "weekly": "Weeks kept",
            "monthly": "Months kept",
            "verify_days": "Days between restore tests",
        }
        help_texts = {"folder": "On this machine; better on another disk. Empty: “backups” in the data folder"}
        widgets = {"last_checked": forms.DateInput(attrs={"type": "date"})}
