from django.urls import path

from accounts.views import sign_in

app_name = "accounts"

urlpatterns = [
    # /staff/sign-in/
    path("sign-in/", sign_in.SignIn.as_view(), name="sign-in"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
]
