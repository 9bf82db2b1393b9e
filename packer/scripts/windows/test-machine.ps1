# Test, after a restart, that the machine has what the catalog gives it, and no longer what it takes away.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$root = 'C:\goldshelf'
. "$root\prove.ps1"
. "$root\prove-machine.ps1"

function Assert-Environment($machine) {
    $wrong = @(Get-WrongEnvironment $machine)
    if ($wrong.Count -gt 0) { throw ($wrong -join '; ') }
}

function Assert-NoApp([string] $name) {
    if (@(Get-ProvisionedApp $name).Count -gt 0) { throw 'new users get it' }
    if (@(Get-InstalledApp $name).Count -gt 0) { throw 'a user has it' }
}

function Assert-Account([string] $name) {
    if ($name -notin @(Get-LocalUser | ForEach-Object { $_.Name })) { throw 'it was expected: nothing has created it' }
}

function Main {
    $machine = (Get-Image).machine
    $failures = New-Object -TypeName 'System.Collections.Generic.List[string]'
    Invoke-Check 'environment of the machine' { Assert-Environment $machine }
    foreach ($name in $machine.remove_apps) { Invoke-Check "no app $name" { Assert-NoApp $name } }
    foreach ($name in $machine.local_accounts) { Invoke-Check "local account $name" { Assert-Account $name } }
    if ($failures.Count -gt 0) { throw "The machine is not what was ordered:`n$($failures -join "`n")" }
    Write-Output 'The machine has what the catalog gives it'
}

Main; exit 0
