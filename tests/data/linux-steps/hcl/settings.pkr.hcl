provisioner "shell" {
  execute_command = local.as_root
  inline          = ["echo own-hcl >>/opt/ran"]
}
