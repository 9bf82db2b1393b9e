# Around a pass of Windows Update: say where updates come from and start the clock, then take both back.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

$root = 'C:\goldshelf'
. "$root\prove.ps1"

$kept = "$root\updates.json"
$policy = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate'
# Microsoft: "Opt-In to Microsoft Update". 7 allows pending and online registration, and registers it for searches.
$microsoftUpdate = '7971f918-a847-4430-9279-4a52d1efe18d'
$task = 'goldshelf-limit-updates'

# What is remembered from one pass to the next: the seconds that are left, and what there was before.
function Read-State {
    $state = @{ left = $updates.timeout; until = ''; since = ''; wsus = $null; microsoft_update = $null }
    if (Test-Path -LiteralPath $kept) {
        $written = Get-Content -LiteralPath $kept -Raw -Encoding UTF8 | ConvertFrom-Json
        foreach ($name in @($state.Keys)) { $state[$name] = $written.$name }
    }
    return $state
}

function Get-PolicyValue([string] $path, [string] $name) {
    if (-not (Test-Path -LiteralPath $path)) { return $null }
    return (Get-Item -LiteralPath $path).GetValue($name)
}

# Null: there is no such value.
function Set-PolicyValue([string] $path, [string] $name, $value) {
    if ($null -eq $value) {
        if ($null -ne (Get-PolicyValue $path $name)) { Remove-ItemProperty -LiteralPath $path -Name $name }
        return
    }
    if (-not (Test-Path -LiteralPath $path)) { $null = New-Item -Path $path -Force }
    $kind = if ($value -is [string]) { 'String' } else { 'DWord' }
    $null = New-ItemProperty -LiteralPath $path -Name $name -Value $value -PropertyType $kind -Force
    if ("$(Get-PolicyValue $path $name)" -cne "$value") { throw "$path $name was expected to be '$value'" }
}

function Get-Wanted {
    # Both must have the same value, or neither is valid.
    @{ path = $policy; name = 'WUServer'; value = $updates.server }
    @{ path = $policy; name = 'WUStatusServer'; value = $updates.server }
    @{ path = "$policy\AU"; name = 'UseWUServer'; value = 1 }
    if ($updates.target_group) {
        @{ path = $policy; name = 'TargetGroup'; value = $updates.target_group }
        @{ path = $policy; name = 'TargetGroupEnabled'; value = 1 }
    }
}

function Test-MicrosoftUpdate {
    $manager = New-Object -ComObject 'Microsoft.Update.ServiceManager'
    $is = { $_.ServiceID -eq $microsoftUpdate -and $_.IsRegisteredWithAU }
    return @($manager.Services | Where-Object $is).Count -gt 0
}

function Use-Service {
    if ($updates.service -eq 'wsus') {
        if ($null -eq $state.wsus) {
            $state.wsus = @(Get-Wanted | ForEach-Object {
                    @{ path = $_.path; name = $_.name; value = Get-PolicyValue $_.path $_.name }
                })
        }
        Get-Wanted | ForEach-Object { Set-PolicyValue $_.path $_.name $_.value }
        Restart-Service -Name 'wuauserv' -Force
        Write-Output "Updates come from $($updates.server)"
    }
    if ($updates.service -eq 'microsoft_update') {
        if ($null -eq $state.microsoft_update) { $state.microsoft_update = Test-MicrosoftUpdate }
        $manager = New-Object -ComObject 'Microsoft.Update.ServiceManager'
        if (-not (Test-MicrosoftUpdate)) { $null = $manager.AddService2($microsoftUpdate, 7, '') }
        if (-not (Test-MicrosoftUpdate)) { throw 'Microsoft Update was expected to be registered, it is not' }
        Write-Output 'Updates come from Microsoft Update'
    }
}

function Restore-Service {
    if ($updates.keep_service) { return }
    if ($updates.service -eq 'wsus') {
        $state.wsus | ForEach-Object { Set-PolicyValue $_.path $_.name $_.value }
        Restart-Service -Name 'wuauserv' -Force
    }
    if ($updates.service -eq 'microsoft_update' -and -not $state.microsoft_update) {
        $manager = New-Object -ComObject 'Microsoft.Update.ServiceManager'
        $null = $manager.RemoveService($microsoftUpdate)
        if (Test-MicrosoftUpdate) { throw 'Microsoft Update was expected to be gone, it is still registered' }
    }
    Write-Output 'Updates come from where the source image takes them'
}

function Start-Clock {
    $now = (Get-Date).ToUniversalTime()
    $state.since = $now.ToString('o')
    $state.until = $now.AddSeconds($state.left).ToString('o')
    $call = @{
        TaskName = $task
        Action = New-ScheduledTaskAction -Execute "$env:SystemRoot\System32\WindowsPowerShell\v1.0\powershell.exe" `
            -Argument "-NoProfile -NonInteractive -ExecutionPolicy Bypass -File $root\limit-updates.ps1"
        Trigger = New-ScheduledTaskTrigger -Once -At (Get-Date) -RepetitionInterval (New-TimeSpan -Minutes 1)
        Settings = New-ScheduledTaskSettingsSet -MultipleInstances 'IgnoreNew' -StartWhenAvailable
        User = 'SYSTEM'
        RunLevel = 'Highest'
    }
    $null = Register-ScheduledTask @call -Force
    Write-Output "Updates have until $($state.until)"
}

function Stop-Clock {
    # No such task: an earlier try of this script has removed it, and was cut off.
    Get-ScheduledTask -TaskName $task -ErrorAction SilentlyContinue | Unregister-ScheduledTask -Confirm:$false
    $until = [DateTime]::Parse($state.until, [Globalization.CultureInfo]::InvariantCulture, 'RoundtripKind')
    $state.left = [Math]::Max(0, [int] ($until - (Get-Date).ToUniversalTime()).TotalSeconds)
    Write-Output "$($state.left) seconds are left for further passes"
}

function Main {
    if ($env:MOMENT -notin 'before', 'after') { throw "MOMENT was expected to be before or after, it is '$env:MOMENT'" }
    $updates = (Get-Image).updates
    $state = Read-State
    if ($env:MOMENT -eq 'before') {
        Use-Service
        Start-Clock
    } else {
        Stop-Clock
        Restore-Service
    }
    # Not Set-Content: its UTF-8 begins with a byte order mark.
    [IO.File]::WriteAllText($kept, (ConvertTo-Json -InputObject $state -Depth 4))
}

Main; exit 0
