"""Words of Chinese prose: segmentation and the statistics of words."""

__all__: list[str] = []
