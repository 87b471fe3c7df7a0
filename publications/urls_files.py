"""Addresses of pictures and files below /staff/content/."""

from __future__ import annotations

from django.urls import path

from publications.views import attachments, pictures

patterns = [
    # <pk>/pictures/
    path("<int:pk>/pictures/", pictures.pictures, name="pictures"),
    path("<int:pk>/pictures/add/", pictures.add, name="pictures-add"),
    path("<int:pk>/pictures/progress/", pictures.progress, name="pictures-progress"),
    path("<int:pk>/pictures/retry/", pictures.retry, name="pictures-retry"),
    path("<int:pk>/pictures/<uuid:public_id>/dismiss/", pictures.dismiss, name="picture-dismiss"),
    # <pk>/files/
    path("<int:pk>/files/", attachments.files, name="files"),
    path("<int:pk>/files/add/", attachments.add, name="files-add"),
    path("<int:pk>/files/progress/", attachments.progress, name="files-progress"),
    # files/<public id>/
    path("files/unread/", attachments.unread, name="unread"),
    path("files/<uuid:public_id>/replace/", attachments.replace, name="file-replace"),
    path("files/<uuid:public_id>/release/", attachments.release, name="file-release"),
    path("files/<uuid:public_id>/retry/", attachments.retry, name="file-retry"),
]
