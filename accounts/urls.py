from allauth.account import views as allauth_views
from django.urls import URLPattern, path, re_path

from accounts import views

urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("demo-sign-in", views.demo_sign_in, name="demo-sign-in"),
    path("tokens", views.tokens, name="tokens"),
    path("tokens/<str:key>/revoke", views.revoke, name="token-revoke"),
    # The flows of allauth that we use, under the names it asks for. It has more, which would
    # change people outside an act.
    path("account/login/", views.SignIn.as_view(), name="account_login"),
    path("account/logout/", allauth_views.logout, name="account_logout"),
    path("account/signed-out/", views.signed_out, name="signed-out"),
    path("account/inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("account/signup/", allauth_views.signup, name="account_signup"),
    path("account/password/", views.ChangePassword.as_view(), name="account_change_password"),
    path(
        "account/password/reset/", views.ForgottenPassword.as_view(), name="account_reset_password"
    ),
    path(
        "account/password/reset/done/",
        allauth_views.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        r"^account/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.NewPassword.as_view(),
        name="account_reset_password_from_key",
    ),
    path(
        "account/password/reset/key/done/",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]
