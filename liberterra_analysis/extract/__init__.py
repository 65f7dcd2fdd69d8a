"""An announcement's text to candidate claims; claims against the text that they cite."""

from __future__ import annotations

from liberterra_analysis.extract.candidates import extract
from liberterra_analysis.extract.model import Candidate
from liberterra_analysis.extract.reading import read_announcement, read_stream, read_text_of, text_of

__all__ = ["Candidate", "extract", "read_announcement", "read_stream", "read_text_of", "text_of"]
