# Unpack the archive that $env:ARCHIVE names into the folder $env:DESTINATION.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
# Commands of modules, such as Expand-Archive, hear the global preference only.
$global:ErrorActionPreference = 'Stop'

if (-not $env:ARCHIVE -or -not $env:DESTINATION) { throw 'ARCHIVE and DESTINATION were expected to be set' }
$null = [IO.Directory]::CreateDirectory($env:DESTINATION)
# What is there already is replaced: this may be a second attempt.
Expand-Archive -LiteralPath $env:ARCHIVE -DestinationPath $env:DESTINATION -Force

Add-Type -AssemblyName 'System.IO.Compression.FileSystem'
$archive = [IO.Compression.ZipFile]::OpenRead($env:ARCHIVE)
try {
    $names = @($archive.Entries | ForEach-Object { $_.FullName })
} finally {
    $archive.Dispose()
}
foreach ($name in $names) {
    $path = [IO.Path]::Combine($env:DESTINATION, $name)
    if (-not (Test-Path -LiteralPath $path -PathType Leaf)) { throw "$path was expected, it is not there" }
}
Remove-Item -LiteralPath $env:ARCHIVE -Force
Write-Output "$($names.Count) files are in $env:DESTINATION"
exit 0
