# Functions only: what holds while a build runs, is written down before it is changed, and is taken back afterwards.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

$kept = "$env:SystemRoot\goldshelf"
# Whom FSLogix gives no container. The groups come with it.
$exclusions = 'FSLogix Profile Exclude List', 'FSLogix ODFC Exclude List'

function Read-Kept([string] $name) {
    if (-not (Test-Path -LiteralPath "$kept\$name.json")) { return }
    $written = Get-Content -LiteralPath "$kept\$name.json" -Raw -Encoding UTF8 | ConvertFrom-Json
    $written | ForEach-Object { $_ }
}

# A run that is cut off must not take what it did for what there was: this comes before the change.
function Save-Kept([string] $name, $items) {
    $null = New-Item -Path $kept -ItemType Directory -Force
    # Not Set-Content: its UTF-8 begins with a byte order mark.
    [IO.File]::WriteAllText("$kept\$name.json", (ConvertTo-Json -InputObject @($items)))
}

function Save-Paused($new) {
    $others = @(Read-Kept 'paused' | Where-Object { $_.path -ne $new.path -or $_.name -ne $new.name })
    Save-Kept 'paused' ($others + $new)
}

function Remove-PausedTask([string] $path) {
    $all = @(Read-Kept 'paused')
    $others = @($all | Where-Object { "$($_.path)$($_.name)" -notlike $path })
    if ($others.Count -lt $all.Count) { Save-Kept 'paused' $others }
}

# The services and tasks that are still as the build left them.
function Get-Paused {
    foreach ($one in @(Read-Kept 'paused')) {
        if ($one.path) {
            # One that is gone is an answer, not an error.
            $task = Get-ScheduledTask -TaskPath $one.path -TaskName $one.name -ErrorAction SilentlyContinue
            if ($null -ne $task -and -not $task.Settings.Enabled) { $one }
        } else {
            # The same.
            $service = Get-Service -Name $one.name -ErrorAction SilentlyContinue
            if ($null -ne $service -and "$($service.StartType)" -eq $one.held) { $one }
        }
    }
}

function Resume-Paused($one) {
    if ($one.path) {
        $null = Enable-ScheduledTask -TaskPath $one.path -TaskName $one.name
        return
    }
    & sc.exe config $one.name start= $one.start
    if ($LASTEXITCODE -ne 0) { throw "sc.exe ended with exit code $LASTEXITCODE" }
}

function Test-Excluded([string] $group, [string] $user) {
    # Neither user nor group is an answer, not an error.
    $found = Get-LocalUser -Name $user -ErrorAction SilentlyContinue
    # The same.
    if ($null -eq $found -or $null -eq (Get-LocalGroup -Name $group -ErrorAction SilentlyContinue)) { return $false }
    return $found.SID.Value -in @(Get-LocalGroupMember -Group $group | ForEach-Object { $_.SID.Value })
}

# A task of the build user, as Sysprep is, loads a profile: FSLogix might look for its container on a share that no
# build reaches. Azure/FederalAVD excludes this account too, in Set-FSLogixSessionHostConfiguration.ps1.
function Add-Exclusion([string] $user) {
    # No such group is an answer, not an error.
    $groups = @(Get-LocalGroup -Name $exclusions -ErrorAction SilentlyContinue | ForEach-Object { $_.Name })
    $new = @($groups | Where-Object { -not (Test-Excluded $_ $user) })
    if ($new.Count -eq 0) { return }
    Save-Kept 'excluded' (@(Read-Kept 'excluded') + $new)
    foreach ($group in $new) { Add-LocalGroupMember -Group $group -Member $user }
}

# The groups that have the build user because the build put it there.
function Get-Exclusion([string] $user) {
    Read-Kept 'excluded' | Where-Object { Test-Excluded $_ $user }
}
