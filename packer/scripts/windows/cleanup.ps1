# Remove what the build left behind, so that no host pays for it.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

& dism.exe /online /Cleanup-Image /StartComponentCleanup
if ($LASTEXITCODE -notin 0, 3010) {
    throw "dism ended with exit code $LASTEXITCODE"
}

# Windows Update keeps its downloads open while it runs.
Stop-Service -Name 'wuauserv' -Force
$leftovers = "$env:SystemRoot\SoftwareDistribution\Download\*", "$env:SystemRoot\Temp\*"
# Files that a running process holds stay: they are few, and the next boot removes them.
Remove-Item -Path $leftovers -Recurse -Force -ErrorAction SilentlyContinue

$free = (Get-PSDrive -Name 'C').Free / 1gb
Write-Output ('Cleaned up: {0:n1} GB free on drive C' -f $free)
exit 0
