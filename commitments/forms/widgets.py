from django import forms


class PlainSelect(forms.Select):
    """A select of many plain options, without groups and attributes of their own."""

    template_name = "django/forms/widgets/plain_select.html"
