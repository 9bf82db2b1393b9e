# Fail if one of the image's own tests has failed, and name it.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$root = 'C:\goldshelf'

function Main {
    $failed = @(Get-ChildItem -Path "$root\results\*.failed")
    foreach ($file in $failed) {
        Write-Output "FAILED the tests of the step $($file.BaseName):"
        Get-Content -LiteralPath $file.FullName
    }
    $names = @($failed | ForEach-Object { $_.BaseName })
    if ($names.Count -gt 0) { throw "Tests of these steps have failed: $($names -join ', ')" }
    Write-Output "Every test of the image's own has passed"
}

Main; exit 0
