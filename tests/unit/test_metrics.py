"""What is known of a metric is its row in `data/metrics.csv`, and nothing else."""

from importlib import resources

from liberterra_analysis import analysis
from liberterra_analysis.extract import extract, sheet
from liberterra_analysis.ledger import load_claims, load_metrics, load_operations, load_sources
from liberterra_analysis.ledger.append import add_review
from liberterra_analysis.ledger.transaction import open_ledger
from liberterra_analysis.schema.metrics import metrics_of
from tests.ledger import DATA, Copy

ROW = {
    "metric": "sniffer_dogs", "kind": "effort", "label": "Sniffer dogs", "singular": "sniffer dog",
    "plural": "sniffer dogs", "passive": "were used", "active": "used", "lead": "", "unit": "dogs",
    "counts_persons": "false", "takes_status": "before",
    "takes_offence": "of", "has_rate": "false", "is_duration": "false", "families": "",
    "definition": "Dogs that were used.", "not_to_be_confused_with": "",
}  # fmt: skip
TEXT = "In Operation Liberterra III police used more than 30 trained sniffer dogs. The dogs are well."


def test_package_brings_the_metrics_of_the_ledger() -> None:
    packaged = resources.files("liberterra_analysis.schema").joinpath("metrics.csv").read_bytes()
    assert packaged == (DATA / "metrics.csv").read_bytes(), "cp data/metrics.csv liberterra_analysis/schema/"


def test_metric_is_one_row(ledger: Copy) -> None:
    ledger.write("metrics", [*ledger.rows("metrics"), ROW])
    place = ledger.workspace
    metrics = load_metrics(workspace=place)

    found = extract(TEXT, metrics_of(metrics))
    assert [(one.as_printed, one.metric, one.unit) for one in found] == [("more than 30", "sniffer_dogs", "dogs")]
    review = place.root / "review.csv"
    review.write_text(sheet.to_sheet(found, TEXT, metrics_of(metrics)).replace("unspecified", "suspected", 1), "utf-8")
    for operation, source in (("liberterra-3", "interpol-liberterra-3"), ("liberterra-2", "publicnow-liberterra-2")):
        with open_ledger(place) as opened:
            added = add_review(opened, review, {"source_id": source}, {"operation_id": operation})
        assert len(added.claims) == 1

    claims = load_claims(workspace=place)
    claims = claims[claims["operation_id"].isin(["liberterra-2", "liberterra-3"])].reset_index(drop=True)
    figures = analysis.resolve_claims(claims, load_sources(workspace=place), metrics)
    headline = analysis.select_headline(figures[figures["operation_id"] == "liberterra-3"])
    (row,) = headline[headline["metric"] == "sniffer_dogs"].to_dict("records")
    assert row["says"] == "more than 30 suspected sniffer dogs"

    pairs = analysis.compare_operations(figures, load_operations(workspace=place))
    (pair,) = pairs[pairs["metric"] == "sniffer_dogs"].to_dict("records")
    assert (pair["day_difference"], pair["state"]) == ("", "with caution")
