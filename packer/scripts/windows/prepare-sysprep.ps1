# Remove what stops Sysprep, and stop the build where it cannot be removed.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. 'C:\goldshelf\prove.ps1'

$image = Get-Content -Path 'C:\goldshelf\image.json' -Raw -Encoding UTF8 | ConvertFrom-Json
$hazards = @($image.software | ForEach-Object { $_.sysprep_hazards })

$pending = @(Get-PendingRestart)
if ($pending.Count -gt 0) { throw "Sysprep refuses while Windows waits for a restart: $($pending -join ', ')" }
$memberships = @(Get-Membership)
if ($memberships.Count -gt 0) { throw "Sysprep refuses a machine that is a member: $($memberships -join ', ')" }

# Protection that is only suspended stops Sysprep too (0x80310039): the volume has to be decrypted. A server may lack
# BitLocker, and its commands with it.
if (Get-Command -Name 'Get-BitLockerVolume' -ErrorAction SilentlyContinue) {
    $minutes = if ($env:MINUTES) { [int] $env:MINUTES } else { 30 }
    $deadline = (Get-Date).AddMinutes($minutes)
    $volume = Get-BitLockerVolume -MountPoint 'C:'
    if ($volume.VolumeStatus -notin 'FullyDecrypted', 'DecryptionInProgress') {
        $null = Disable-BitLocker -MountPoint 'C:'
    }
    while ($volume.VolumeStatus -ne 'FullyDecrypted') {
        if ((Get-Date) -gt $deadline) {
            throw "Drive C is still $($volume.VolumeStatus) after $minutes minutes: see timeouts.prepare_sysprep"
        }
        Write-Output "BitLocker: $($volume.VolumeStatus), $($volume.EncryptionPercentage) % are encrypted"
        Start-Sleep -Seconds 20
        $volume = Get-BitLockerVolume -MountPoint 'C:'
    }
}

function Test-Installed($package) {
    foreach ($user in $package.PackageUserInformation) {
        if ("$($user.InstallState)" -eq 'Installed') { return $true }
    }
    return $false
}

# Sysprep refuses what a user has and new users do not get: what is not provisioned in that very version. It looks at
# the bundle where there is one, as do we: the versions of a bundle and of the package in it differ.
function Get-Offender {
    # Server Core has no Appx, and no commands for it.
    if (-not (Get-Command -Name 'Get-AppxPackage' -ErrorAction SilentlyContinue)) { return }
    $provisioned = @(Get-AppxProvisionedPackage -Online | ForEach-Object { $_.PackageName })
    $packages = @(Get-AppxPackage -AllUsers -PackageTypeFilter 'Main', 'Bundle' |
        Where-Object { -not $_.IsFramework -and -not $_.NonRemovable -and "$($_.SignatureKind)" -ne 'System' })
    $bundled = @($packages | Where-Object { $_.IsBundle } | ForEach-Object { $_.PackageFamilyName })
    foreach ($package in $packages) {
        $counts = $package.IsBundle -or $package.PackageFamilyName -notin $bundled
        $alone = $package.PackageFullName -notin $provisioned -and (Test-Installed $package)
        if ($counts -and ($alone -or $package.Name -in $hazards)) { $package }
    }
}

$provided = @()
if ($hazards.Count -gt 0) { $provided = @(Get-AppxProvisionedPackage -Online) }
foreach ($package in @($provided | Where-Object { $_.DisplayName -in $hazards })) {
    $null = Remove-AppxProvisionedPackage -Online -AllUsers -PackageName $package.PackageName
}
foreach ($package in @(Get-Offender)) {
    Write-Output "Removing $($package.PackageFullName)"
    try {
        Remove-AppxPackage -AllUsers -Package $package.PackageFullName
    } catch {
        Write-Output $_.Exception.Message
    }
}
$left = @(Get-Offender | ForEach-Object { $_.PackageFullName })
if ($left.Count -gt 0) { throw "Sysprep refuses these Appx packages, which cannot be removed:`n$($left -join "`n")" }

& dism.exe /Online /Set-ReservedStorageState /State:Disabled /Quiet
if ($LASTEXITCODE -eq 0) {
    Write-Output 'Reserved storage is off'
} else {
    # An update in progress uses it, or this edition has none: Sysprep itself says if it minds.
    Write-Output "Reserved storage stays as it is: dism ended with exit code $LASTEXITCODE"
}

# Sysprep can leave the built-in Administrator with an expired password, and the first start of a host would then wait
# for a new one until Azure gives up (kubernetes-sigs/image-builder#2117).
& net.exe accounts /maxpwage:unlimited
if ($LASTEXITCODE -ne 0) { throw "net accounts ended with exit code $LASTEXITCODE" }
$administrator = Get-LocalUser | Where-Object { $_.SID.Value -like '*-500' }
# An account that the catalog keeps is not the one that Packer signs in with.
$others = @(Get-LocalUser |
    Where-Object { $_.Enabled -and $_.SID.Value -notlike '*-500' -and $_.Name -notin $image.local_accounts })
if ($others.Count -eq 0) {
    # Azure renames it to the account that it creates, so Packer signs in with it until the end.
    Write-Output "$($administrator.Name) stays enabled: it is the account of the build"
} else {
    Disable-LocalUser -SID $administrator.SID
    if ((Get-LocalUser -SID $administrator.SID).Enabled) { throw "$($administrator.Name) is still enabled" }
}
Write-Output 'Nothing that we know of stops Sysprep'
exit 0
