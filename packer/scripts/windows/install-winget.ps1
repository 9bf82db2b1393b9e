# Functions only: packages of WinGet. It runs as the build user with all rights: as SYSTEM it finds no sources.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

# Windows registers WinGet for a user at the first sign-in to the desktop, which a build does not have.
function Get-WinGet {
    $program = "$env:LOCALAPPDATA\Microsoft\WindowsApps\winget.exe"
    if (-not (Test-Path -LiteralPath $program)) {
        $family = 'Microsoft.DesktopAppInstaller_8wekyb3d8bbwe'
        Add-AppxPackage -RegisterByFamilyName -MainPackage $family
        $null = Wait-Until {
            if (-not (Test-Path -LiteralPath $program)) { throw "$program was expected, it is not there" }
        }
    }
    return $program
}

# What it registers for the build user, prepare-sysprep.ps1 removes (microsoft/winget-cli#5599).
function Install-FromWinGet($product, [string] $folder) {
    # The source image or an earlier try may have installed it, and WinGet would end with an error.
    try {
        Write-Output "$($product.name) $(Get-ProvedVersion $product) is there already"
        return
    } catch {
        Write-Output "It is to be installed: $($_.Exception.Message)"
    }
    $source = 'winget'
    if ($product.feed) { $source = $product.feed }
    $arguments = "install --id `"$($product.package)`" --exact --source `"$source`" --scope machine --silent " +
        '--accept-package-agreements --accept-source-agreements --disable-interactivity'
    if ($product.version) { $arguments += " --version `"$($product.version)`"" }
    $arguments = "$arguments $($product.arguments)".Trim()
    Invoke-Installer $product (Get-WinGet) $arguments "$folder\installer.log" -Output
}
