# Apply the settings of the phase that $env:PHASE names, and read every one of them back.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. 'C:\goldshelf\prove.ps1'

if ($env:PHASE -notin 'first', 'last') { throw "PHASE first or last was expected, '$env:PHASE' was found" }
$image = Get-Content -Path 'C:\goldshelf\image.json' -Raw -Encoding UTF8 | ConvertFrom-Json
$settings = $image.($env:PHASE)
$failures = New-Object -TypeName 'System.Collections.Generic.List[string]'

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

foreach ($name in $settings.services) {
    Invoke-Check "service $name" {
        # Editions differ in their services: one that is not there needs no disabling.
        $service = Get-Service -Name $name -ErrorAction SilentlyContinue
        if ($null -eq $service) {
            Write-Output "There is no service $name here"
            return
        }
        Set-Service -Name $name -StartupType Disabled
        Stop-Service -Name $name -Force -NoWait
        $service.WaitForStatus('Stopped', [timespan]::FromMinutes(2))
        $type = (Get-Service -Name $name).StartType
        if ($type -ne 'Disabled') { throw "start type Disabled was expected, $type was found" }
    }
}

foreach ($path in $settings.scheduled_tasks) {
    Invoke-Check "scheduled task $path" {
        $cut = $path.LastIndexOf('\') + 1
        $task = @{ TaskPath = $path.Substring(0, $cut); TaskName = $path.Substring($cut) }
        # Editions differ in their tasks: one that is not there needs no disabling.
        if ($null -eq (Get-ScheduledTask @task -ErrorAction SilentlyContinue)) {
            Write-Output "There is no scheduled task $path here"
            return
        }
        $null = Disable-ScheduledTask @task
        if ((Get-ScheduledTask @task).Settings.Enabled) { throw 'it is still enabled' }
    }
}

foreach ($rule in $settings.firewall) {
    Invoke-Check "firewall rule $($rule.name)" {
        $new = @{
            Name = $rule.name; DisplayName = $rule.name; Direction = 'Inbound'; Action = 'Allow'
            Protocol = $rule.protocol; LocalPort = [string] $rule.port
        }
        if ($rule.program) { $new.Program = $rule.program }
        if ($rule.service) { $new.Service = $rule.service }
        if ($rule.profiles) { $new.Profile = $rule.profiles -join ',' }
        # There is none to replace, unless this is a second attempt.
        Get-NetFirewallRule -Name $rule.name -ErrorAction SilentlyContinue | Remove-NetFirewallRule
        $null = New-NetFirewallRule @new
        $found = Get-NetFirewallRule -Name $rule.name
        $ports = $found | Get-NetFirewallPortFilter
        $facts = "$($found.Enabled) $($found.Action) $($ports.Protocol) $($ports.LocalPort)"
        $wanted = "True Allow $($rule.protocol) $($rule.port)"
        if ($facts -ne $wanted) { throw "'$wanted' was expected, '$facts' was found" }
    }
}

foreach ($path in $settings.defender_exclusions) {
    Invoke-Check "Defender exclusion $path" {
        # A Windows without Defender lacks its commands too.
        if (-not (Get-Command -Name 'Add-MpPreference' -ErrorAction SilentlyContinue)) {
            Write-Output 'There is no Defender here'
            return
        }
        # After a restart it takes a moment.
        Wait-Until {
            Add-MpPreference -ExclusionPath $path -ErrorAction Stop
            $listed = @((Get-MpPreference -ErrorAction Stop).ExclusionPath)
            if ($path -notin $listed) { throw 'Defender does not list it' }
        }
    }
}

if ($failures.Count -gt 0) { throw "These settings did not take:`n$($failures -join "`n")" }
Write-Output "The settings of the phase '$env:PHASE' are applied"
exit 0
