"""Buttons, fields and tiles: labels, errors and keys are tied to their controls."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.template import Context, Template

from firstbell.core.ui import controls
from firstbell.core.ui.shapes import Choice

HOSTILE = '"><script>alert(1)</script>'


class IntakeForm(forms.Form):
    serial = forms.CharField(label="Serial number", help_text="On the sticker.")
    condition = forms.ChoiceField(widget=forms.RadioSelect, choices=[("a", "Good"), ("b", "Bad")])
    is_new = forms.BooleanField(label="New", required=False)
    secret = forms.CharField(widget=forms.HiddenInput)
    package = forms.FileField(required=False)


def drawn(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


def test_a_button_is_a_button_and_with_an_address_a_link() -> None:
    assert controls.button("Save").startswith('<button type="submit"')
    assert controls.button("Open", href="/x/?a=1&b=2").startswith('<a href="/x/?a=1&amp;b=2"')


def test_a_key_on_a_button_is_shown_told_and_pressed() -> None:
    button = controls.button("New", kbd="n")
    assert "<kbd>n</kbd>" in button
    assert 'aria-keyshortcuts="n"' in button
    assert 'data-hotkey="n"' in button
    assert "data-hotkey" not in controls.button("Lend", kbd="Enter")


def test_further_words_become_attributes() -> None:
    button = controls.button("Go", hx_post="/go/", disabled=True, name=None, aria_label=HOSTILE)
    assert 'hx-post="/go/"' in button
    assert 'disabled=""' in button
    assert "name=" not in button
    assert "<script" not in button


@pytest.mark.parametrize("attribute", ["onclick", "style", "onmouseover"])
def test_attributes_that_the_csp_forbids_are_refused(attribute: str) -> None:
    with pytest.raises(ValueError, match="CSP"):
        controls.button("Go", **{attribute: "alert(1)"})


def test_an_unknown_variant_is_refused() -> None:
    with pytest.raises(ValueError, match="primary"):
        controls.button("Go", variant="success")


def test_a_field_ties_label_help_and_error_to_its_control() -> None:
    form = IntakeForm({"serial": ""})
    html = drawn("{% field form.serial %}", form=form)
    assert '<label for="id_serial">' in html
    described = re.search(r'<input[^>]* aria-describedby="([^"]+)"', html)
    assert described is not None
    for target in described.group(1).split():
        assert f'id="{target}"' in html
    assert 'aria-invalid="true"' in html
    assert "This field is required." in html


def test_help_given_in_the_template_is_tied_as_well() -> None:
    html = drawn('{% field form.package help="A zip" %}', form=IntakeForm())
    assert 'aria-describedby="id_package_helptext"' in html
    assert 'id="id_package_helptext"' in html


def test_a_group_of_radios_is_a_fieldset_with_a_legend() -> None:
    html = drawn("{% field form.condition %}", form=IntakeForm())
    assert "<fieldset" in html
    assert "<legend>Condition" in html


def test_a_hidden_field_is_only_its_input() -> None:
    html = drawn("{% field form.secret %}", form=IntakeForm())
    assert "<label" not in html
    assert 'type="hidden"' in html


def test_the_error_summary_links_to_fields_that_exist_on_the_page() -> None:
    form = IntakeForm({"serial": ""})
    form.add_error(None, "The cart is full.")
    html = drawn("{% form_fields form %}", form=form)
    targets = re.findall(r'<a href="#([^"]+)"', html)
    assert targets == ["id_serial", "id_condition_0"]
    for target in targets:
        assert f'id="{target}"' in html
    assert "The cart is full." in html
    assert "Secret" in html  # a hidden field's error has no field to go to, yet must not be silent
    assert "4 things need your attention" in html


def test_a_form_without_errors_has_no_summary() -> None:
    assert "error-summary" not in drawn("{% error_summary form %}", form=IntakeForm())


def test_hostile_values_labels_and_errors_stay_text() -> None:
    form = IntakeForm({"serial": HOSTILE})
    form.add_error("serial", HOSTILE)
    html = drawn("{% form_fields form %}{% field form.serial label=text help=text %}", form=form, text=HOSTILE)
    assert "<script" not in html


def test_tiles_number_themselves_and_keep_their_own_keys() -> None:
    choices = controls.numbered([Choice("a", "A"), Choice("b", "B", key="x"), {"value": "c", "label": "C"}], "b")
    assert [choice.key for choice in choices] == ["1", "x", "3"]
    assert [choice.checked for choice in choices] == [False, True, False]
    assert controls.numbered([Choice(str(n), "x") for n in range(12)])[9].key == ""


def test_tiles_are_radios_with_a_legend() -> None:
    html = drawn(
        '{% choice_tiles "symptom" options selected="wet" legend="What is wrong?" %}',
        options=[Choice("wet", "Liquid spilled", "drop"), Choice(HOSTILE, HOSTILE, hint=HOSTILE)],
    )
    assert html.count('type="radio" name="symptom"') == 2
    assert html.count(" checked") == 1
    assert "<legend>What is wrong?</legend>" in html
    assert 'data-tile-key="1"' in html
    assert "<script" not in html


def test_a_segmented_control_is_radios() -> None:
    html = drawn('{% segmented "state" options selected="all" legend="State" %}', options=[Choice("all", "All")])
    assert 'value="all" checked' in html


def test_a_drop_zone_keeps_the_plain_file_input() -> None:
    html = drawn("{% dropzone form.package %}", form=IntakeForm())
    assert '<input type="file" name="package"' in html
    assert 'for="id_package"' in html


def test_steps_know_what_is_done() -> None:
    assert [step["state"] for step in controls.steps("Upload|Preview|Apply", 2)] == ["done", "now", "later"]
    assert 'aria-current="step"' in drawn('{% stepper "Upload|Preview|Apply" current=2 %}')
