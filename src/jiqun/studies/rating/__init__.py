"""The main job: cells and their ratings; and rating of tables that stand in no workspace."""
