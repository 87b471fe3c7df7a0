"""What the office publishes: publications, their kinds, files, versions and history."""

from publications.models.files import Attachment, AttachmentPage, DownloadCount, Picture
from publications.models.history import PreviewLink, PublicationEvent, Version
from publications.models.kinds import Album, Document, LivePage, NewsItem, Page
from publications.models.publication import Category, Publication

__all__ = [
    "Album",
    "Attachment",
    "AttachmentPage",
    "Category",
    "Document",
    "DownloadCount",
    "LivePage",
    "NewsItem",
    "Page",
    "Picture",
    "PreviewLink",
    "Publication",
    "PublicationEvent",
    "Version",
]
