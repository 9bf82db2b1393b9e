# Install the product that $env:PRODUCT names, and prove that it is there. What it runs is verified before.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
# Commands of modules, such as Expand-Archive, hear the global preference only.
$global:ErrorActionPreference = 'Stop'
$global:ProgressPreference = 'SilentlyContinue'
. 'C:\goldshelf\prove.ps1'
. 'C:\goldshelf\prove-software.ps1'
. 'C:\goldshelf\obtain.ps1'
. 'C:\goldshelf\run-installer.ps1'
# Of these, an image has those that its products need.
foreach ($name in 'packages', 'winget', 'features', 'office') {
    $functions = "C:\goldshelf\install-$name.ps1"
    if (Test-Path -LiteralPath $functions) { . $functions }
}

$image = Get-Content -Path 'C:\goldshelf\image.json' -Raw -Encoding UTF8 | ConvertFrom-Json
$products = @($image.software | Where-Object { $_.id -eq $env:PRODUCT })
if ($products.Count -ne 1) { throw "One product '$env:PRODUCT' was expected, image.json has $($products.Count)" }
$product = $products[0]

$folder = [IO.Path]::Combine('C:\goldshelf\download', $product.id)
if ($env:GOLDSHELF_PLACE) {
    # Started by Invoke-Place, which shows what is written here if this fails.
    try {
        $file = "$folder\$($product.save_as)"
        if ($product.kind -eq 'zip') { Expand-Product $product $file $folder }
        if ($product.kind -eq 'module' -and $product.save_as) { Install-ModuleFile $product $file $folder }
        if ($product.kind -eq 'module' -and -not $product.save_as) { Install-RepositoryModule $product }
        exit 0
    } catch {
        Write-Output $_.Exception.Message
        exit 1
    }
}
if (Test-Path -LiteralPath $folder) { Remove-Item -LiteralPath $folder -Recurse -Force }
$null = [IO.Directory]::CreateDirectory($folder)
Set-InstallerEnvironment $product

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
Set-MachineEnvironment $product

# A policy is applied with the settings, and proved in the test of the image.
if (-not $product.kind) {
    Write-Output "The environment of $($product.name) is set"
    exit 0
}
# Some installers return before they are done.
$null = Wait-Until { Get-ProvedVersion $product }
foreach ($path in $product.remove) {
    $path = [Environment]::ExpandEnvironmentVariables($path)
    if (Test-Path -LiteralPath $path) { Remove-Item -LiteralPath $path -Recurse -Force }
}
$version = Get-ProvedVersion $product
Assert-MachineEnvironment $product
# What an installer left running may hold its own file; sysprep.ps1 removes C:\goldshelf altogether.
Remove-Item -LiteralPath $folder -Recurse -Force -ErrorAction SilentlyContinue
Write-Output "$($product.name) $version is installed"
exit 0
