# Install the product that $env:PRODUCT names, and prove that it is there. What it runs is verified before.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
# Commands of modules, such as Expand-Archive, hear the global preference only.
$global:ProgressPreference = 'SilentlyContinue'
$root = 'C:\goldshelf'
. "$root\prove.ps1"
. "$root\prove-software.ps1"
. "$root\obtain.ps1"
. "$root\run-installer.ps1"
# Of these, an image has those that its products need.
foreach ($name in 'packages', 'winget', 'features', 'office') {
    if (Test-Path -LiteralPath "$root\install-$name.ps1") { . "$root\install-$name.ps1" }
}

function Get-Product {
    $products = @((Get-Image).software | Where-Object { $_.id -eq $env:PRODUCT })
    if ($products.Count -ne 1) { throw "One product '$env:PRODUCT' was expected, image.json has $($products.Count)" }
    return $products[0]
}

# A folder for this try. An installer that hung may still hold files in that of the one before.
function New-Folder($product) {
    $folders = [IO.Path]::Combine("$root\download", $product.id)
    for ($try = 1; Test-Path -LiteralPath "$folders\$try"; $try++) {
        Remove-Folder "$folders\$try"
    }
    return [IO.Directory]::CreateDirectory("$folders\$try").FullName
}

function Remove-Folder([string] $folder) {
    # What a process holds open stays until sysprep.ps1 removes all of the folder.
    Remove-Item -LiteralPath $folder -Recurse -Force -ErrorAction SilentlyContinue
}

# What Invoke-Place has started: it shows what is written here if this fails.
function Invoke-PlaceHere($product) {
    $folder = $env:GOLDSHELF_PLACE
    $file = "$folder\$($product.save_as)"
    try {
        if ($product.kind -eq 'zip') { Expand-Product $product $file $folder }
        if ($product.kind -eq 'module' -and $product.save_as) { Install-ModuleFile $product $file $folder }
        if ($product.kind -eq 'module' -and -not $product.save_as) { Install-RepositoryModule $product }
    } catch {
        Write-Output $_.Exception.Message
        throw
    }
}

function Install-Product($product, [string] $folder) {
    $file = $null
    if ($product.save_as) {
        if (-not $product.sha256 -and -not $product.signer) {
            throw "$($product.name) has neither a sha256 nor a signer: what it brings cannot be trusted"
        }
        $file = Get-Verified $product $folder
    }
    switch ($product.kind) {
        'exe' { Invoke-Installer $product $file $product.arguments '' }
        'msi' { Install-Msi $product $file $folder }
        'msix' { Install-Msix $product $file $folder }
        { $_ -in 'zip', 'module' } { Invoke-Place $product $PSCommandPath $folder }
        'chocolatey' {
            if ($file) {
                Install-ChocolateyFile $product $file $folder
            } else {
                Install-ChocolateyPackage $product $product.package "$($product.feed)" $folder
            }
        }
        'winget' { Install-FromWinGet $product $folder }
        'office' { Install-Office $product $file $folder }
        'features' { Enable-Feature $product }
        'server_features' { Install-ServerFeature $product }
        'capabilities' { Add-Capability $product }
        default { if ($product.kind) { throw "a kind of product was expected, '$($product.kind)' was found" } }
    }
}

function Confirm-Product($product) {
    # Some installers return before they are done.
    $null = Wait-Until { Get-ProvedVersion $product }
    foreach ($path in $product.remove) {
        $path = Expand-Variable $path
        if (Test-Path -LiteralPath $path) { Remove-Item -LiteralPath $path -Recurse -Force }
    }
    $version = Get-ProvedVersion $product
    Assert-MachineEnvironment $product
    Write-Output "$($product.name) $version is installed"
}

function Main {
    $product = Get-Product
    if ($env:GOLDSHELF_PLACE) {
        Invoke-PlaceHere $product
        return
    }
    $folder = New-Folder $product
    Set-InstallerEnvironment $product
    Install-Product $product $folder
    Set-MachineEnvironment $product
    # A policy is applied with the settings, and proved in the test of the image.
    if ($product.kind) {
        Confirm-Product $product
    } else {
        Write-Output "The environment of $($product.name) is set"
    }
    Remove-Folder $folder
}

Main; exit 0
