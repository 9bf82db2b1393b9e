# Run by a task every minute of a pass of Windows Update: once the time is over, say what is being installed, and stop.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$root = 'C:\goldshelf'
. "$root\prove.ps1"

$over = "$root\updates-over.txt"

function ConvertTo-Time([string] $text) {
    return [DateTime]::Parse($text, [Globalization.CultureInfo]::InvariantCulture, 'RoundtripKind')
}

# The titles of updates whose installation has begun and not ended, with the time when it began.
function Get-Installing($state) {
    $filter = @{
        LogName = 'System'
        ProviderName = 'Microsoft-Windows-WindowsUpdateClient'
        # 43 has started, 19 has succeeded, 20 has failed.
        Id = 19, 20, 43
        StartTime = (ConvertTo-Time $state.since).ToLocalTime()
    }
    $begun = [ordered] @{}
    # No such event is an answer, not an error.
    foreach ($event in @(Get-WinEvent -FilterHashtable $filter -Oldest -ErrorAction SilentlyContinue)) {
        $data = ([xml] $event.ToXml()).Event.EventData.Data
        $title = "$(@($data | Where-Object { $_.Name -eq 'updateTitle' } | ForEach-Object { $_.InnerText }))"
        if ($event.Id -eq 43) {
            $begun[$title] = $event.TimeCreated.ToUniversalTime()
        } elseif ($begun.Contains($title)) {
            $begun.Remove($title)
        }
    }
    return @($begun.Keys | ForEach-Object { "$_ (since $($begun[$_].ToString('HH:mm')) UTC)" })
}

function Write-Over($updates, $state) {
    $installing = @(Get-Installing $state)
    $what = 'no update was being installed: Windows searched, downloaded or restarted'
    if ($installing.Count -gt 0) { $what = "this was being installed: $($installing -join '; ')" }
    $text = "The time for updates is over (windows_update.timeout = '$($updates.time_limit)'), and $what. " +
        'Give them more time, or name an update in windows_update.exclude.'
    # With a byte order mark, by which Get-Content knows UTF-8.
    [IO.File]::WriteAllText($over, $text, (New-Object -TypeName 'System.Text.UTF8Encoding' -ArgumentList $true))
}

# The plugin's task is a cmd.exe that runs PowerShell, and Packer sees its end. Then the plugin tries again: it finds
# the text above and stops, unless that try hangs too.
function Stop-Update([datetime] $before) {
    $processes = @(Get-CimInstance -ClassName Win32_Process)
    $shells = @($processes |
        Where-Object { $_.Name -eq 'cmd.exe' -and $_.CommandLine -like '*packer-windows-update-*.out*' } |
        ForEach-Object { $_.ProcessId })
    foreach ($process in $processes) {
        if ($process.ParentProcessId -in $shells -and $process.CreationDate -le $before) {
            # It may end by itself in this moment.
            Stop-Process -Id $process.ProcessId -Force -ErrorAction SilentlyContinue
        }
    }
}

function Main {
    $updates = (Get-Image).updates
    $state = Get-Content -LiteralPath "$root\updates.json" -Raw -Encoding UTF8 | ConvertFrom-Json
    if ((Get-Date).ToUniversalTime() -lt (ConvertTo-Time $state.until)) { return }
    $first = -not (Test-Path -LiteralPath $over)
    if ($first) { Write-Over $updates $state }
    $minutes = if ($first) { 0 } else { -10 }
    Stop-Update (Get-Date).AddMinutes($minutes)
}

Main; exit 0
