"""Text study: segmentation, facts, themes and style of Chinese prose; it takes strings and gives frames."""

__all__ = []
