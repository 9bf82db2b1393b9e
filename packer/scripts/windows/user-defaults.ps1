# Set the language, formats, region and keyboards of new users, or test them after a restart: MOMENT is set or test.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
# After Microsoft's SetDefaultLang.ps1 (Azure/RDS-Templates).
$root = 'C:\goldshelf'
. "$root\prove.ps1"

function Get-GeoId([string] $region) {
    return (New-Object -TypeName 'Globalization.RegionInfo' -ArgumentList $region).GeoId
}

function Get-WindowsLanguage { return [Globalization.CultureInfo]::InstalledUICulture.Name }

# Only client Windows can change it; a server has the language that it was installed in.
function Set-Language([string] $tag) {
    # Whether it is there is the question.
    if (Get-Command -Name 'Set-SystemPreferredUILanguage' -ErrorAction SilentlyContinue) {
        Set-SystemPreferredUILanguage -Language $tag
    } elseif ((Get-WindowsLanguage) -ne $tag) {
        throw "This Windows was installed in $(Get-WindowsLanguage), and has no command to change that to $tag"
    }
}

# Windows keeps some under another tag than the one that is asked for: cs-CZ as cs, zh-CN as zh-Hans-CN.
function New-LanguageList([string[]] $tags) {
    $list = New-WinUserLanguageList -Language $tags[0]
    foreach ($tag in @($tags | Select-Object -Skip 1)) { $list.Add($tag) }
    # The comma keeps a list of one a list.
    return , $list
}

# The region in which Windows was set up counts for what the law of the EU asks for: hosts find theirs anew.
function Remove-DeviceRegion {
    $key = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Control Panel\DeviceRegion'
    if (-not (Test-Path -LiteralPath $key)) { return }
    if ('DeviceRegion' -in (Get-Item -LiteralPath $key).GetValueNames()) {
        Remove-ItemProperty -LiteralPath $key -Name 'DeviceRegion' -Force
    }
}

function Set-UserDefault($wanted) {
    # Whether it is there is the question.
    if (-not (Get-Command -Name 'Copy-UserInternationalSettingsToSystem' -ErrorAction SilentlyContinue)) {
        throw 'there is no Copy-UserInternationalSettingsToSystem: it needs Windows 11 or Windows Server 2022'
    }
    Set-Language $wanted.language
    Set-WinSystemLocale -SystemLocale $wanted.language
    Set-Culture -CultureInfo $wanted.format
    Set-WinUserLanguageList -LanguageList (New-LanguageList @($wanted.languages)) -Force
    Remove-DeviceRegion
    Set-WinHomeLocation -GeoId (Get-GeoId $wanted.region)
    Copy-UserInternationalSettingsToSystem -WelcomeScreen $true -NewUser $true
}

function Assert-Same([string] $wanted, [string] $found) {
    if ($found -ne $wanted) { throw "'$wanted' was expected, '$found' was found" }
}

function Assert-Value([string] $wanted, [string] $key, [string] $name) {
    $found = Get-RegistryData $key $name
    Assert-Same $wanted ($found -join ', ')
}

function Test-NewUser($wanted) {
    $key = Get-RegistryName 'DEFAULT_USER:\Control Panel\International'
    $region = Get-GeoId $wanted.region
    $tags = @((New-LanguageList @($wanted.languages)) | ForEach-Object { $_.LanguageTag })
    Invoke-Check 'the format of new users' { Assert-Value $wanted.format $key 'LocaleName' }
    Invoke-Check 'the region of new users' { Assert-Value $region "$key\Geo" 'Nation' }
    Invoke-Check 'the languages of new users' { Assert-Value ($tags -join ', ') "$key\User Profile" 'Languages' }
}

function Test-UserDefault($wanted) {
    Invoke-Check 'the language of Windows' {
        # Only client Windows has it.
        if (Get-Command -Name 'Get-SystemPreferredUILanguage' -ErrorAction SilentlyContinue) {
            Assert-Same $wanted.language "$(Get-SystemPreferredUILanguage)"
        } else {
            Assert-Same $wanted.language (Get-WindowsLanguage)
        }
    }
    Invoke-Check 'the language of programs without Unicode' { Assert-Same $wanted.language (Get-WinSystemLocale).Name }
    Invoke-Check 'the format of the sign-in screen' {
        Assert-Value $wanted.format 'HKEY_USERS\.DEFAULT\Control Panel\International' 'LocaleName'
    }
    Invoke-Check 'the profile of new users' { Invoke-WithDefaultUser { Test-NewUser $wanted } }
}

function Main {
    if ($env:MOMENT -notin 'set', 'test') { throw "MOMENT set or test was expected, '$env:MOMENT' was found" }
    $wanted = (Get-Image).machine.user_defaults
    if ($env:MOMENT -eq 'set') {
        Set-UserDefault $wanted
        return
    }
    $failures = New-Object -TypeName 'System.Collections.Generic.List[string]'
    Test-UserDefault $wanted
    if ($failures.Count -gt 0) { throw "New users do not have what was ordered:`n$($failures -join "`n")" }
}

Main; exit 0
