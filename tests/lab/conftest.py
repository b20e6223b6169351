"""The lab's own tests use the lab."""

from tests.lab.fixtures import mail_site, wordpress_site

__all__ = ["mail_site", "wordpress_site"]
