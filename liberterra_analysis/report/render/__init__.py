"""Rendering: an executed notebook becomes a document, and the document HTML and PDF.

Nothing is imported here, so that a module of this package costs only what it needs.
"""
