# Last of a build without Sysprep: take back what it left on the disk, and see that nothing is left there.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. "$env:SystemRoot\goldshelf\take-back.ps1"

function Main {
    $left = @(Invoke-TakeBack 'build')
    if ($left.Count -gt 0) { throw "This is left in the image:`n$($left -join "`n")" }
    Write-Output 'What the build left on the disk is taken back'
}

Main; exit 0
