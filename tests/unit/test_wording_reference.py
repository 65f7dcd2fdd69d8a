import json

import pytest

import liberterra_analysis as lt
from liberterra_analysis.errors import UsageError
from tests.ledger import Copy

CLAIM = "liberterra-3-interpol-victims"


def test_plain_text_gives_the_wording_and_the_source() -> None:
    text = lt.cite("liberterra-2-national-flights-monitored")
    assert text.startswith("“about 24,000” flights monitored. The National, ")
    assert text.endswith(
        "Claim liberterra-2-national-flights-monitored of the ledger “Published figures of police operations against "
        "trafficking in persons and migrant smuggling”."
    )
    derived = lt.cite("maharlika-3-interpol-countries")
    assert derived.startswith("4 countries (derived: counted from the names of four countries). INTERPOL, ")


def test_a_ledger_is_cited_by_its_own_title(ledger: Copy) -> None:
    about = ledger.workspace.data / "datapackage.json"
    for text, title in [('{"title": "Our figures"}', " “Our figures”"), ("[]", ""), ("", "")]:
        about.write_text(text, "utf-8")
        assert lt.cite(CLAIM, workspace=ledger.workspace).endswith(f"Claim {CLAIM} of the ledger{title}.")


def test_bibtex_closes_its_braces() -> None:
    for claim in lt.load_claims()["claim_id"].head(5):
        entry = lt.cite(claim, form="bibtex")
        assert entry.startswith(f"@misc{{{claim},\n")
        assert entry.count("{") == entry.count("}")
        assert "\n  author = {{" in entry


def test_csl_is_json_that_a_bibliography_reads() -> None:
    (item,) = json.loads(lt.cite(CLAIM, form="csl"))
    assert item["id"] == CLAIM
    assert item["type"] == "webpage"
    assert item["author"] == [{"literal": "INTERPOL"}]
    assert all(isinstance(part, int) for part in item["issued"]["date-parts"][0])


@pytest.mark.parametrize(
    ("claim", "form", "says"),
    [
        ("liberterra-3-interpol-victim", "text", "did you mean 'liberterra-3-interpol-victims'"),
        (CLAIM, "bibtx", "'bibtex'"),
    ],
)
def test_a_typo_is_told(claim: str, form: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        lt.cite(claim, form=form)
