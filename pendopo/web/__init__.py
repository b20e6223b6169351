"""All HTTP: thin views, templates, public pages, webhooks."""
