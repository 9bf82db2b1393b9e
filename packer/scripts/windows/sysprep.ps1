# Generalize Windows, within a time limit, and say why when it fails.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

$wanted = 'IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE'
$stateKey = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\State'
$panther = "$env:SystemRoot\System32\Sysprep\Panther"

function Stop-Build([string] $reason) {
    foreach ($name in 'setuperr.log', 'setupact.log') {
        $path = Join-Path $panther $name
        Write-Output "---- the end of $path"
        if (Test-Path -Path $path) { Get-Content -Path $path -Tail 60 } else { Write-Output '(no such file)' }
    }
    Write-Output "Sysprep failed: $reason"
    exit 1
}

# An image captured before Azure's agents are up does not provision.
$deadline = (Get-Date).AddMinutes(10)
foreach ($service in 'RdAgent', 'WindowsAzureGuestAgent') {
    while ((Get-Service -Name $service).Status -ne 'Running') {
        if ((Get-Date) -gt $deadline) { Stop-Build "the service $service does not run" }
        Start-Sleep -Seconds 5
    }
}

# Answers and logs of an earlier Sysprep would be taken for this one's.
$stale = "$env:SystemRoot\System32\Sysprep\unattend.xml", "$env:SystemRoot\Panther\unattend.xml", $panther
$stale | Where-Object { Test-Path -Path $_ } | Remove-Item -Recurse -Force

# /quit, not /shutdown: Packer powers the machine off itself and then captures it.
$sysprep = "$env:SystemRoot\System32\Sysprep\Sysprep.exe"
$process = Start-Process -FilePath $sysprep -ArgumentList '/oobe', '/generalize', '/quiet', '/quit', '/mode:vm' -PassThru

$deadline = (Get-Date).AddMinutes(20)
while ((Get-ItemProperty -Path $stateKey).ImageState -ne $wanted) {
    $ended = $process.HasExited
    Start-Sleep -Seconds 5
    $state = (Get-ItemProperty -Path $stateKey).ImageState
    if ($state -eq $wanted) { break }
    # The state may change just after the process ends, hence one more look than the process had.
    if ($ended) { Stop-Build "Sysprep.exe ended and left $state" }
    if ((Get-Date) -gt $deadline) { Stop-Build "still $state after 20 minutes" }
}
Write-Output "Generalized: $wanted"
exit 0
