from django.urls import URLPattern, path

from commitments.views import stocktakes

urlpatterns: list[URLPattern] = [
    path("stocktakes", stocktakes.stocktakes, name="stocktakes"),
    path("stocktakes/new", stocktakes.prepare, name="stocktake-new"),
    path("stocktakes/<int:pk>", stocktakes.stocktake, name="stocktake"),
    path("stocktakes/<int:pk>/minutes", stocktakes.minutes, name="stocktake-minutes"),
    path("stocktakes/<int:pk>/items/<int:item>", stocktakes.item, name="agenda-item"),
    path(
        "stocktakes/<int:pk>/items/<int:item>/<slug:way>", stocktakes.move, name="agenda-item-move"
    ),
]
