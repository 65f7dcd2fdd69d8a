"""Rendering: an executed notebook becomes a document, and the document HTML and PDF.

`assemble` makes the document, with the prose, outputs and markup that `prose`, `outputs`, `markup` and `formula` read;
`mend` adds what the notebook left out, and `lint` refuses what may not be published. `provenance` adds what is
known of the edition. `layout` prepares what `html` and `pdf` share; `markdown`, `jsonld`, `embed` are other forms.

Nothing is imported here, so that a module of this package costs only what it needs.
"""
