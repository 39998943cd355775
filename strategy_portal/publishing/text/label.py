"""The type of a text that may be translated only when it is shown."""

from typing import TYPE_CHECKING

from django.utils.functional import Promise

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Label
else:
    Label = str | Promise

__all__ = ["Label"]
