# Functions only: packages of Chocolatey, and modules of PowerShell.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

$modules = "$env:ProgramFiles\WindowsPowerShell\Modules"

# What a package (.nupkg), which is a zip file, says of itself.
function Get-PackageMetadata([string] $file) {
    Add-Type -AssemblyName 'System.IO.Compression.FileSystem'
    $archive = [IO.Compression.ZipFile]::OpenRead($file)
    try {
        $entries = @($archive.Entries | Where-Object { $_.FullName -match '^[^/\\]+\.nuspec$' })
        if ($entries.Count -ne 1) { throw "one .nuspec was expected in the package, it has $($entries.Count)" }
        $reader = New-Object -TypeName 'System.IO.StreamReader' -ArgumentList $entries[0].Open()
        try { return ([xml] $reader.ReadToEnd()).package.metadata } finally { $reader.Dispose() }
    } finally {
        $archive.Dispose()
    }
}

function Install-ChocolateyPackage($product, [string] $package, [string] $source, [string] $folder) {
    $program = [IO.Path]::Combine((Get-ChocolateyFolder), 'bin\choco.exe')
    if (-not (Test-Path -LiteralPath $program)) {
        throw "$program was expected, it is not there: a product or a step before this one must install Chocolatey"
    }
    $arguments = "install `"$package`" --yes --no-progress --limit-output --require-checksums " +
        "--execution-timeout=$($product.timeout) --cache-location=`"$folder\cache`""
    if ($product.version) { $arguments += " --version=$($product.version)" }
    if ($source) { $arguments += " --source=`"$source`"" }
    $arguments = "$arguments $($product.arguments)".Trim()
    Invoke-Installer $product $program $arguments "$folder\choco.log" -Output
}

# A package file, from a folder that is its source; that of Chocolatey itself has the script which installs it.
function Install-ChocolateyFile($product, [string] $file, [string] $folder) {
    $metadata = Get-PackageMetadata $file
    if ($metadata.id -eq 'chocolatey') {
        Copy-Item -LiteralPath $file -Destination "$folder\chocolatey.zip"
        Expand-Archive -LiteralPath "$folder\chocolatey.zip" -DestinationPath "$folder\chocolatey"
        $arguments = '-NoProfile -NonInteractive -ExecutionPolicy Bypass -File ' +
            "`"$folder\chocolatey\tools\chocolateyInstall.ps1`""
        Invoke-Installer $product 'powershell.exe' $arguments "$folder\choco.log" -Output
        return
    }
    $source = [IO.Directory]::CreateDirectory("$folder\source").FullName
    # Chocolatey looks for a package in a folder by the name of its file.
    Copy-Item -LiteralPath $file -Destination "$source\$($metadata.id).$($metadata.version).nupkg"
    Install-ChocolateyPackage $product $metadata.id $source $folder
}

# A module of a repository, with what it depends on, for all users.
function Install-RepositoryModule($product) {
    [Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12
    # Without it, Save-Module asks whether to install it, and nobody answers.
    $null = Install-PackageProvider -Name 'NuGet' -MinimumVersion '2.8.5.201' -Force
    $save = @{ Name = $product.package; Path = $modules; Repository = 'PSGallery'; Force = $true }
    if ($product.version) { $save.RequiredVersion = $product.version }
    if ($product.feed) { $save.Repository = $product.feed }
    $own = $product.feed -like 'https://*'
    if ($own) {
        $save.Repository = "goldshelf-$($product.id)"
        # An earlier try may have been ended in the middle.
        Get-PSRepository | Where-Object { $_.Name -eq $save.Repository } |
            ForEach-Object { Unregister-PSRepository -Name $_.Name }
        Register-PSRepository -Name $save.Repository -SourceLocation $product.feed
    }
    try {
        Save-Module @save
    } finally {
        if ($own) { Unregister-PSRepository -Name $save.Repository }
    }
}

# A module from a package file: its name is in the proof, its version in its manifest.
function Install-ModuleFile($product, [string] $file, [string] $folder) {
    $name = $product.proof.module
    $from = "$folder\module"
    Expand-Archive -LiteralPath $file -DestinationPath $from
    $manifest = "$from\$name.psd1"
    if (-not (Test-Path -LiteralPath $manifest)) { throw "$(Get-Origin $product) has no $name.psd1 in its root" }
    $version = (Import-PowerShellDataFile -LiteralPath $manifest).ModuleVersion
    $to = [IO.Directory]::CreateDirectory([IO.Path]::Combine($modules, $name, $version)).FullName
    # These belong to the package, not to the module.
    Get-ChildItem -LiteralPath $from -Force |
        Where-Object { $_.Name -notin '_rels', 'package', '[Content_Types].xml' -and $_.Extension -ne '.nuspec' } |
        Copy-Item -Destination $to -Recurse -Force
}
