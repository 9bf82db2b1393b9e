# Functions only: the Appx packages that stop Sysprep, and their removal. They need prove.ps1.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

# The packages of which the catalog says that a product brings them, and that they stop Sysprep.
function Get-Hazard {
    return @((Get-Image).software | ForEach-Object { $_.sysprep_hazards })
}

function Test-Installed($package) {
    foreach ($user in $package.PackageUserInformation) {
        if ("$($user.InstallState)" -eq 'Installed') { return $true }
    }
    return $false
}

# Sysprep refuses what a user has and new users do not get: what is not provisioned in that very version. It looks at
# the bundle where there is one, as do we: the versions of a bundle and of the package in it differ.
function Get-Offender([string[]] $hazards) {
    if (-not (Test-Appx)) { return }
    $provisioned = @(Get-AppxProvisionedPackage -Online | ForEach-Object { $_.PackageName })
    $packages = @(Get-AppxPackage -AllUsers -PackageTypeFilter 'Main', 'Bundle' |
        Where-Object { -not $_.IsFramework -and "$($_.SignatureKind)" -ne 'System' })
    $bundled = @($packages | Where-Object { $_.IsBundle } | ForEach-Object { $_.PackageFamilyName })
    foreach ($package in $packages) {
        $counts = $package.IsBundle -or $package.PackageFamilyName -notin $bundled
        $alone = $package.PackageFullName -notin $provisioned -and (Test-Installed $package)
        if ($counts -and ($alone -or $package.Name -in $hazards)) { $package }
    }
}

function Remove-Provision([string[]] $hazards) {
    if ($hazards.Count -eq 0 -or -not (Test-Appx)) { return }
    foreach ($package in @(Get-AppxProvisionedPackage -Online | Where-Object { $_.DisplayName -in $hazards })) {
        $null = Remove-AppxProvisionedPackage -Online -AllUsers -PackageName $package.PackageName
    }
}

# Remove them, and throw if one stays that could be removed.
function Invoke-Sweep {
    $hazards = @(Get-Hazard)
    Remove-Provision $hazards
    foreach ($package in @(Get-Offender $hazards)) {
        Write-Output "Removing $($package.PackageFullName)"
        try {
            Remove-AppxPackage -AllUsers -Package $package.PackageFullName
        } catch {
            Write-Output $_.Exception.Message
        }
    }
    $left = @(Get-Offender $hazards)
    foreach ($package in @($left | Where-Object { $_.NonRemovable })) {
        # Whether Sysprep minds a part of Windows, it says itself.
        Write-Output "WARNING: Windows does not let go of $($package.PackageFullName): Sysprep may refuse it"
    }
    $names = @($left | Where-Object { -not $_.NonRemovable } | ForEach-Object { $_.PackageFullName })
    if ($names.Count -eq 0) { return }
    throw "Sysprep refuses these Appx packages, which cannot be removed:`n$($names -join "`n")"
}
