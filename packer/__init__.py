"""The stacks' outputs as Packer templates. Never imports stacks/ or cdktf."""
