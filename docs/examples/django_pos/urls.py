"""Where everything is."""

from django.urls import path

from complaints import views

urlpatterns = [
    path("sales/<str:receipt>/complaint", views.open_from_sale, name="open-from-sale"),
    path("complaints/<str:number>/assessment", views.assess, name="assess"),
    path("complaints/<str:number>/settlement", views.settle, name="settle"),
    path("c/<str:token>", views.customer, name="customer"),
]
