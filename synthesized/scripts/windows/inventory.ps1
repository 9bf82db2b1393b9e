# Functions only: what the image is made of, for test-image.ps1. They need prove.ps1 and prove-software.ps1.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$root = 'C:\goldshelf'

# What Azure says of this machine. It answers within the host, in no time, and may be busy: HTTP 410, 429 and 500 pass.
function Get-Metadata {
    # The first version that has the exact version of a source of which the latest was asked for.
    $address = 'http://169.254.169.254/metadata/instance/compute?api-version=2023-07-01'
    $session = New-Object -TypeName 'Microsoft.PowerShell.Commands.WebRequestSession'
    # Never through a proxy, which would be told of its own machine: microsoft/azureimds, IMDSSample.ps1.
    $session.Proxy = New-Object -TypeName 'Net.WebProxy'
    $ask = @{ Uri = $address; Headers = @{ Metadata = 'true' }; WebSession = $session; TimeoutSec = 5 }
    for ($attempt = 1; $attempt -le 3; $attempt++) {
        try {
            return Invoke-RestMethod -UseBasicParsing @ask
        } catch {
            if ($attempt -eq 3) { throw }
            Start-Sleep -Seconds 5
        }
    }
}

# A text of the answer; $null if it is empty or missing.
function Get-MetadataText($of, [string] $name) {
    if ($null -eq $of -or -not $of.PSObject.Properties[$name]) { return $null }
    if ($of.$name) { return [string] $of.$name }
    return $null
}

# The image that a machine was made from. What was asked for may be 'latest': never the version that it then was.
function ConvertTo-SourceImage($machine) {
    $image = $machine.storageProfile.imageReference
    $id = @('id', 'communityGalleryImageId', 'sharedGalleryImageId' |
        ForEach-Object { Get-MetadataText $image $_ } | Where-Object { $_ })
    $versions = @(Get-MetadataText $image 'exactVersion')
    $versions += @($id | Where-Object { $_ -match '/versions/([^/]+)$' } | ForEach-Object { $_ -replace '^.*/', '' })
    $versions += @(Get-MetadataText $machine 'version')
    $versions += @(Get-MetadataText $image 'version')
    $source = [ordered] @{ publisher = $null; offer = $null; sku = $null; version = $null; id = $null }
    foreach ($name in 'publisher', 'offer', 'sku') { $source[$name] = Get-MetadataText $image $name }
    $source.version = @($versions | Where-Object { $_ -and $_ -ne 'latest' }) + @($null) | Select-Object -First 1
    $source.id = $id + @($null) | Select-Object -First 1
    return $source
}

# The same of this machine. The image is what it is without an answer: the manifest says why the source is not known.
function Get-SourceImage {
    try {
        $machine = Get-Metadata
        # Other clouds have another service at this address.
        if ($null -eq $machine -or -not $machine.PSObject.Properties['storageProfile']) {
            throw 'the answer has no storageProfile'
        }
        return ConvertTo-SourceImage $machine
    } catch {
        $reason = "Azure's metadata service did not tell: $($_.Exception.Message)"
        Write-Host "The source of the image is not in the manifest: $reason"
        return [ordered] @{ unknown = $reason }
    }
}

# What was looked at to prove a product: what image.json has of its proof, or all that it gives to the machine.
function Get-UsedProof($product) {
    $used = [ordered] @{}
    foreach ($part in $product.proof.PSObject.Properties) {
        if ($null -ne $part.Value -and @($part.Value).Count -gt 0) { $used[$part.Name] = $part.Value }
    }
    if ($used.Count -gt 0) { return $used }
    $variables = @($product.machine_environment.PSObject.Properties | ForEach-Object { $_.Name })
    return [ordered] @{ environment = @($variables + @($product.path)) }
}

# A product of image.json, for the manifest: $version is what its proof found.
function New-SoftwareEntry($product, [string] $version) {
    return [ordered] @{
        id = $product.id
        name = $product.name
        version = $version
        proof = Get-UsedProof $product
    }
}

function Get-WindowsVersion {
    $windows = Get-ItemProperty -LiteralPath 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion'
    return [ordered] @{
        caption = (Get-CimInstance -ClassName 'Win32_OperatingSystem').Caption
        build = "$($windows.CurrentBuild).$($windows.UBR)"
    }
}

function Get-InstalledUpdate {
    Get-CimInstance -ClassName 'Win32_QuickFixEngineering' | ForEach-Object { $_.HotFixID } | Sort-Object -Unique
}

# No list, where there are no apps, is not an empty one.
function Get-AppList {
    if (-not (Test-Appx)) { return $null }
    return , @(Get-AppxProvisionedPackage -Online | ForEach-Object { $_.PackageName } | Sort-Object)
}

# An entry of the list of programs; nothing for one that Windows does not show.
function ConvertTo-Program($key) {
    $name = [string] $key.GetValue('DisplayName')
    if (-not $name -or $key.GetValue('SystemComponent', 0) -eq 1) { return }
    return [pscustomobject] @{ name = $name; version = [string] $key.GetValue('DisplayVersion') }
}

# What Windows shows as installed, whoever brought it: the source image, a layer below, a product, an own step.
function Get-ProgramList {
    $found = @(Get-UninstallKey | ForEach-Object { ConvertTo-Program $_ })
    return , @($found | Sort-Object -Property 'name', 'version' -Unique)
}

# All of it. $software is a list of New-SoftwareEntry; $own is what the image's own steps found out, by name.
function Get-Inventory($image, $software, $own) {
    return [ordered] @{
        image = $image.image
        version = $env:IMAGE_VERSION
        source = Get-SourceImage
        os = Get-WindowsVersion
        software = @($software)
        programs = Get-ProgramList
        updates = @(Get-InstalledUpdate)
        appx = Get-AppList
        own = $own
    }
}

# Not Set-Content: its UTF-8 begins with a byte order mark, which JSON must not have.
function Set-TextFile([string] $path, [string] $text) {
    [IO.File]::WriteAllText($path, $text)
}

function Write-Inventory($image, $software, $own) {
    $inventory = Get-Inventory $image $software $own
    Set-TextFile "$root\software.json" (ConvertTo-Json -InputObject $inventory -Depth 20)
}
