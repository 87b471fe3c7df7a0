from django.apps import AppConfig


class SampleConfig(AppConfig):
    """An office that does not exist, to try the portal with."""

    name = "sample"
