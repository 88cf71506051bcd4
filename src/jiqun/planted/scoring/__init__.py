"""How well a finding matches what was planted: by cells, and by clusters with their members."""

from jiqun.planted.scoring.overlaps import FindScore, score_finds
from jiqun.planted.scoring.scores import Score, planted_cells, score

__all__ = ["FindScore", "Score", "planted_cells", "score", "score_finds"]
