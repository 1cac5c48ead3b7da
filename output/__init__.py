"""What the dataset looks like, how it is written, and how people read it: records in, Parquet out."""
