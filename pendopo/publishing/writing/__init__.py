"""What helps the writer: versions, comments, decisions on hits, tag groups, templates, campaign links, month files."""
