packer {
  required_version = ">= 1.10.0"

  required_plugins {
    azure = {
      version = "~> 2.6"
      source  = "github.com/hashicorp/azure"
    }
    windows-update = {
      version = "~> 0.18"
      source  = "github.com/rgl/windows-update"
    }
  }
}
