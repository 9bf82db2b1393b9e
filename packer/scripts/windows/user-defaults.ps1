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

function Set-LanguageList([string[]] $tags) {
    $list = New-WinUserLanguageList -Language $tags[0]
    foreach ($tag in @($tags | Select-Object -Skip 1)) { $list.Add($tag) }
    Set-WinUserLanguageList -LanguageList $list -Force
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
    Set-LanguageList @($wanted.languages)
    Remove-DeviceRegion
    Set-WinHomeLocation -GeoId (Get-GeoId $wanted.region)
    Copy-UserInternationalSettingsToSystem -WelcomeScreen $true -NewUser $true
}

function Get-DefaultUserValue([string] $key, [string] $name) {
    return @(Get-RegistryData (Get-RegistryName "DEFAULT_USER:\$key") $name) -join ', '
}

function Assert-Same([string] $what, [string] $wanted, [string] $found) {
    if ($found -ne $wanted) { throw "$what '$wanted' was expected, '$found' was found" }
    Write-Output "$what is $found"
}

function Test-UserDefault($wanted) {
    $international = 'Control Panel\International'
    Assert-Same 'The language of programs without Unicode' $wanted.language (Get-WinSystemLocale).Name
    Invoke-WithDefaultUser {
        Assert-Same 'The format of new users' $wanted.format (Get-DefaultUserValue $international 'LocaleName')
        $region = [string] (Get-GeoId $wanted.region)
        Assert-Same 'The region of new users' $region (Get-DefaultUserValue "$international\Geo" 'Nation')
        $languages = Get-DefaultUserValue "$international\User Profile" 'Languages'
        Assert-Same 'The languages of new users' (@($wanted.languages) -join ', ') $languages
    }
}

function Main {
    if ($env:MOMENT -notin 'set', 'test') { throw "MOMENT set or test was expected, '$env:MOMENT' was found" }
    $wanted = (Get-Image).machine.user_defaults
    if ($env:MOMENT -eq 'set') { Set-UserDefault $wanted } else { Test-UserDefault $wanted }
}

Main; exit 0
