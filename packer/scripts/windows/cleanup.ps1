# Remove what the build left behind, so that no host pays for it.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

$before = (Get-Volume -DriveLetter 'C').SizeRemaining

& dism.exe /Online /Cleanup-Image /StartComponentCleanup /NoRestart /Quiet
if ($LASTEXITCODE -notin 0, 3010) {
    $code = $LASTEXITCODE
    Get-Content -LiteralPath "$env:SystemRoot\Logs\DISM\dism.log" -Tail 40
    throw "dism ended with exit code $code"
}

# Windows Update keeps its downloads open while it runs.
Stop-Service -Name 'wuauserv' -Force -NoWait
(Get-Service -Name 'wuauserv').WaitForStatus('Stopped', [timespan]::FromMinutes(5))
$folders = @(
    "$env:SystemRoot\Temp"
    "$env:SystemRoot\SoftwareDistribution\Download"
    "$env:SystemRoot\Logs\CBS"
    "$env:SystemRoot\Logs\DISM"
    "$env:SystemRoot\Panther"
    $env:TEMP
)
foreach ($folder in $folders) {
    if (-not (Test-Path -LiteralPath $folder)) { continue }
    # Packer keeps this very script and its variables there, and wants to remove them itself.
    $items = Get-ChildItem -LiteralPath $folder -Force | Where-Object { $_.Name -notmatch '^(packer|script|winrmcp)-' }
    # What a process holds open stays: it is little, and no reason to lose the build.
    $items | Remove-Item -Recurse -Force -ErrorAction SilentlyContinue
}

# Not wevtutil: what it says of each log that refuses reads like an error of the build.
$session = [System.Diagnostics.Eventing.Reader.EventLogSession]::GlobalSession
$refused = 0
foreach ($log in $session.GetLogNames()) {
    try { $session.ClearLog($log) } catch { $refused++ }
}
Write-Output "Event logs are cleared, but for $refused that refuse it"

Optimize-Volume -DriveLetter 'C' -ReTrim

$after = (Get-Volume -DriveLetter 'C').SizeRemaining
Write-Output ('Free on drive C: {0:n1} GB, before the cleanup {1:n1} GB' -f ($after / 1gb), ($before / 1gb))
exit 0
