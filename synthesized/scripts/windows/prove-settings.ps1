# Functions only: read settings back, for apply-settings.ps1 and test-image.ps1. What does not hold is thrown.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
# Commands made from CIM, such as those of the firewall, hear the global preference only.
$global:ErrorActionPreference = 'Stop'

# What a program prints, in one text; throws when it fails.
function Invoke-Native([string] $program, [string[]] $arguments) {
    $output = (& $program @arguments) -join "`n"
    if ($LASTEXITCODE -ne 0) { throw "$program $arguments ended with exit code ${LASTEXITCODE}: $output" }
    return $output
}

# How a service starts, in the words of the catalog; nothing where there is no such service.
function Get-StartupType([string] $name) {
    # What is not there is for the caller to judge.
    $service = Get-Service -Name $name -ErrorAction SilentlyContinue
    if ($null -eq $service) { return }
    $key = "HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\$name"
    $delayed = [Microsoft.Win32.Registry]::GetValue($key, 'DelayedAutostart', 0)
    if ($service.StartType -eq 'Automatic' -and $delayed -eq 1) { return 'AutomaticDelayedStart' }
    return [string] $service.StartType
}

function Assert-Service($entry) {
    $found = Get-StartupType $entry.name
    # Editions differ in their services: one that is not there needs no disabling.
    if (-not $found -and $entry.startup_type -eq 'Disabled') {
        Write-Output "There is no service $($entry.name) here"
        return
    }
    if (-not $found) { throw 'there is no such service' }
    if ($found -ne $entry.startup_type) { throw "start type $($entry.startup_type) was expected, $found was found" }
}

# The tasks at a path, whose end may be a *; nothing where there is none.
function Find-ScheduledTask([string] $path) {
    $cut = $path.LastIndexOf('\') + 1
    # What is not there is for the caller to judge.
    Get-ScheduledTask -TaskPath $path.Substring(0, $cut) -TaskName $path.Substring($cut) -ErrorAction SilentlyContinue
}

function Assert-ScheduledTask([string] $path) {
    $task = Find-ScheduledTask $path
    # Editions differ in their tasks: one that is not there needs no disabling.
    if ($null -eq $task) {
        Write-Output "There is no scheduled task $path here"
        return
    }
    $enabled = @($task | Where-Object { $_.Settings.Enabled } | ForEach-Object { $_.TaskName })
    if ($enabled.Count -gt 0) { throw "it is still enabled: $($enabled -join ', ')" }
}

function Get-PortText($ports) {
    if (@($ports).Count -eq 0) { return 'Any' }
    return (@($ports) | Sort-Object) -join ','
}

function Assert-FirewallRule($rule) {
    $found = Get-NetFirewallRule -Name $rule.name
    $ports = $found | Get-NetFirewallPortFilter
    $facts = "$($found.Enabled) $($found.Direction) $($found.Action) $($ports.Protocol) " +
        "$(Get-PortText $ports.LocalPort) $(Get-PortText $ports.RemotePort)"
    $wanted = "True $($rule.direction) $($rule.action) $($rule.protocol) " +
        "$(Get-PortText $rule.local_port) $(Get-PortText $rule.remote_port)"
    if ($facts -ne $wanted) { throw "'$wanted' was expected, '$facts' was found" }
    if (@($rule.remote_address).Count -eq 0) { return }
    # Windows writes 10.0.0.0/8 as 10.0.0.0/255.0.0.0, so it is not compared word by word.
    $addresses = @(($found | Get-NetFirewallAddressFilter).RemoteAddress)
    if ('Any' -in $addresses -or $addresses.Count -ne @($rule.remote_address).Count) {
        throw "remote addresses $($rule.remote_address) were expected, $addresses were found"
    }
}

function Assert-DefenderExclusion([string] $path) {
    # A Windows without Defender lacks its commands too.
    if (-not (Get-Command -Name 'Get-MpPreference' -ErrorAction SilentlyContinue)) {
        Write-Output 'There is no Defender here'
        return
    }
    if ($path -notin @((Get-MpPreference).ExclusionPath)) { throw 'Defender does not list it' }
}

# `auditpol /get /r` prints names and settings in the language of Windows. Its backup also has a number: 1 for success,
# 2 for failure, 3 for both. It is the last in the line with the GUID; exceptions for single users come after these.
function Assert-AuditPolicy($entry) {
    $file = 'C:\goldshelf\audit-policy.csv'
    if (Test-Path -LiteralPath $file) { Remove-Item -LiteralPath $file -Force }
    $null = Invoke-Native 'auditpol.exe' @('/backup', "/file:$file")
    $text = Get-Content -LiteralPath $file -Raw
    $line = [regex]::Match($text, '(?im)^.*' + [regex]::Escape($entry.guid) + '.*,(\d+)[\s"]*$')
    if (-not $line.Success) { throw "the backup of auditpol.exe has no line for $($entry.guid)" }
    $wanted = [int] $entry.success + 2 * [int] $entry.failure
    $found = [int] $line.Groups[1].Value
    if ($found -ne $wanted) { throw "$wanted (1 success, 2 failure, 3 both) was expected, $found was found" }
}

# The name that is printed behind the GUID is in the language of Windows.
function Assert-PowerScheme([string] $guid) {
    $text = Invoke-Native 'powercfg.exe' @('/getactivescheme')
    if ($text -notmatch [regex]::Escape($guid)) { throw "$guid was expected, '$text' was found" }
}

# The labels are in the language of Windows, but the last two numbers are the values: plugged in, and on battery.
function Assert-PowerValue($entry) {
    $text = Invoke-Native 'powercfg.exe' @('/qh', 'SCHEME_CURRENT', $entry.subgroup, $entry.setting)
    $numbers = @([regex]::Matches($text, '0x[0-9a-f]{8}') | ForEach-Object { [Convert]::ToUInt32($_.Value, 16) })
    if ($numbers.Count -lt 2) { throw "powercfg.exe lists no value: $text" }
    $found = $numbers[-2], $numbers[-1]
    if (@($found | Where-Object { $_ -ne $entry.value }).Count -gt 0) {
        throw "$($entry.value) was expected, $found were found, plugged in and on battery"
    }
}

function Assert-TimeZone([string] $id) {
    $found = (Get-TimeZone).Id
    if ($found -ne $id) { throw "'$id' was expected, '$found' was found" }
}

# Read back all that a phase set, but for its registry values; what does not hold joins the caller's $failures.
function Test-Settings($settings) {
    foreach ($one in $settings.services) { Invoke-Check "service $($one.name)" { Assert-Service $one } }
    foreach ($path in $settings.scheduled_tasks) { Invoke-Check "scheduled task $path" { Assert-ScheduledTask $path } }
    foreach ($one in $settings.firewall) { Invoke-Check "firewall rule $($one.name)" { Assert-FirewallRule $one } }
    foreach ($path in $settings.defender_exclusions) {
        # After a restart it takes a moment.
        Invoke-Check "Defender exclusion $path" { Wait-Until { Assert-DefenderExclusion $path } }
    }
    foreach ($one in $settings.audit_policy) { Invoke-Check "audit policy $($one.name)" { Assert-AuditPolicy $one } }
    foreach ($guid in $settings.power_schemes) { Invoke-Check "power scheme $guid" { Assert-PowerScheme $guid } }
    foreach ($one in $settings.power_values) { Invoke-Check "power value $($one.name)" { Assert-PowerValue $one } }
    foreach ($id in $settings.time_zones) { Invoke-Check "time zone $id" { Assert-TimeZone $id } }
}
