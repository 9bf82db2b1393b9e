"""What is wanted: catalog.toml as checked, typed objects. Imports neither cdktf nor jinja2."""
