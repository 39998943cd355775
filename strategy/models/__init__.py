"""Editions of the digital strategy, its statements and fields, and how it came about.

A statement or a field has one permanent identity (number, slug, icon, colour) and one wording for each edition, so
that an adopted text stays unchanged while the next one is drafted.
"""

from strategy.models.consultation import Consultation, ConsultationStep
from strategy.models.edition import Edition, FocusArea, FrozenEdition
from strategy.models.glossary import GlossaryTerm
from strategy.models.goal import Goal, Indicator, IndicatorValue
from strategy.models.origin import Partner, StrategyEvent
from strategy.models.wording import ActionField, ActionFieldWording, VisionStatement, VisionStatementWording

__all__ = [
    "ActionField",
    "ActionFieldWording",
    "Consultation",
    "ConsultationStep",
    "Edition",
    "FocusArea",
    "FrozenEdition",
    "GlossaryTerm",
    "Goal",
    "Indicator",
    "IndicatorValue",
    "Partner",
    "StrategyEvent",
    "VisionStatement",
    "VisionStatementWording",
]
