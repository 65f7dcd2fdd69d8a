"""Publish reports: the catalogue, builds, editions with their manifests, and the site that shows them."""
