# Extend drive C to the end of its disk, which os_disk_size_gb may have made larger than the image.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

$recovery = '{de94bba4-06d1-4d40-a16a-bfd50179d6ac}'

function Get-Behind {
    $drive = Get-Partition -DriveLetter 'C'
    return Get-Partition -DiskNumber $drive.DiskNumber | Where-Object { $_.Offset -gt $drive.Offset }
}

# The space behind C that belongs to no partition.
function Get-FreeSpace {
    $drive = Get-Partition -DriveLetter 'C'
    $free = (Get-Disk -Number $drive.DiskNumber).Size - $drive.Offset - $drive.Size
    foreach ($partition in @(Get-Behind)) { $free -= $partition.Size }
    return $free
}

function Test-Recovery($partition) {
    # A disk of generation V1 has an MBR, and other names for its types.
    return "$($partition.GptType)" -eq $recovery -or "$($partition.MbrType)" -eq "$(0x27)"
}

# Whether Windows RE is on. reagentc /info prints it in the display language; the file is missing where it never was.
function Test-WindowsRE {
    $path = "$env:SystemRoot\System32\Recovery\ReAgent.xml"
    if (-not (Test-Path -LiteralPath $path)) { return $false }
    $state = ([xml] (Get-Content -LiteralPath $path -Raw)).SelectSingleNode('/WindowsRE/InstallState/@state')
    return $null -ne $state -and $state.Value -eq '1'
}

function Remove-Behind($behind) {
    foreach ($partition in $behind) {
        Write-Output ('Removing the recovery partition in the way, {0:n0} MB' -f ($partition.Size / 1mb))
        Remove-Partition -DiskNumber $partition.DiskNumber -PartitionNumber $partition.PartitionNumber -Confirm:$false
    }
}

function Expand-Drive {
    $before = (Get-Volume -DriveLetter 'C').Size
    Resize-Partition -DriveLetter 'C' -Size (Get-PartitionSupportedSize -DriveLetter 'C').SizeMax
    Update-HostStorageCache
    $left = Get-FreeSpace
    $after = (Get-Volume -DriveLetter 'C').Size
    if ($left -ge 1gb -or $after -le $before) {
        throw ('Drive C was {0:n1} GB and is {1:n1} GB, {2:n1} GB behind it stay free' -f
            ($before / 1gb), ($after / 1gb), ($left / 1gb))
    }
    Write-Output ('Drive C was {0:n1} GB and is {1:n1} GB' -f ($before / 1gb), ($after / 1gb))
}

function Main {
    Update-HostStorageCache
    if ((Get-FreeSpace) -lt 1gb) {
        Write-Output ('Drive C has all of its disk: {0:n1} GB' -f ((Get-Volume -DriveLetter 'C').Size / 1gb))
        return
    }
    $behind = @(Get-Behind)
    $others = @($behind | Where-Object { -not (Test-Recovery $_) })
    if ($others.Count -gt 0) {
        throw "Behind drive C only a recovery partition was expected, a partition of type $($others[0].Type) was found"
    }
    # reagentc /disable fails when Windows RE is off already.
    $recoverable = $behind.Count -gt 0 -and (Test-WindowsRE)
    if ($recoverable) {
        & reagentc.exe /disable
        if ($LASTEXITCODE -ne 0) { throw "reagentc /disable ended with exit code $LASTEXITCODE" }
    }
    Remove-Behind $behind
    Expand-Drive
    if ($recoverable) {
        # Without its partition, Windows RE lies on drive C.
        & reagentc.exe /enable
        if ($LASTEXITCODE -ne 0) { Write-Output "Windows RE stays off: reagentc /enable gave $LASTEXITCODE" }
    }
}

Main; exit 0
