"""Changing what is already public: an edit with its correction note, or taking it down; always with a reason and a snapshot."""
