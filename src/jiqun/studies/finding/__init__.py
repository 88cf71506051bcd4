"""Studies that find clusters in three ways and say how stable they are."""
