from django.urls import path

from accounts.views import appointments, me, people, photo, sign_in, structure

app_name = "accounts"

urlpatterns = [
    # /staff/
    path("sign-in/", sign_in.SignIn.as_view(), name="sign-in"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path(
        "set-password/<str:uidb64>/<str:token>/", sign_in.SetPassword.as_view(), name="set-password"
    ),
    # /staff/me/
    path("me/", me.me, name="me"),
    path("me/password/", me.password, name="password"),
    path("me/signature/", me.signature, name="signature"),
    path("me/signature/remove/", me.signature_remove, name="signature-remove"),
    path("me/signature/image/", me.signature_image, name="signature-image"),
    path("me/photo/", photo.own, name="own-photo"),
    path("me/photo/remove/", photo.own_remove, name="own-photo-remove"),
    # /staff/people/
    path("people/", people.people, name="people"),
    path("people/add/", people.person_add, name="person-add"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/edit/", people.person_edit, name="person-edit"),
    path("people/<int:pk>/stop/", people.person_stop, name="person-stop"),
    path("people/<int:pk>/resume/", people.person_resume, name="person-resume"),
    path("people/<int:pk>/link/", people.person_link, name="person-link"),
    path("people/<int:pk>/photo/", photo.of_person, name="photo"),
    path("people/<int:pk>/photo/remove/", photo.of_person_remove, name="photo-remove"),
    path("people/<int:pk>/photo/image/", photo.image, name="photo-image"),
    path("people/<int:pk>/appoint/", appointments.appoint, name="appoint"),
    path("people/<int:pk>/roles/add/", appointments.role_grant, name="role-grant"),
    path("people/acting/", appointments.acting, name="acting"),
    # /staff/people/appointments/ and /staff/people/roles/
    path("people/appointments/<int:pk>/end/", appointments.appointment_end, name="appointment-end"),
    path(
        "people/appointments/<int:pk>/withdraw/",
        appointments.appointment_withdraw,
        name="appointment-withdraw",
    ),
    path("people/roles/<int:pk>/end/", appointments.role_end, name="role-end"),
    # /staff/people/units/
    path("people/units/", structure.units, name="units"),
    path("people/units/add/", structure.unit_add, name="unit-add"),
    path("people/units/<int:pk>/", structure.unit_edit, name="unit-edit"),
    # /staff/people/posts/
    path("people/posts/", structure.posts, name="posts"),
    path("people/posts/add/", structure.post_add, name="post-add"),
    path("people/posts/<int:pk>/", structure.post_edit, name="post-edit"),
]
