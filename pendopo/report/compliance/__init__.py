"""The compliance board: facts of an agency gathered from the rows, verdicts kept by month, and reading them."""
