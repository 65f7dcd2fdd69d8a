"""The reports that the browser tests look at: each kind of the catalogue, so that one of each notebook is read."""

REPORTS = (
    "liberterra-1",
    "liberterra-2",
    "liberterra-3",
    "series-liberterra",
    "country-gbr",
    "ledger",
    "scenario-liberterra-2",
)
