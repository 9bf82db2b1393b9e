# Apply the settings of the phase that $env:PHASE names, and read every one of them back.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. 'C:\goldshelf\prove.ps1'
. 'C:\goldshelf\prove-settings.ps1'

if ($env:PHASE -notin 'first', 'last') { throw "PHASE first or last was expected, '$env:PHASE' was found" }
$image = Get-Content -Path 'C:\goldshelf\image.json' -Raw -Encoding UTF8 | ConvertFrom-Json
$settings = $image.($env:PHASE)
$failures = New-Object -TypeName 'System.Collections.Generic.List[string]'
# Set-Service of Windows PowerShell 5.1 knows no delayed start.
$startTypes = @{ Automatic = 'auto'; AutomaticDelayedStart = 'delayed-auto'; Manual = 'demand'; Disabled = 'disabled' }

Invoke-Check 'registry' {
    Invoke-WithDefaultUser {
        foreach ($entry in $settings.registry) {
            Invoke-Check "$($entry.path) $($entry.name)" {
                $key = Get-RegistryName $entry.path
                $value = ConvertTo-RegistryValue $entry.value
                [Microsoft.Win32.Registry]::SetValue($key, $entry.name, $value.Data, $value.Kind)
                Assert-RegistryValue $entry
            }
        }
    }
}

foreach ($entry in $settings.services) {
    Invoke-Check "service $($entry.name)" {
        if (Get-StartupType $entry.name) {
            $start = $startTypes[$entry.startup_type]
            $null = Invoke-Native 'sc.exe' @('config', $entry.name, 'start=', $start)
            if ($entry.startup_type -eq 'Disabled') {
                Stop-Service -Name $entry.name -Force -NoWait
                $limit = [timespan]::FromSeconds((Get-Limit 'proof'))
                (Get-Service -Name $entry.name).WaitForStatus('Stopped', $limit)
            }
        }
        Assert-Service $entry
    }
}

foreach ($path in $settings.scheduled_tasks) {
    Invoke-Check "scheduled task $path" {
        $task = Find-ScheduledTask $path
        if ($null -ne $task) { $null = $task | Disable-ScheduledTask }
        Assert-ScheduledTask $path
    }
}

foreach ($rule in $settings.firewall) {
    Invoke-Check "firewall rule $($rule.name)" {
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
}

foreach ($path in $settings.defender_exclusions) {
    Invoke-Check "Defender exclusion $path" {
        # A Windows without Defender lacks its commands too. After a restart it takes a moment.
        Wait-Until {
            # Whether it is there is for Assert-DefenderExclusion to say.
            if (Get-Command -Name 'Add-MpPreference' -ErrorAction SilentlyContinue) {
                Add-MpPreference -ExclusionPath $path
            }
            Assert-DefenderExclusion $path
        }
    }
}

foreach ($entry in $settings.audit_policy) {
    Invoke-Check "audit policy $($entry.name)" {
        $words = @{ $true = 'enable'; $false = 'disable' }
        $null = Invoke-Native 'auditpol.exe' @(
            '/set', "/subcategory:$($entry.guid)"
            "/success:$($words[$entry.success])", "/failure:$($words[$entry.failure])"
        )
        Assert-AuditPolicy $entry
    }
}

foreach ($guid in $settings.power_schemes) {
    Invoke-Check "power scheme $guid" {
        $null = Invoke-Native 'powercfg.exe' @('/setactive', $guid)
        Assert-PowerScheme $guid
    }
}

foreach ($entry in $settings.power_values) {
    Invoke-Check "power value $($entry.name)" {
        $what = @('SCHEME_CURRENT', $entry.subgroup, $entry.setting, [string] $entry.value)
        $null = Invoke-Native 'powercfg.exe' (@('/setacvalueindex') + $what)
        $null = Invoke-Native 'powercfg.exe' (@('/setdcvalueindex') + $what)
        # A value counts from the next time that its scheme becomes the active one.
        $null = Invoke-Native 'powercfg.exe' @('/setactive', 'SCHEME_CURRENT')
        Assert-PowerValue $entry
    }
}

foreach ($id in $settings.time_zones) {
    Invoke-Check "time zone $id" {
        Set-TimeZone -Id $id
        Assert-TimeZone $id
    }
}

if ($failures.Count -gt 0) { throw "These settings did not take:`n$($failures -join "`n")" }
Write-Output "The settings of the phase '$env:PHASE' are applied"
exit 0
