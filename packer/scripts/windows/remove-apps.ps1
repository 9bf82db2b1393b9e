# Remove apps of the Store for every user, and for those to come.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. 'C:\goldshelf\prove-machine.ps1'

$machine = (Get-Content -Path 'C:\goldshelf\image.json' -Raw -Encoding UTF8 | ConvertFrom-Json).machine
foreach ($name in $machine.remove_apps) {
    $provisioned = @(Get-ProvisionedApp $name)
    $installed = @(Get-InstalledApp $name)
    if ($provisioned.Count + $installed.Count -eq 0) {
        # Versions of Windows bring different ones.
        Write-Output "$name is not in this Windows: nothing to remove"
        continue
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
exit 0
