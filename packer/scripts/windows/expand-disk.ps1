# Extend drive C to the end of its disk, which os_disk_size_gb may have made larger than the image.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
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

Update-HostStorageCache
if ((Get-FreeSpace) -lt 1gb) {
    Write-Output ('Drive C has all of its disk: {0:n1} GB' -f ((Get-Volume -DriveLetter 'C').Size / 1gb))
    exit 0
}

$behind = @(Get-Behind)
$others = @($behind | Where-Object { $_.GptType -ne $recovery })
if ($others.Count -gt 0) {
    throw "Behind drive C only a recovery partition was expected, a partition of type $($others[0].Type) was found"
}
$recoverable = $false
if ($behind.Count -gt 0) {
    # reagentc /disable fails when Windows RE is off already, and what it prints depends on the display language.
    $state = [xml] (Get-Content -LiteralPath "$env:SystemRoot\System32\Recovery\ReAgent.xml" -Raw)
    $recoverable = $state.WindowsRE.InstallState.state -eq '1'
    if ($recoverable) {
        & reagentc.exe /disable
        if ($LASTEXITCODE -ne 0) { throw "reagentc /disable ended with exit code $LASTEXITCODE" }
    }
    foreach ($partition in $behind) {
        Write-Output ('Removing the recovery partition in the way, {0:n0} MB' -f ($partition.Size / 1mb))
        Remove-Partition -DiskNumber $partition.DiskNumber -PartitionNumber $partition.PartitionNumber -Confirm:$false
    }
}

$before = (Get-Volume -DriveLetter 'C').Size
Resize-Partition -DriveLetter 'C' -Size (Get-PartitionSupportedSize -DriveLetter 'C').SizeMax
Update-HostStorageCache
if ($recoverable) {
    # Without its partition, Windows RE lies on drive C.
    & reagentc.exe /enable
    if ($LASTEXITCODE -ne 0) { Write-Output "Windows RE stays off: reagentc /enable gave $LASTEXITCODE" }
}

$left = Get-FreeSpace
$after = (Get-Volume -DriveLetter 'C').Size
if ($left -ge 1gb -or $after -le $before) {
    throw ('Drive C was {0:n1} GB and is {1:n1} GB, {2:n1} GB behind it stay free' -f
        ($before / 1gb), ($after / 1gb), ($left / 1gb))
}
Write-Output ('Drive C was {0:n1} GB and is {1:n1} GB' -f ($before / 1gb), ($after / 1gb))
exit 0
