"""cdktf.out -> Azure -> outputs.json: what is made is looked at first, and one run at a time makes it."""
