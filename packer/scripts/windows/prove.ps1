# Functions only: how the other scripts prove what they did, kept here because a script cannot share code otherwise.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$root = 'C:\goldshelf'

# Each piece of .NET is a function of its own.
function Get-RegistryData([string] $key, [string] $name) {
    # The comma keeps a list of one a list.
    return , [Microsoft.Win32.Registry]::GetValue($key, $name, $null)
}
function Set-RegistryData([string] $key, [string] $name, $value) {
    [Microsoft.Win32.Registry]::SetValue($key, $name, $value.Data, $value.Kind)
}
function Open-MachineKey([string] $path, [bool] $writable) {
    return [Microsoft.Win32.Registry]::LocalMachine.OpenSubKey($path, $writable)
}
function Get-MachineVariable([string] $name) { return [Environment]::GetEnvironmentVariable($name, 'Machine') }
function Expand-Variable([string] $text) { return [Environment]::ExpandEnvironmentVariables($text) }

# What the catalog says of this image.
function Get-Image {
    return Get-Content -LiteralPath "$root\image.json" -Raw -Encoding UTF8 | ConvertFrom-Json
}

# Do $work, one line for each check; what it throws joins the caller's $failures, so that one does not hide the next.
function Invoke-Check([string] $what, [scriptblock] $work) {
    try {
        & $work
        Write-Output "ok: $what"
    } catch {
        Write-Output "FAILED: ${what}: $($_.Exception.Message)"
        $failures.Add("${what}: $($_.Exception.Message)")
    }
}

# A limit of the catalog: seconds, or how often to try again.
function Get-Limit([string] $name) { return (Get-Image).limits.$name }

# What $work gives, once it no longer throws: when the time is over, its error counts.
function Wait-Until([scriptblock] $work) {
    $deadline = (Get-Date).AddSeconds((Get-Limit 'proof'))
    while ((Get-Date) -lt $deadline) {
        try { return & $work } catch { Start-Sleep -Seconds 5 }
    }
    return & $work
}

# The full name of a key. DEFAULT_USER: is there only while Invoke-WithDefaultUser runs.
function Get-RegistryName([string] $path) {
    $hive, $rest = $path -split ':\\', 2
    if ($hive -eq 'HKLM') { return "HKEY_LOCAL_MACHINE\$rest" }
    if ($hive -eq 'DEFAULT_USER') { return "HKEY_USERS\goldshelf\$rest" }
    throw "a key of HKLM: or DEFAULT_USER: was expected, '$path' was found"
}

# How .NET takes a value of image.json.
function ConvertTo-RegistryValue($value) {
    if ($value -is [array]) { return @{ Kind = 'MultiString'; Data = [string[]] $value } }
    if ($value -is [string]) { return @{ Kind = 'String'; Data = $value } }
    # .NET wants a DWORD signed: 0xffffffff is -1.
    return @{ Kind = 'DWord'; Data = [BitConverter]::ToInt32([BitConverter]::GetBytes([uint32] $value), 0) }
}

function Assert-RegistryValue($entry) {
    $wanted = (ConvertTo-RegistryValue $entry.value).Data
    $found = Get-RegistryData (Get-RegistryName $entry.path) $entry.name
    if ($null -eq $found) { throw "'$wanted' was expected, nothing was found" }
    if ($found.GetType() -ne $wanted.GetType() -or ($found -join "`n") -cne ($wanted -join "`n")) {
        throw "'$wanted' was expected, '$found' was found"
    }
}

function Dismount-DefaultUser {
    for ($attempt = 1; $attempt -le 6; $attempt++) {
        # A key that .NET has not let go of yet would keep the hive loaded.
        [gc]::Collect()
        [gc]::WaitForPendingFinalizers()
        $null = & reg.exe unload 'HKU\goldshelf'
        if ($LASTEXITCODE -eq 0) { return }
        # So does an antivirus that looks into it, for a moment.
        Start-Sleep -Seconds 5
    }
    throw "the default user's hive stays loaded: reg.exe ended with $LASTEXITCODE"
}

# Do $work while the default user's hive is loaded.
function Invoke-WithDefaultUser([scriptblock] $work) {
    # A run that was cut off leaves it loaded.
    if (Test-Path -LiteralPath 'Registry::HKEY_USERS\goldshelf') { Dismount-DefaultUser }
    $null = & reg.exe load 'HKU\goldshelf' "$env:SystemDrive\Users\Default\NTUSER.DAT"
    if ($LASTEXITCODE -ne 0) { throw "the default user's hive cannot be loaded: reg.exe ended with $LASTEXITCODE" }
    try { & $work } finally { Dismount-DefaultUser }
}

# The marks by which Windows says that it waits for a restart.
function Get-PendingRestart {
    $current = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion'
    $marks = "$current\Component Based Servicing\RebootPending", "$current\WindowsUpdate\Auto Update\RebootRequired"
    return $marks | Where-Object { Test-Path -LiteralPath $_ }
}

# Server Core has no apps of the Store: its commands for them are missing, or fail.
function Test-Appx {
    $windows = Get-ItemProperty -LiteralPath 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion'
    if ($windows.InstallationType -eq 'Server Core') { return $false }
    # No such command is an answer, not an error.
    return $null -ne (Get-Command -Name 'Get-AppxPackage' -ErrorAction SilentlyContinue)
}

# What this machine belongs to. An image must not belong to anything.
function Get-Membership {
    # Its exit code is not documented: what must be there is its answer.
    $status = & dsregcmd.exe /status
    foreach ($kind in 'AzureAdJoined', 'EnterpriseJoined', 'DomainJoined') {
        $answer = [regex]::Match(($status -join "`n"), "(?m)^\s*$kind\s*:\s*(\w+)")
        if (-not $answer.Success) { throw "dsregcmd /status does not say $kind" }
        if ($answer.Groups[1].Value -ne 'NO') { $kind }
    }
    $enrolments = 'HKLM:\SOFTWARE\Microsoft\Enrollments'
    if (-not (Test-Path -LiteralPath $enrolments)) { return }
    Get-ChildItem -LiteralPath $enrolments |
        Where-Object { $_.GetValue('ProviderID') -eq 'MS DM Server' } |
        ForEach-Object { "MDM enrolment $($_.PSChildName)" }
}
