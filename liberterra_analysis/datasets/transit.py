"""Irregular transit through the Darién, Honduras and Mexico, month by month and by nationality."""

from __future__ import annotations

from functools import partial

import pandas as pd

from liberterra_analysis.datasets.dataset import Dataset, counts, dates, given, iso3, period


def _tidy(series: str, raw: pd.DataFrame) -> pd.DataFrame:
    raw = given(raw)
    return pd.DataFrame(
        {
            "series": series,
            **period(dates(raw["month"], "%Y-%m-%d"), "M"),
            "nationality": raw["nationality"],
            "nationality_iso3": iso3(raw["nationality"]),
            **counts(raw["published"]),
        }
    )


def _dataset(name: str, title: str, publisher: str, page: str, country: str, unit: str) -> Dataset:
    return Dataset(
        name=name,
        title=title,
        publisher=publisher,
        licence="Not stated by the authority",
        may="aggregate",
        page=page,
        unit=unit,
        bias=(
            f"What is counted are {unit}, not persons: who passes again is counted again.",
            "Those who pass unseen are not counted, and how closely is looked changes from month to month.",
            "One journey may be counted in all three countries and again at the border of the United States.",
            "No file is offered at a fixed address: the layout read is that of IOM's compilation.",
        ),
        layouts=({"t": "month", "nat": "nationality", "n": "published"},),
        tidy=partial(_tidy, title[0].lower() + title[1:]),
        country=country,
        region="019",
        ceiling=500_000,
    )


DATASETS = (
    _dataset(
        "darien",
        "Irregular transit through the Darién",
        "Servicio Nacional de Migración, Panama",
        "https://www.migracion.gob.pa/estadisticas",
        "PAN",
        "entries recorded",
    ),
    _dataset(
        "honduras",
        "Irregular entries to Honduras",
        "Instituto Nacional de Migración, Honduras",
        "https://inm.gob.hn/",
        "HND",
        "entries recorded",
    ),
    _dataset(
        "mexico",
        "Events of irregular migrants in Mexico",
        "Unidad de Política Migratoria, Mexico",
        "https://portales.segob.gob.mx/",
        "MEX",
        "encounters",
    ),
)
