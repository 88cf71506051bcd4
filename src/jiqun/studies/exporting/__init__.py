"""Taking a table or a result out of a workspace: CSV, Parquet, Excel, GeoJSON."""
