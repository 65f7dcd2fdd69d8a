"""Sentences about frames, in which each number leads to where it is found."""

from __future__ import annotations

from liberterra_analysis.wording.reference import cite_claim
from liberterra_analysis.wording.summary import summarise_operation
from liberterra_analysis.wording.verification import summarise_verification

__all__ = ["cite_claim", "summarise_operation", "summarise_verification"]
