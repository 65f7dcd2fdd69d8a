"""References to claims, in plain text, BibTeX and CSL-JSON."""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress

import pandas as pd

from liberterra_analysis.analysis import resolve_claims
from liberterra_analysis.analysis.figures import Figure
from liberterra_analysis.arguments import export
from liberterra_analysis.bibtex import format_bibtex
from liberterra_analysis.errors import require_known
from liberterra_analysis.ledger import load_claims, load_metrics, load_sources
from liberterra_analysis.wording.sentences import describe_lack
from liberterra_analysis.workspace import Workspace, WorkspaceLike, to_workspace


def cite_claim(claim_id: str, form: str = "text", *, workspace: WorkspaceLike = None) -> str:
    """Format the reference of a claim: the number with its hedge, then the source and the passage.

    `csl` is CSL-JSON. What the ledger does not hold is left out; an unknown claim or form raises `UsageError`.
    `liberterra_analysis.cite` is the same.

    >>> import liberterra_analysis as lt
    >>> print(lt.cite("liberterra-2-publicnow-flights-monitored").partition(".")[0])
    “nearly 24,000” flights monitored
    """
    claims = load_claims(workspace=workspace)
    require_known("claim", claim_id, claims["claim_id"])
    sources = load_sources(workspace=workspace)
    chosen = claims[claims["claim_id"] == claim_id]
    figures = resolve_claims(chosen, sources, load_metrics(workspace=workspace))
    return format_references(figures, sources, form, workspace=workspace)


def format_references(
    figures: pd.DataFrame, sources: pd.DataFrame, form: str = "text", *, workspace: WorkspaceLike = None
) -> str:
    """Format references of rows of `analysis.resolve_claims`, as `cite_claim` does: one a line, or one CSL-JSON."""
    require_known("form", form, FORMS)
    by_id, title = sources.set_index("source_id"), _find_title(to_workspace(workspace))
    stated = {
        key: {"ledger": title, **{str(name): str(value) for name, value in by_id.loc[key].items() if pd.notna(value)}}
        for key in figures["source_id"].unique()
    }
    items = [FORMS[form](claim, stated[claim.source_id]) for claim in Figure.rows(figures)]
    return json.dumps(items, ensure_ascii=False, indent=1) if form == "csl" else "\n".join(map(str, items))


def _find_title(workspace: Workspace) -> str:
    """Return the title of the ledger, as `data/datapackage.json` states it; "" if it states none."""
    with suppress(OSError, ValueError, LookupError, TypeError):
        title = json.loads((workspace.data / "datapackage.json").read_bytes())["title"]
        return f" “{title}”" if title else ""
    return ""


def _figure(claim: Figure) -> str:
    return f"“{claim.as_printed}” {claim.noun}" if claim.as_printed else f"{claim.says}{describe_lack(claim)}"


def _passage(claim: Figure) -> str:
    if claim.paragraph is None:
        return ""
    return "headline" if claim.paragraph == 0 else f"paragraph {claim.paragraph}"


def _text(claim: Figure, source: Mapping[str, str]) -> str:
    title = f"“{source['title']}”" if "title" in source else ""
    about = [source["publisher"], title, source.get("published", ""), _passage(claim), source.get("url", "")]
    key = f"Claim {claim.claim_id} of the ledger{source['ledger']}"
    return f"{_figure(claim)}. {', '.join(filter(None, about))}. {key}."


def _bibtex(claim: Figure, source: Mapping[str, str]) -> str:
    note = "; ".join(filter(None, [_figure(claim), _passage(claim), f"claim {claim.claim_id}"]))
    fields = {"author": source["publisher"], "title": source.get("title", "[title not recorded]")}
    fields |= {"year": source.get("published", "")[:4], "url": source.get("url", ""), "note": note}
    return format_bibtex(claim.claim_id, fields)


def _csl(claim: Figure, source: Mapping[str, str]) -> dict[str, object]:
    item: dict[str, object] = {"id": claim.claim_id, "type": "webpage"}
    item |= {"title": source.get("title"), "URL": source.get("url"), "language": source.get("language")}
    item |= {"note": _figure(claim), "locator": _passage(claim), "author": [{"literal": source["publisher"]}]}
    for name, date in {"issued": source.get("published"), "accessed": source.get("accessed")}.items():
        item[name] = date and {"date-parts": [[*map(int, date.split("-"))]]}
    return {name: value for name, value in item.items() if value}


FORMS: Mapping[str, Callable[[Figure, Mapping[str, str]], object]] = {"text": _text, "bibtex": _bibtex, "csl": _csl}


export(globals())
