"""The JSON interface (`/api/v1/`): the same queries, actions and access rule as the pages, with a key instead of a session."""
