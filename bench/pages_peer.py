"""The service with two addresses more, for `bench.pages`: a bare Jinja2 page of any size, and one that lets go of every
page kept. Run by uvicorn as `bench.pages_peer:app`."""

from __future__ import annotations

from fastapi.responses import HTMLResponse
from jinja2 import Environment

from service.app import create_app

app = create_app()
_BARE = Environment(autoescape=True).from_string(
    """<!DOCTYPE html><title>{{ title }}</title><table>{% for row in rows %}<tr><th scope="row">{{ row.name }}</th>
<td class="n">{{ row.value }}</td><td>{{ row.text }}</td></tr>{% endfor %}</table>"""
)
_ROW = {"name": "SD-1 Consultation", "value": "53 %", "text": "123 systems & 234 systems, median 67 %"}
_LENGTH = len(_BARE.render(title="x", rows=[_ROW])) - len(_BARE.render(title="x", rows=[]))


@app.get("/bench/bare")
async def bare(size: int) -> HTMLResponse:
    return HTMLResponse(_BARE.render(title="x", rows=[_ROW] * (size // _LENGTH)))


@app.get("/bench/forget")
async def forget() -> HTMLResponse:
    app.state.foyer.pages.forget()
    return HTMLResponse("")
