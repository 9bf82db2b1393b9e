# Test, after a restart, that the machine has what the catalog gives it, and no longer what it takes away.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. 'C:\goldshelf\prove-machine.ps1'

$image = Get-Content -Path 'C:\goldshelf\image.json' -Raw -Encoding UTF8 | ConvertFrom-Json
$wrong = @(Get-WrongEnvironment $image.machine)
foreach ($name in $image.machine.remove_apps) {
    if (@(Get-ProvisionedApp $name).Count -gt 0) { $wrong += "New users get $name" }
    if (@(Get-InstalledApp $name).Count -gt 0) { $wrong += "A user has $name" }
}
$accounts = @(Get-LocalUser | ForEach-Object { $_.Name })
foreach ($name in $image.machine.local_accounts) {
    if ($name -notin $accounts) { $wrong += "The local account $name was expected: nothing has created it" }
}
if ($wrong.Count -gt 0) {
    foreach ($line in $wrong) { Write-Output "FAILED: $line" }
    exit 1
}
Write-Output 'The machine has what the catalog gives it'
exit 0
