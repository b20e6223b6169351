"""Election windows of a government, with the words that need a decision then (Pasal 3 f, C-ETH3)."""
