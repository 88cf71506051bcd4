"""How well sets of categories tell where industries are, in places and years kept aside."""

from jiqun.clusters.definitions.held_out.baselines import baseline_labels, labels_of
from jiqun.clusters.definitions.held_out.colocation import colocation
from jiqun.clusters.definitions.held_out.comparing import Comparison, compared_sets

__all__ = ["Comparison", "baseline_labels", "colocation", "compared_sets", "labels_of"]
