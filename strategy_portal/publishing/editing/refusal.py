"""Why something was refused, in a sentence for the editor."""

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils.text import capfirst


def in_words(error: ValidationError, row: models.Model) -> str:
    """Return what ``error`` says, with the labels of the fields that it speaks of."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    sentences = []
    for name, texts in error.message_dict.items():
        try:
            label = capfirst(row._meta.get_field(name).verbose_name) + ": "
        except FieldDoesNotExist:  # NON_FIELD_ERRORS
            label = ""
        sentences += [f"{label}{text}" for text in texts]
    return " ".join(sentences)
