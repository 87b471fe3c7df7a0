from django.apps import AppConfig
from django.db.models.signals import post_save
from django.utils.module_loading import import_string


class WebsiteConfig(AppConfig):
    name = "website"

    def ready(self) -> None:
        receiver = import_string("website.contact.index_again")
        post_save.connect(receiver, sender="accounts.PeopleEvent")
