"""What ties that nobody recorded would do to the figures of a network.

Knows how ties come to be unseen, and how figures answer when more of them are hidden. Must not
know which figures a study shows, nor any workspace.
"""

from jiqun.networks.unseen.extrapolating import Unseen, unseen_figures
from jiqun.networks.unseen.figures import FIGURES, Pairs, figures_of_pairs
from jiqun.networks.unseen.hiding import WAYS, Hiding, Way, hiding_of, levels_of, thinned

__all__ = [
    "FIGURES",
    "WAYS",
    "Hiding",
    "Pairs",
    "Unseen",
    "Way",
    "figures_of_pairs",
    "hiding_of",
    "levels_of",
    "thinned",
    "unseen_figures",
]
