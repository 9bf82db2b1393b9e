# Unpack the archive that $env:ARCHIVE names into the folder $env:DESTINATION.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

function Get-MemberName([string] $path) {
    Add-Type -AssemblyName 'System.IO.Compression.FileSystem'
    $archive = [IO.Compression.ZipFile]::OpenRead($path)
    try { return @($archive.Entries | ForEach-Object { $_.FullName }) } finally { $archive.Dispose() }
}

function Main {
    if (-not $env:ARCHIVE -or -not $env:DESTINATION) { throw 'ARCHIVE and DESTINATION were expected to be set' }
    $null = [IO.Directory]::CreateDirectory($env:DESTINATION)
    # What is there already is replaced: this may be a second attempt.
    Expand-Archive -LiteralPath $env:ARCHIVE -DestinationPath $env:DESTINATION -Force
    $names = @(Get-MemberName $env:ARCHIVE)
    foreach ($name in $names) {
        $path = [IO.Path]::Combine($env:DESTINATION, $name)
        if (-not (Test-Path -LiteralPath $path -PathType Leaf)) { throw "$path was expected, it is not there" }
    }
    Remove-Item -LiteralPath $env:ARCHIVE -Force
    Write-Output "$($names.Count) files are in $env:DESTINATION"
}

Main; exit 0
