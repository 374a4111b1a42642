"""What an invented report says: its numbers, its sentences, and what can be wrong in them."""
