"""Commands as people and programs call them, in workspaces whose notebooks need no libraries."""

import pytest

CATALOGUE = """[choices]
operation = "operations.operation_id"

[reports.tiny]
title = "A tiny report"
notebook = "tiny"
formats = ["html"]
parameters = { operation = "liberterra-2" }
"""


@pytest.fixture(scope="module", autouse=True)
def _quick_servers(quick_servers: None) -> None:
    """What is built here is none of the reports of the catalogue."""
