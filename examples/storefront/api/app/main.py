"""The catalogue: what the shop has today, and what it costs."""

from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

ARTICLES = [{"name": "Sextant", "price": "240.00"}, {"name": "Sea chart", "price": "18.50"}]


async def articles(_request):
    return JSONResponse(ARTICLES)


async def healthz(_request):
    return PlainTextResponse("ok")


api = Starlette(routes=[Route("/articles", articles), Route("/healthz", healthz)])
