"""What an invented report says: its numbers, its sentences, and what can be wrong in them."""

__all__ = []  # its modules are asked for one by one
