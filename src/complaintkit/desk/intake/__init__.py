"""Take in what channels, forms and files bring: authenticated, read, kept, made into cases."""
