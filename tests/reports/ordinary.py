"""A notebook that shows what notebooks ordinarily show, with its outputs as kernels store them."""

import base64
import io
from typing import Any

from nbformat import NotebookNode, v4

MARKDOWN = r"""# Seizures at ports

An invented example. In 2023 there were **14 seizures**, *mostly* of `CN 0507`; see [the data](data/seizures.csv),
[the agency](https://example.org/a), [below](#Where-they-were) or [nobody](#no-such-place). It is ~~certain~~
likely.[^how]

[^how]: Counted *by hand*, see `count.py`.

- one
- two
  1. nested
  2. list

     with a second paragraph
- [x] done
- [ ] not done

> A quote, with a list:
>
> 3. third
> 4. fourth

---

| Port | Seizures | Note |
|:-----|---------:|------|
| Mombasa | 1,250 | about **1 in 3** |
| Haiphong | 8 | x \| y |

```python
total = 14
```

The rate is $r = \frac{n}{p}$, at US$5 to $7 a unit:

$$
\sum_{i=1}^{n} x_i^2 \le \sqrt{\alpha} \cdot \left( \frac{a}{b} \right)
$$

\begin{align} a &= b + c \\ d &= \bar{x} \end{align}

CO<sub>2</sub> and 10<sup>6</sup>, <b>bold</b><br>after a break. <script>alert(1)</script>

![A red square](attachment:square.png)

Term
: its definition
"""


def png(width: int = 60, height: int = 40) -> str:
    """Return a red picture as a kernel sends it."""
    from PIL import Image

    data = io.BytesIO()
    Image.new("RGB", (width, height), "#aa2222").save(data, "PNG")
    return base64.b64encode(data.getvalue()).decode()


RECTANGLE = '<style>.a{fill:red}</style><rect class="a" width="9" height="9"/>'
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 40">{RECTANGLE}</svg>'

FRAME = """<div><style scoped>.dataframe tbody tr th {vertical-align: top}</style><table border="1" class="dataframe">
<thead><tr style="text-align: right;"><th></th><th colspan="2" halign="left">weight</th></tr>
<tr><th></th><th>mean</th><th>max</th></tr><tr><th>port</th><th></th><th></th></tr></thead>
<tbody><tr><th>Haiphong</th><td>8.5</td><td>NaN</td></tr><tr><th>Mombasa</th><td>1,250.0</td><td>-3</td></tr></tbody>
</table><p>2 rows × 2 columns</p></div>"""

GREAT = """<div id="x"><table class="gt_table"><thead>
<tr class="gt_heading"><td colspan="2" class="gt_title">Seizures</td></tr>
<tr class="gt_col_headings"><th scope="col">Port</th><th scope="col">kg</th></tr></thead><tbody>
<tr class="gt_group_heading_row"><th class="gt_group_heading" colspan="2">Africa</th></tr>
<tr><td>Mombasa</td><td>1,250</td></tr></tbody>
<tfoot><tr><td class="gt_sourcenote" colspan="2">Source: <em>Port log</em></td></tr></tfoot></table></div>"""

OUTPUTS: dict[str, dict[str, Any]] = {
    "frame": {"text/html": FRAME, "text/plain": "     weight"},
    "great table": {"text/html": GREAT},
    "series": {"text/plain": "port\nHaiphong    8\nMombasa     1250\nName: kg, dtype: int64"},
    "value": {"text/plain": "1258"},
    "picture": {"image/png": png(), "text/plain": "<Figure size 640x480 with 1 Axes>"},
    "drawing": {"image/svg+xml": SVG, "text/plain": "<IPython.core.display.SVG object>"},
    "markdown": {
        "text/markdown": "## Where they were\n\nIn **two** ports.",
        "text/plain": "<IPython.core.display.Markdown object>",
    },
    "latex": {"text/latex": "$\\displaystyle x^{2}$", "text/plain": "x**2"},
    "json": {"application/json": {"ports": ["Mombasa"]}, "text/plain": "<IPython.core.display.JSON object>"},
    "map": {
        "text/html": "<div>Make this Notebook Trusted<iframe srcdoc='x'></iframe></div>",
        "text/plain": "<folium.folium.Map at 0x7f00>",
    },
    "vega": {"application/vnd.vegalite.v5+json": {"mark": "bar"}, "text/plain": "alt.Chart(...)"},
    "widget": {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}, "text/plain": "IntSlider(value=0)"},
}
"""Outputs of an ordinary notebook by what they are."""


def cell(source: str, *outputs: Any, **metadata: Any) -> NotebookNode:
    """Return a cell of code that was run."""
    return v4.new_code_cell(source, outputs=list(outputs), execution_count=1, metadata=metadata)


def show(name: str) -> NotebookNode:
    """Return an output by its name."""
    return v4.new_output("display_data", OUTPUTS[name])


def make_notebook() -> NotebookNode:
    """Return the notebook."""
    prose = v4.new_markdown_cell(MARKDOWN, attachments={"square.png": {"image/png": png(20, 20)}})
    axes = v4.new_output("execute_result", {"text/plain": "<Axes: xlabel='port'>"}, execution_count=1)
    error = v4.new_output("error", ename="KeyError", evalue="'port'", traceback=["\x1b[31mKeyError\x1b[0m"])
    cells = [
        prose,
        *(cell(name, show(name)) for name in OUTPUTS if name != "picture"),
        cell(
            "#| fig-cap: Two ports\n#| fig-alt: Bars of 8 and 1,250 kg.\n#| source: '[Port log](https://example.org)'\nplot()",
            axes,
            show("picture"),
        ),
        cell("plot()", show("picture")),
        cell("bar()", v4.new_output("stream", name="stdout", text=" 10%|#   |\r100%|####|\nmade \x1b[31mred\x1b[0m\n")),
        cell("warn()", v4.new_output("stream", name="stderr", text="FutureWarning: soon\n")),
        cell("fail()", error, tags=["raises-exception"]),
        cell("secret = 1", show("value"), tags=["remove_output"]),
        cell("secret = 2", show("value"), tags=["remove_cell"]),
        cell("total = weights.sum()", tags=["show_input"]),
        v4.new_markdown_cell("#### Deep\n\nThe end, as section 2 says."),
        v4.new_raw_cell("NOTE: preliminary"),
    ]
    return v4.new_notebook(cells=cells)
