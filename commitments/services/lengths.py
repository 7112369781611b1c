"""How long texts may be (I1). The database does not say no to a long text; these do."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

# Reasons, explanations, answers: some pages of text.
LONG_TEXT = 5000
UPDATE_LENGTHS = {
    "happened": 1500,
    "problem": 1500,
    "help_needed": 1500,
    "help_from": 200,
    "next_step": 600,
}


def too_long(texts: Mapping[str, str], lengths: Mapping[str, int]) -> dict[str, str]:
    """The texts that are longer than they may be, each with a sentence that says by how much."""
    return {
        field: _("Use at most %(most)d characters. You have used %(used)d.")
        % {"most": most, "used": len(texts[field])}
        for field, most in lengths.items()
        if len(texts.get(field, "")) > most
    }
