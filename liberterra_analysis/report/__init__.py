"""The report layer: catalogue, execution, the document rendered to HTML and PDF, editions.

It knows blocks, not claims. Nothing is imported here, so that a module of this package costs only what it needs.
"""
