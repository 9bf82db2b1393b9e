# Functions only: read settings back, for apply-settings.ps1 and test-image.ps1. What does not hold is thrown.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

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
    $delayed = Get-RegistryData $key 'DelayedAutostart'
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

# What Windows has of a rule, or what the catalog wants, in one line that can be compared.
function Get-RuleText($rule, $ports, [string] $program, [string] $service, [string[]] $profiles) {
    if (-not $program) { $program = 'Any' }
    if (-not $service) { $service = 'Any' }
    if ($profiles.Count -eq 0 -or $profiles.Count -eq 3) { $profiles = @('Any') }
    return "$($rule.Direction) $($rule.Action) $($ports.Protocol) $(Get-PortText $ports.LocalPort) " +
        "$(Get-PortText $ports.RemotePort) program $(Expand-Variable $program) service $service " +
        "profiles $(($profiles | Sort-Object) -join ',')"
}

function Assert-FirewallRule($rule) {
    # No such rule is an answer, not an error.
    $found = @(Get-NetFirewallRule -Name $rule.name -ErrorAction SilentlyContinue)
    if ($found.Count -ne 1) { throw "one rule of this name was expected, $($found.Count) were found" }
    if ("$($found[0].Enabled)" -ne 'True') { throw 'it is not enabled' }
    $program = ($found[0] | Get-NetFirewallApplicationFilter).Program
    $service = ($found[0] | Get-NetFirewallServiceFilter).Service
    # Windows gives the profiles in one text: "Domain, Private", or "Any".
    $profiles = [string[]] @("$($found[0].Profile)".Split(',') | ForEach-Object { $_.Trim() })
    $facts = Get-RuleText $found[0] ($found[0] | Get-NetFirewallPortFilter) $program $service $profiles
    $ports = @{ Protocol = $rule.protocol; LocalPort = $rule.local_port; RemotePort = $rule.remote_port }
    $wanted = Get-RuleText $rule $ports "$($rule.program)" "$($rule.service)" ([string[]] @($rule.profiles))
    if ($facts -ne $wanted) { throw "'$wanted' was expected, '$facts' was found" }
    if (@($rule.remote_address).Count -eq 0) { return }
    # Windows writes 10.0.0.0/8 as 10.0.0.0/255.0.0.0, so it is not compared word by word.
    $addresses = @(($found[0] | Get-NetFirewallAddressFilter).RemoteAddress)
    if ('Any' -in $addresses -or $addresses.Count -ne @($rule.remote_address).Count) {
        throw "remote addresses $($rule.remote_address) were expected, $addresses were found"
    }
}

# A Windows without Defender lacks its commands too.
function Test-Defender { return $null -ne (Get-Command -Name 'Get-MpPreference' -ErrorAction SilentlyContinue) }

function Assert-DefenderExclusion([string[]] $paths) {
    if (-not (Test-Defender)) {
        Write-Output 'There is no Defender here'
        return
    }
    $listed = @((Get-MpPreference).ExclusionPath)
    $missing = @($paths | Where-Object { $_ -notin $listed })
    if ($missing.Count -gt 0) { throw "Defender does not list $($missing -join ', ')" }
}

# After a restart Defender takes a moment. One wait for all paths: a Defender that is dead costs it only once.
function Test-DefenderExclusion([string[]] $paths, [switch] $Add) {
    if ($paths.Count -eq 0) { return }
    try {
        Wait-Until {
            if ($Add -and (Test-Defender)) { Add-MpPreference -ExclusionPath $paths }
            Assert-DefenderExclusion $paths
        }
    } catch {
        Write-Output $_.Exception.Message
    }
    foreach ($path in $paths) { Invoke-Check "Defender exclusion $path" { Assert-DefenderExclusion @($path) } }
}

# `auditpol /get /r` prints names and settings in the language of Windows. Its backup also has a number: 1 for success,
# 2 for failure, 3 for both. It is the last in the line with the GUID; exceptions for single users come after these.
function Assert-AuditPolicy($entry) {
    $file = "$root\audit-policy.csv"
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

# One that is not there, or is disabled, starts by itself still less.
function Assert-Held($entry) {
    $found = Get-StartupType $entry.name
    if ($found -and $found -notin 'Disabled', $entry.startup_type) {
        throw "start type $($entry.startup_type) was expected, $found was found: what has set it since, that a " +
            'setting of phase build, such as pause_edge, holds?'
    }
}

function Test-Pause($paused) {
    foreach ($one in $paused.services) { Invoke-Check "paused service $($one.name)" { Assert-Held $one } }
    foreach ($path in $paused.scheduled_tasks) { Invoke-Check "paused task $path" { Assert-ScheduledTask $path } }
}

# Read back all that a phase set, but for its registry values; what does not hold joins the caller's $failures.
function Test-Settings($settings) {
    foreach ($one in $settings.services) { Invoke-Check "service $($one.name)" { Assert-Service $one } }
    foreach ($path in $settings.scheduled_tasks) { Invoke-Check "scheduled task $path" { Assert-ScheduledTask $path } }
    foreach ($one in $settings.firewall) { Invoke-Check "firewall rule $($one.name)" { Assert-FirewallRule $one } }
    Test-DefenderExclusion ([string[]] @($settings.defender_exclusions))
    foreach ($one in $settings.audit_policy) { Invoke-Check "audit policy $($one.name)" { Assert-AuditPolicy $one } }
    foreach ($guid in $settings.power_schemes) { Invoke-Check "power scheme $guid" { Assert-PowerScheme $guid } }
    foreach ($one in $settings.power_values) { Invoke-Check "power value $($one.name)" { Assert-PowerValue $one } }
    foreach ($id in $settings.time_zones) { Invoke-Check "time zone $id" { Assert-TimeZone $id } }
}
