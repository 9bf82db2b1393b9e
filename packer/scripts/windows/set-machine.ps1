# Set the environment of the machine and the folders of its PATH, for every user, and read them back.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. 'C:\goldshelf\prove-machine.ps1'

$machine = (Get-Content -Path 'C:\goldshelf\image.json' -Raw -Encoding UTF8 | ConvertFrom-Json).machine
$key = [Microsoft.Win32.Registry]::LocalMachine.OpenSubKey($environment, $true)
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
$wrong = @(Get-WrongEnvironment $machine)
if ($wrong.Count -gt 0) { throw ($wrong -join "`n") }
# Programs do not hear of a change of the registry. .NET tells them when it removes a variable, even a missing one.
[Environment]::SetEnvironmentVariable('goldshelf_told', $null, 'Machine')
Write-Output 'The environment of the machine is set'
exit 0
