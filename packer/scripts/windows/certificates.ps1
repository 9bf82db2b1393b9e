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

function Assert-Trusted($entry) {
    if (-not (Test-Path -LiteralPath "Cert:\LocalMachine\$($entry.store)\$($entry.thumbprint)")) {
        throw "it was expected as $($entry.thumbprint), it is not there"
    }
}

function Main {
    if ($env:MOMENT -notin 'set', 'test') { throw "MOMENT set or test was expected, '$env:MOMENT' was found" }
    $failures = New-Object -TypeName 'System.Collections.Generic.List[string]'
    foreach ($entry in (Get-Image).machine.trusted_certificates) {
        Invoke-Check "$($entry.file) in the store $($entry.store) of the machine" {
            if ($env:MOMENT -eq 'set') { Add-Certificate $entry }
            Assert-Trusted $entry
        }
    }
    if ($failures.Count -gt 0) { throw "These certificates are not trusted:`n$($failures -join "`n")" }
}

Main; exit 0
