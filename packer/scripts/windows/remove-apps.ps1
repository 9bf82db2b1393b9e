# Remove apps of the Store for every user, and for those to come.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$root = 'C:\goldshelf'
. "$root\prove.ps1"
. "$root\prove-machine.ps1"

function Remove-App([string] $name) {
    $provisioned = @(Get-ProvisionedApp $name)
    $installed = @(Get-InstalledApp $name)
    if ($provisioned.Count + $installed.Count -eq 0) {
        # Versions of Windows bring different ones.
        Write-Output "$name is not in this Windows: nothing to remove"
        return
    }
    # First what new users get, or an update of the Store could bring it back to one.
    foreach ($package in $provisioned) {
        $null = Remove-AppxProvisionedPackage -Online -AllUsers -PackageName $package.PackageName
    }
    foreach ($package in @(Get-InstalledApp $name)) {
        if ($package.NonRemovable) { throw "$name cannot be removed from Windows: take it out of remove_apps" }
        Remove-AppxPackage -AllUsers -Package $package.PackageFullName
    }
    $left = @(Get-ProvisionedApp $name) + @(Get-InstalledApp $name)
    if ($left.Count -gt 0) { throw "$name was expected to be gone, it is still there" }
    Write-Output "$name is removed"
}

function Main {
    foreach ($name in (Get-Image).machine.remove_apps) { Remove-App $name }
}

Main; exit 0
