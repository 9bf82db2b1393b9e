# Set the environment of the machine and the folders of its PATH, for every user, and read them back.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$root = 'C:\goldshelf'
. "$root\prove.ps1"
. "$root\prove-machine.ps1"

# Programs do not hear of a change of the registry. .NET tells them when it removes a variable, even a missing one.
function Send-Change { [Environment]::SetEnvironmentVariable('goldshelf_told', $null, 'Machine') }

function Set-Environment($machine) {
    $key = Open-MachineKey $environment $true
    try {
        foreach ($variable in $machine.environment.PSObject.Properties) {
            # Windows replaces %name% only in values of this kind.
            $kind = if ($variable.Value.Contains('%')) { 'ExpandString' } else { 'String' }
            $key.SetValue($variable.Name, $variable.Value, $kind)
        }
        foreach ($folder in $machine.path) {
            $path = [string] $key.GetValue('Path', '', 'DoNotExpandEnvironmentNames')
            if ($folder -in $path.Split(';')) { continue }
            $key.SetValue('Path', ($path.TrimEnd(';') + ';' + $folder), 'ExpandString')
        }
    } finally {
        $key.Dispose()
    }
}

function Main {
    $machine = (Get-Image).machine
    Set-Environment $machine
    $wrong = @(Get-WrongEnvironment $machine)
    if ($wrong.Count -gt 0) { throw ($wrong -join "`n") }
    Send-Change
    Write-Output 'The environment of the machine is set'
}

Main; exit 0
