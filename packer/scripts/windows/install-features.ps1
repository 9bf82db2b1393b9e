# Functions only: features, roles and features on demand of Windows itself, whose installation is not ended half-way.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

# By the names of DISM, which client and server have in common.
function Enable-Feature($product) {
    foreach ($name in $product.features) {
        Write-Output "Enabling $name"
        $null = Enable-WindowsOptionalFeature -Online -FeatureName $name -All -NoRestart
    }
}

function Install-ServerFeature($product) {
    # Only a server has this command.
    if (-not (Get-Command -Name 'Install-WindowsFeature' -ErrorAction SilentlyContinue)) {
        throw 'Windows Server was expected, this Windows has no Install-WindowsFeature: use features'
    }
    foreach ($name in $product.server_features) {
        Write-Output "Installing $name"
        $result = Install-WindowsFeature -Name $name
        if (-not $result.Success) { throw "$name was not installed: $($result.ExitCode)" }
    }
}

function Add-Capability($product) {
    foreach ($name in $product.capabilities) {
        Write-Output "Adding $name"
        $null = Add-WindowsCapability -Online -Name $name
    }
}
