"""What the words mean to people who choose them (PRODUCT.md 4.8)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from commitments.rules.words import Confidence

CONFIDENCE_DEFINITIONS: dict[str, Any] = {
    Confidence.ON_TRACK.value: _(
        "We expect to meet every key deadline. We know of nothing we cannot handle ourselves."
    ),
    Confidence.AT_RISK.value: _(
        "We may miss a deadline or fall short unless something changes. "
        "We have a plan and mostly need time or attention."
    ),
    Confidence.OFF_TRACK.value: _(
        "We will miss a key deadline or the result is in doubt. "
        "We need a decision or help from others."
    ),
}
