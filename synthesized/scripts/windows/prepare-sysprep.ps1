# Remove what stops Sysprep, and stop the build where it cannot be removed.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$root = 'C:\goldshelf'
. "$root\prove.ps1"
. "$root\sweep.ps1"

function Assert-Ready {
    $pending = @(Get-PendingRestart)
    if ($pending.Count -gt 0) { throw "Sysprep refuses while Windows waits for a restart: $($pending -join ', ')" }
    $memberships = @(Get-Membership)
    if ($memberships.Count -gt 0) { throw "Sysprep refuses a machine that is a member: $($memberships -join ', ')" }
}

# Protection that is only suspended stops Sysprep too (0x80310039): the volume has to be decrypted.
function Disable-Encryption {
    # A server may lack BitLocker, and its commands with it.
    if (-not (Get-Command -Name 'Get-BitLockerVolume' -ErrorAction SilentlyContinue)) { return }
    $minutes = [int] ((Get-Limit 'decryption') / 60)
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

function Disable-ReservedStorage {
    & dism.exe /Online /Set-ReservedStorageState /State:Disabled /Quiet
    if ($LASTEXITCODE -eq 0) {
        Write-Output 'Reserved storage is off'
    } else {
        # An update in progress uses it, or this edition has none: Sysprep itself says if it minds.
        Write-Output "Reserved storage stays as it is: dism ended with exit code $LASTEXITCODE"
    }
}

# Sysprep can leave the built-in Administrator with an expired password, and the first start of a host would then wait
# for a new one until Azure gives up (kubernetes-sigs/image-builder#2117).
function Set-Administrator([string] $builder) {
    & net.exe accounts /maxpwage:unlimited
    if ($LASTEXITCODE -ne 0) { throw "net accounts ended with exit code $LASTEXITCODE" }
    $administrator = @(Get-LocalUser | Where-Object { $_.SID.Value -like '*-500' })
    if ($administrator.Count -eq 0) {
        Write-Output 'This Windows has no built-in Administrator'
        return
    }
    # Azure renames it to the account that it creates, so Packer signs in with it until the end.
    if ($administrator[0].Name -eq $builder) {
        Write-Output "$builder stays enabled: it is the account of the build"
        return
    }
    Disable-LocalUser -SID $administrator[0].SID
    if ((Get-LocalUser -SID $administrator[0].SID).Enabled) { throw "$($administrator[0].Name) is still enabled" }
}

function Main {
    Assert-Ready
    Disable-Encryption
    Invoke-Sweep
    Disable-ReservedStorage
    Set-Administrator (Get-Image).build_user
    Write-Output 'Nothing that we know of stops Sysprep'
}

Main; exit 0
