build {
  sources = ["source.azure-arm.win11-avd"]

  # If the time for updates was over, say which was being installed.
  error-cleanup-provisioner "powershell" {
    inline = [
      "if (Test-Path 'C:/goldshelf/updates-over.txt') { Get-Content 'C:/goldshelf/updates-over.txt' }",
    ]
    start_retry_timeout = "1m"
  }

  # The scripts read what to do from image.json: nothing is ever written into them. The pause,
  # as in jenkins-infra/packer-images: an upload that loses its connection at first is not tried again.
  provisioner "powershell" {
    script       = "${path.root}/scripts/begin.ps1"
    pause_before = "1m"
  }

  provisioner "file" {
    sources = [
      "${path.root}/image.json",
      "${path.root}/scripts/prove.ps1",
      "${path.root}/scripts/prove-software.ps1",
      "${path.root}/scripts/prove-settings.ps1",
      "${path.root}/scripts/inventory.ps1",
      "${path.root}/scripts/meanwhile.ps1",
      "${path.root}/scripts/take-back.ps1",
      "${path.root}/scripts/first-boot.ps1",
      "${path.root}/scripts/sweep.ps1",
      "${path.root}/scripts/obtain.ps1",
      "${path.root}/scripts/run-installer.ps1",
      "${path.root}/scripts/limit-updates.ps1",
    ]
    destination = "C:/goldshelf/"
  }

  # First, what changes by itself: an app that the Store updates now stops Sysprep an hour later.
  provisioner "powershell" {
    environment_vars = ["PHASE=first"]
    script           = "${path.root}/scripts/apply-settings.ps1"
  }

  provisioner "powershell" {
    environment_vars  = ["MOMENT=before"]
    elevated_user     = "SYSTEM"
    elevated_password = ""
    script            = "${path.root}/scripts/updates.ps1"
  }

  provisioner "windows-update" {
    search_criteria = "BrowseOnly=0 and IsInstalled=0"
    update_limit    = 25
    restart_timeout = "2h"
    timeout         = "9000s"

    # KB5007651 wants someone signed in, and comes back after every restart: the build would never end
    # (rgl/packer-plugin-windows-update#166).
    filters = [
      "exclude:$_.Title -like '*Preview*'",
      "exclude:$_.Title -like '*KB5007651*'",
      "exclude:if (Test-Path 'C:/goldshelf/updates-over.txt') { throw (Get-Content -Raw 'C:/goldshelf/updates-over.txt') }",
      "include:$true",
    ]
  }

  provisioner "powershell" {
    environment_vars  = ["MOMENT=after"]
    elevated_user     = "SYSTEM"
    elevated_password = ""
    script            = "${path.root}/scripts/updates.ps1"
    max_retries       = 2
  }

  provisioner "powershell" {
    environment_vars = ["PRODUCT=vscode"]
    script           = "${path.root}/scripts/install-software.ps1"
    max_retries      = 1
    timeout          = "1h"
  }

  provisioner "powershell" {
    environment_vars = ["PRODUCT=chrome"]
    script           = "${path.root}/scripts/install-software.ps1"
    max_retries      = 1
    timeout          = "1h"
  }

  provisioner "windows-restart" {
    check_registry  = true
    restart_timeout = "30m"
  }

  provisioner "powershell" {
    environment_vars = ["PHASE=last"]
    script           = "${path.root}/scripts/apply-settings.ps1"
  }

  provisioner "windows-restart" {
    check_registry  = true
    restart_timeout = "30m"
  }

  provisioner "powershell" {
    environment_vars = ["IMAGE_VERSION=${var.image_version}"]
    script           = "${path.root}/scripts/test-image.ps1"
  }

  provisioner "file" {
    direction   = "download"
    source      = "C:/goldshelf/software.json"
    destination = "${var.manifest_folder}/win11-avd.software.json"
  }

  provisioner "powershell" {
    script  = "${path.root}/scripts/cleanup.ps1"
    timeout = "1h"
  }

  provisioner "windows-restart" {
    check_registry  = true
    restart_timeout = "30m"
  }

  # As SYSTEM: Windows removes no package of another user for a remote session.
  provisioner "powershell" {
    elevated_user     = "SYSTEM"
    elevated_password = ""
    script            = "${path.root}/scripts/prepare-sysprep.ps1"
    timeout           = "1h"
  }

  # What Packer needs until the VM is off, a task takes back when a host first starts. No restart may follow in the build.
  provisioner "powershell" {
    elevated_user     = "SYSTEM"
    elevated_password = ""
    script            = "${path.root}/scripts/seal.ps1"
  }

  # Last, and without Packer's own clean-up call: after it the machine is generalized. It may lose the connection.
  # As a task of the build user, whose profile stays loaded: that of a WinRM session may not.
  # Never as SYSTEM: hosts of such an image start with a black screen.
  provisioner "powershell" {
    elevated_user     = build.User
    elevated_password = build.Password
    script            = "${path.root}/scripts/sysprep.ps1"
    skip_clean        = true
    timeout           = "1h"
    max_retries       = 2
  }

  post-processor "manifest" {
    output     = "${var.manifest_folder}/win11-avd.manifest.json"
    strip_path = true

    custom_data = {
      image            = "win11-avd"
      image_version    = var.image_version
      image_version_id = local.image_version_id

      # By the software list, which the build has fetched by now: Packer itself knows only what was asked for.
      source         = try(jsonencode(jsondecode(file(local.software_list)).source), "")
      source_version = try(coalesce(jsondecode(file(local.software_list)).source.version), var.source_version)

      git_commit   = var.git_commit
      pipeline_url = var.pipeline_url
    }
  }
}
