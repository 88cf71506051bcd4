"""Layouts that stay, and the ties worth drawing."""

import numpy as np

from jiqun.networks import largest_part, spring_places, strongest_ties


def test_layout_is_the_same_each_time_and_fills_the_square():
    edges = [(0, 1, 1.0), (1, 2, 1.0), (2, 3, 2.0), (3, 0, 1.0)]
    one = spring_places(4, edges, seed=7, rounds=50)
    assert (one == spring_places(4, edges, seed=7, rounds=50)).all()
    assert one.min(axis=0).tolist() == [0.0, 0.0]
    assert one.max(axis=0).tolist() == [1.0, 1.0]
    assert spring_places(0, [], seed=7, rounds=5).shape == (0, 2)


def test_drawn_ties_are_a_tree_and_each_nodes_strongest():
    near = np.array([[0, 9, 8, 1], [9, 0, 7, 2], [8, 7, 0, 3], [1, 2, 3, 0]], dtype=float)
    told = {(a, b) for a, b, _ in strongest_ties(near, each=0)}
    assert told == {(0, 1), (0, 2), (2, 3)}  # the heaviest tree, by hand
    more = {(a, b) for a, b, _ in strongest_ties(near, each=2)}
    assert more == {(0, 1), (0, 2), (1, 2), (2, 3), (1, 3)}
    none = strongest_ties(np.zeros((3, 3)), each=2, positive=True)
    assert all(weight == 0 for *_, weight in none)


def test_the_largest_part_is_the_one_with_most_nodes():
    assert largest_part(6, [(4, 5, 1.0), (0, 2, 1.0), (2, 3, 1.0)]) == [0, 2, 3]
    assert largest_part(2, []) == [0]
