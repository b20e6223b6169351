"""The version the program reports: the top heading of CHANGELOG.md, carried here so that an installed copy knows it too."""

VERSION = "0.1.0"
