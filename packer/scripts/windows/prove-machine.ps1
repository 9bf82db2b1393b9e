# Functions only: read back what the machine itself has. They need prove.ps1.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

$environment = 'SYSTEM\CurrentControlSet\Control\Session Manager\Environment'

# What differs from the catalog, in words.
function Get-WrongEnvironment($machine) {
    $key = Open-MachineKey $environment $false
    try {
        foreach ($variable in $machine.environment.PSObject.Properties) {
            $found = $key.GetValue($variable.Name, $null, 'DoNotExpandEnvironmentNames')
            if ("$found" -cne $variable.Value) {
                "The variable $($variable.Name) was expected to be '$($variable.Value)', it is '$found'"
            }
        }
        $path = ([string] $key.GetValue('Path', '', 'DoNotExpandEnvironmentNames')).Split(';')
        foreach ($folder in $machine.path) {
            if ($folder -notin $path) { "The PATH of the machine was expected to have $folder" }
        }
    } finally {
        $key.Dispose()
    }
}

# What new users get of an app.
function Get-ProvisionedApp([string] $name) {
    if (-not (Test-Appx)) { return }
    Get-AppxProvisionedPackage -Online | Where-Object { $_.DisplayName -eq $name }
}

# What a user has of an app. One that is only staged is on its way out.
function Get-InstalledApp([string] $name) {
    if (-not (Test-Appx)) { return }
    $packages = Get-AppxPackage -AllUsers -PackageTypeFilter 'Main', 'Bundle' | Where-Object { $_.Name -eq $name }
    foreach ($package in @($packages)) {
        $users = @($package.PackageUserInformation | Where-Object { "$($_.InstallState)" -eq 'Installed' })
        if ($users.Count -gt 0) { $package }
    }
}
