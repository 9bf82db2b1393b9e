# Trust the certificates of image.json on this machine, or test that they are trusted: MOMENT is set or test.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$root = 'C:\goldshelf'
. "$root\prove.ps1"

function Open-Store([string] $name) {
    $store = New-Object -TypeName 'Security.Cryptography.X509Certificates.X509Store' -ArgumentList $name, 'LocalMachine'
    $store.Open('ReadWrite')
    return $store
}

function ConvertTo-Certificate([string] $data) {
    $bytes = [Convert]::FromBase64String($data)
    # The comma keeps the bytes one argument.
    return New-Object -TypeName 'Security.Cryptography.X509Certificates.X509Certificate2' -ArgumentList (, $bytes)
}

function Add-Certificate($entry) {
    $certificate = ConvertTo-Certificate $entry.data
    if ($certificate.NotAfter -lt (Get-Date)) {
        Write-Output "WARNING: $($entry.file) has expired on $($certificate.NotAfter.ToString('yyyy-MM-dd'))"
    }
    $store = Open-Store $entry.store
    try { $store.Add($certificate) } finally { $store.Close() }
}

function Test-Trusted($entry) {
    return Test-Path -LiteralPath "Cert:\LocalMachine\$($entry.store)\$($entry.thumbprint)"
}

function Main {
    if ($env:MOMENT -notin 'set', 'test') { throw "MOMENT set or test was expected, '$env:MOMENT' was found" }
    foreach ($entry in (Get-Image).machine.trusted_certificates) {
        if ($env:MOMENT -eq 'set') { Add-Certificate $entry }
        if (-not (Test-Trusted $entry)) {
            throw "$($entry.file) was expected in $($entry.store) as $($entry.thumbprint), it is not there"
        }
        Write-Output "$($entry.file) is in the store $($entry.store) of the machine"
    }
}

Main; exit 0
