# Functions only: prove that Office is installed as it was asked for, by what it writes into the registry.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

$clickToRun = 'HKLM:\SOFTWARE\Microsoft\Office\ClickToRun'

# $wanted has, for the name of a value, what must be among its parts between commas.
function Assert-OfficeValue($wanted) {
    $key = Get-Item -LiteralPath "$clickToRun\Configuration"
    foreach ($value in $wanted.PSObject.Properties) {
        $found = [string] $key.GetValue($value.Name)
        $parts = @($found.Split(',') | ForEach-Object { $_.Trim() })
        $missing = @($value.Value | Where-Object { $_ -notin $parts })
        if ($missing.Count -gt 0) {
            throw "$($value.Name) of Office was expected to have '$($missing -join ', ')', it is '$found'"
        }
    }
}

# $wanted has the languages of each product: Office has a key for each of them.
function Assert-OfficeLanguage($wanted) {
    foreach ($product in $wanted.PSObject.Properties) {
        foreach ($language in $product.Value) {
            $key = "$clickToRun\ProductReleaseIDs\*\$($product.Name).16\$language"
            if (Test-Path -Path $key) { continue }
            throw "$($product.Name) was expected to have $language, there is no key $key"
        }
    }
}

function Assert-Office($proof) {
    Assert-OfficeValue $proof.office.values
    Assert-OfficeLanguage $proof.office.languages
}
