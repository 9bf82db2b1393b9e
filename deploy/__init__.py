"""Everything around `cdktf deploy`: what it may destroy, and what an interrupted run left."""
