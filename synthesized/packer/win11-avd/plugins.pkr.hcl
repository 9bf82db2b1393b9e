packer {
  required_version = ">= 1.10.0"

  required_plugins {
    # 2.6.2 signs in to WinRM by NTLM again; without it, no Windows build of today's images gets in.
    azure = {
      version = ">= 2.6.2, < 3.0.0"
      source  = "github.com/hashicorp/azure"
    }
    windows-update = {
      version = "~> 0.18"
      source  = "github.com/rgl/windows-update"
    }
  }
}
