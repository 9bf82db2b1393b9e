build {
  sources = ["source.azure-arm.win11-avd"]

  provisioner "windows-update" {
    search_criteria = "BrowseOnly=0 and IsInstalled=0"
    update_limit    = 25

    # KB5007651 wants someone signed in, and comes back after every restart: the build would never end
    # (rgl/packer-plugin-windows-update#166).
    filters = [
      "exclude:$_.Title -like '*Preview*'",
      "exclude:$_.Title -like '*KB5007651*'",
      "include:$true",
    ]
  }

  provisioner "powershell" {
    scripts = [
      "${path.root}/scripts/install-vscode.ps1",
      "${path.root}/scripts/install-chrome.ps1",
    ]
  }

  provisioner "windows-restart" {
    check_registry  = true
    restart_timeout = "30m"
  }

  provisioner "powershell" {
    script = "${path.root}/scripts/cleanup.ps1"
  }

  # Last, and without Packer's own clean-up call: after it the machine is generalized.
  provisioner "powershell" {
    script     = "${path.root}/scripts/sysprep.ps1"
    skip_clean = true
  }
}
