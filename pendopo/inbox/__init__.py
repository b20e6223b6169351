"""What people say to official accounts, from every platform: posts, items, people, cases, replies."""
