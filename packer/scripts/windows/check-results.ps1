# Fail if one of the image's own tests has failed, and name it.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

$failed = @(Get-ChildItem -Path 'C:\goldshelf\results\*.failed')
foreach ($file in $failed) {
    Write-Output "FAILED the tests of the step $($file.BaseName):"
    Get-Content -LiteralPath $file.FullName
}
if ($failed.Count -gt 0) { exit 1 }
Write-Output "Every test of the image's own has passed"
exit 0
