# Apply the settings of the phase that $env:PHASE names, and read every one of them back.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$root = 'C:\goldshelf'
. "$root\prove.ps1"
. "$root\prove-settings.ps1"
. "$root\meanwhile.ps1"

# Set-Service of Windows PowerShell 5.1 knows no delayed start.
$words = @{ Automatic = 'auto'; AutomaticDelayedStart = 'delayed-auto'; Manual = 'demand'; Disabled = 'disabled' }

function Set-Entry($entry) {
    Set-RegistryData (Get-RegistryName $entry.path) $entry.name (ConvertTo-RegistryValue $entry.value)
    Assert-RegistryValue $entry
}

function Set-StartupType($entry) {
    if (Get-StartupType $entry.name) {
        $null = Invoke-Native 'sc.exe' @('config', $entry.name, 'start=', $words[$entry.startup_type])
        if ($entry.startup_type -eq 'Disabled') {
            Stop-Service -Name $entry.name -Force -NoWait
            $limit = [timespan]::FromSeconds((Get-Limit 'proof'))
            (Get-Service -Name $entry.name).WaitForStatus('Stopped', $limit)
        }
    }
    Assert-Service $entry
}

function Disable-Task([string] $path) {
    $task = Find-ScheduledTask $path
    if ($null -ne $task) { $null = $task | Disable-ScheduledTask }
    Assert-ScheduledTask $path
}

function Suspend-Service($entry) {
    $type = Get-StartupType $entry.name
    # Otherwise there is none, or it does not start by itself anyway.
    if ($type -and $type -notin 'Disabled', $entry.startup_type) {
        $start = Get-FirstStart $entry.name $type $words[$type]
        Save-Paused @{ path = ''; name = $entry.name; start = $start; held = $entry.startup_type }
        Set-StartupType $entry
    }
    Assert-Held $entry
}

function Suspend-Task([string] $path) {
    foreach ($task in @(Find-ScheduledTask $path | Where-Object { $_.Settings.Enabled })) {
        Save-Paused @{ path = $task.TaskPath; name = $task.TaskName; start = ''; held = 'Disabled' }
    }
    Disable-Task $path
}

function Set-FirewallRule($rule) {
    $new = @{
        Name = $rule.name; DisplayName = $rule.name; Direction = $rule.direction; Action = $rule.action
        Protocol = $rule.protocol
    }
    if ($rule.local_port) { $new.LocalPort = [string[]] $rule.local_port }
    if ($rule.remote_port) { $new.RemotePort = [string[]] $rule.remote_port }
    if ($rule.remote_address) { $new.RemoteAddress = [string[]] $rule.remote_address }
    if ($rule.program) { $new.Program = $rule.program }
    if ($rule.service) { $new.Service = $rule.service }
    if ($rule.profiles) { $new.Profile = $rule.profiles -join ',' }
    # There is none to replace, unless this is a second attempt.
    Get-NetFirewallRule -Name $rule.name -ErrorAction SilentlyContinue | Remove-NetFirewallRule
    $null = New-NetFirewallRule @new
    Assert-FirewallRule $rule
}

function Set-AuditPolicy($entry) {
    $words = @{ $true = 'enable'; $false = 'disable' }
    $null = Invoke-Native 'auditpol.exe' @(
        '/set', "/subcategory:$($entry.guid)"
        "/success:$($words[$entry.success])", "/failure:$($words[$entry.failure])"
    )
    Assert-AuditPolicy $entry
}

function Set-PowerScheme([string] $guid) {
    $null = Invoke-Native 'powercfg.exe' @('/setactive', $guid)
    Assert-PowerScheme $guid
}

function Set-PowerValue($entry) {
    $what = @('SCHEME_CURRENT', $entry.subgroup, $entry.setting, [string] $entry.value)
    $null = Invoke-Native 'powercfg.exe' (@('/setacvalueindex') + $what)
    $null = Invoke-Native 'powercfg.exe' (@('/setdcvalueindex') + $what)
    # A value counts from the next time that its scheme becomes the active one.
    $null = Invoke-Native 'powercfg.exe' @('/setactive', 'SCHEME_CURRENT')
    Assert-PowerValue $entry
}

function Set-Zone([string] $id) {
    Set-TimeZone -Id $id
    Assert-TimeZone $id
}

function Set-Registry($entries) {
    Invoke-Check 'registry' {
        Invoke-WithDefaultUser {
            foreach ($one in $entries) { Invoke-Check "$($one.path) $($one.name)" { Set-Entry $one } }
        }
    }
}

# Sysprep is a task of the build user, and Windows keeps the password for it, unless this forbids that
# (hashicorp/packer#12892).
function Assert-TaskPassword {
    $lsa = 'HKLM:\SYSTEM\CurrentControlSet\Control\Lsa'
    if ((Get-Item -LiteralPath $lsa).GetValue('DisableDomainCreds', 0) -eq 0) { return }
    throw "$lsa DisableDomainCreds must be 0: Windows keeps no password for the task that Sysprep is. " +
        'Set it by a setting of your own with phase = "first", and back by a policy of your hosts'
}

function Main {
    if ($env:PHASE -notin 'first', 'last') { throw "PHASE first or last was expected, '$env:PHASE' was found" }
    $image = Get-Image
    $settings, $paused = $image.($env:PHASE), $image.paused
    Add-Exclusion $image.build_user
    $failures = New-Object -TypeName 'System.Collections.Generic.List[string]'
    Set-Registry $settings.registry
    foreach ($one in $settings.services) { Invoke-Check "service $($one.name)" { Set-StartupType $one } }
    foreach ($path in $settings.scheduled_tasks) { Invoke-Check "scheduled task $path" { Disable-Task $path } }
    foreach ($one in $settings.services) { Remove-Paused $one.name }
    foreach ($path in $settings.scheduled_tasks) { Remove-Paused $path }
    foreach ($one in $paused.services) { Invoke-Check "paused service $($one.name)" { Suspend-Service $one } }
    foreach ($path in $paused.scheduled_tasks) { Invoke-Check "paused task $path" { Suspend-Task $path } }
    foreach ($rule in $settings.firewall) { Invoke-Check "firewall rule $($rule.name)" { Set-FirewallRule $rule } }
    Test-DefenderExclusion ([string[]] @($settings.defender_exclusions)) -Add
    foreach ($one in $settings.audit_policy) { Invoke-Check "audit policy $($one.name)" { Set-AuditPolicy $one } }
    foreach ($guid in $settings.power_schemes) { Invoke-Check "power scheme $guid" { Set-PowerScheme $guid } }
    foreach ($one in $settings.power_values) { Invoke-Check "power value $($one.name)" { Set-PowerValue $one } }
    foreach ($id in $settings.time_zones) { Invoke-Check "time zone $id" { Set-Zone $id } }
    if (-not $image.specialized) { Invoke-Check 'a task of the build user can start' { Assert-TaskPassword } }
    if ($failures.Count -gt 0) { throw "These settings did not take:`n$($failures -join "`n")" }
    Write-Output "The settings of the phase '$env:PHASE' are applied"
}

Main; exit 0
