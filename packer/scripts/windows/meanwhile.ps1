# Functions only: what holds while a build runs, is written down before it is changed, and is taken back afterwards.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

$kept = "$env:SystemRoot\goldshelf"
# Whom FSLogix gives no container. The groups come with it.
$exclusions = 'FSLogix Profile Exclude List', 'FSLogix ODFC Exclude List'

# A file of what this and an earlier script keep; of a list, each item.
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

# What is set for good is not given back: a service by its name, or tasks by their path.
function Remove-Paused([string] $path) {
    $all = @(Read-Kept 'paused')
    $others = @($all | Where-Object { "$($_.path)$($_.name)" -notlike $path })
    if ($others.Count -lt $all.Count) { Save-Kept 'paused' $others }
}

# How a service started before any pause: $word is how it does now, as $type.
function Get-FirstStart([string] $name, [string] $type, [string] $word) {
    $earlier = @(Read-Kept 'paused' | Where-Object { -not $_.path -and $_.name -eq $name -and $_.held -eq $type })
    if ($earlier.Count -gt 0) { return $earlier[0].start }
    return $word
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

# A task of the build user, as Sysprep is, loads a profile: FSLogix might look for its container on a share that no
# build reaches. Azure/FederalAVD excludes this account too, in Set-FSLogixSessionHostConfiguration.ps1.
function Add-Exclusion([string] $user) {
    # No such group is an answer, not an error.
    $groups = @(Get-LocalGroup -Name $exclusions -ErrorAction SilentlyContinue | ForEach-Object { $_.Name })
    foreach ($group in $groups) {
        $before = @(Read-Kept 'excluded')
        $ours = @($before | Where-Object { $_.group -eq $group }).Count -gt 0
        if (-not $ours) { Save-Kept 'excluded' ($before + @{ group = $group; user = $user }) }
        try {
            Add-LocalGroupMember -Group $group -Member $user
        } catch {
            # The source image has it in there, or the group cannot be changed: then there is nothing to take back.
            if (-not $ours) { Save-Kept 'excluded' $before }
            if ($_.FullyQualifiedErrorId -notlike 'MemberExists*') {
                Write-Output "WARNING: $user is not in ${group}: $($_.Exception.Message)"
            }
        }
    }
}

function Remove-Exclusion([string] $group) {
    $all = @(Read-Kept 'excluded')
    foreach ($one in @($all | Where-Object { $_.group -eq $group })) {
        try {
            Remove-LocalGroupMember -Group $group -Member $one.user
        } catch {
            # A run that was cut off may not have come so far as to add it.
            if ($_.FullyQualifiedErrorId -notlike 'MemberNotFound*') { throw }
        }
    }
    Save-Kept 'excluded' @($all | Where-Object { $_.group -ne $group })
}
