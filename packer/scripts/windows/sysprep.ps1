# Generalize Windows, within a time limit, and say why when it fails; a second run goes on where the first was cut off.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$root = 'C:\goldshelf'

$wanted = 'IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE'
$mark = "$root\sysprep-started"
$folder = "$env:SystemRoot\System32\Sysprep"

function Test-System { return [System.Security.Principal.WindowsIdentity]::GetCurrent().IsSystem }

function Get-ImageState {
    return (Get-ItemProperty -LiteralPath 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\State').ImageState
}

function Test-Sysprep {
    # No such process is an answer, not an error.
    return $null -ne (Get-Process -Name 'sysprep' -ErrorAction SilentlyContinue)
}

function Test-Service([string] $name) {
    # The agent takes its service away for a moment when it updates itself.
    $service = Get-Service -Name $name -ErrorAction SilentlyContinue
    return $null -ne $service -and $service.Status -eq 'Running'
}

# An image captured before Azure's agents are up does not provision. They start with Windows, long before this script:
# one that is not up ten minutes from now is broken, so there is no key for that.
function Wait-Agent {
    $deadline = (Get-Date).AddMinutes(10)
    foreach ($name in 'RdAgent', 'WindowsAzureGuestAgent') {
        while (-not (Test-Service $name)) {
            if ((Get-Date) -gt $deadline) { throw "The service $name does not run" }
            Start-Sleep -Seconds 5
        }
    }
}

function Write-Log {
    foreach ($path in "$folder\Panther\setuperr.log", "$folder\Panther\setupact.log") {
        Write-Output "---- the end of $path"
        try { Get-Content -LiteralPath $path -Tail 60 } catch { Write-Output "(unread: $($_.Exception.Message))" }
    }
}

# An app that the Store has updated since prepare-sysprep.ps1, or since an earlier run, would stop this one too.
function Invoke-LastSweep {
    try {
        . "$root\prove.ps1"
        . "$root\sweep.ps1"
        Invoke-Sweep
    } catch {
        # Sysprep itself says whether it minds.
        Write-Output "WARNING: $($_.Exception.Message)"
    }
}

function Start-Sysprep {
    Wait-Agent
    Invoke-LastSweep
    # Answers and logs of an earlier Sysprep would be taken for this one's.
    $stale = "$folder\unattend.xml", "$env:SystemRoot\Panther\unattend.xml",
        "$env:SystemRoot\Panther\Unattend\unattend.xml", "$folder\Panther"
    $stale | Where-Object { Test-Path -LiteralPath $_ } | Remove-Item -Recurse -Force
    $null = New-Item -Path $mark -ItemType File -Force
    # Generalizing can cut Packer's connection. This script is a task, so it goes on, and Packer runs it again.
    # /quit, not /shutdown: Packer powers off itself.
    Start-Process -FilePath "$folder\Sysprep.exe" -ArgumentList '/oobe /generalize /quiet /quit /mode:vm'
}

# Not from $root, which an earlier run may have taken back: the first start of a host reads this one.
function Get-Minutes {
    $image = Get-Content -LiteralPath "$env:SystemRoot\goldshelf\image.json" -Raw -Encoding UTF8 | ConvertFrom-Json
    return [int] ($image.limits.sysprep / 60)
}

# Why Windows is not generalized; nothing once it is.
function Wait-Generalized([int] $minutes) {
    $deadline = (Get-Date).AddMinutes($minutes)
    # Sysprep has two minutes to start, and once it has ended, half a minute for the state to follow.
    $patience = (Get-Date).AddMinutes(2)
    $shown = ''
    while ((Get-Date) -le $deadline) {
        $running = Test-Sysprep
        $state = Get-ImageState
        # Not Write-Output: that would be a part of the answer.
        if ($state -ne $shown) { Write-Host $state }
        $shown = $state
        if (-not $running -and $state -eq $wanted) { return }
        if ($running) { $patience = (Get-Date).AddSeconds(30) }
        if (-not $running -and (Get-Date) -gt $patience) { return "it has ended and left $state" }
        Start-Sleep -Seconds 5
    }
    return "still $shown after $minutes minutes"
}

# Nothing fails the build from here on: Windows is generalized, and the image is worth more than a file that stays.
function Complete-Image {
    try {
        . "$env:SystemRoot\goldshelf\take-back.ps1"
        # Packer writes what this prints to a file of its own, and removes that itself.
        $left = @(Invoke-TakeBack 'build' | Where-Object { $_ -notmatch '\\packer-[^\\(]*\.out( \(|$)' })
        Save-Left
        foreach ($one in $left) { Write-Output "WARNING: left in the image, until a host first starts: $one" }
    } catch {
        Write-Output "WARNING: what the build brought may be left in the image: $($_.Exception.Message)"
    }
}

function Main {
    # It would succeed, and hosts start with a black screen: from 24H2 on, packages of the shell are not registered
    # (learn.microsoft.com/troubleshoot/windows-client/setup-upgrade-and-drivers/sysprep-as-system-windows-11).
    if (Test-System) { throw 'An administrator was expected, SYSTEM was found: Microsoft does not support it here' }

    $minutes = Get-Minutes
    $begun = (Test-Path -LiteralPath $mark) -or (Test-Sysprep) -or (Get-ImageState) -eq $wanted
    if (-not $begun) { Start-Sysprep }
    $reason = Wait-Generalized $minutes
    # An earlier run failed before it began to change Windows. After that, a second one might only look as if it worked.
    if ($reason -and $begun -and (Get-ImageState) -eq 'IMAGE_STATE_COMPLETE' -and -not (Test-Sysprep)) {
        Write-Output "An earlier run of Sysprep failed: $reason"
        Write-Log
        Start-Sysprep
        $reason = Wait-Generalized $minutes
    }
    if ($reason) {
        Write-Output "Sysprep failed: $reason"
        Write-Log
        throw "Sysprep failed: $reason"
    }
    Complete-Image
    Write-Output 'Windows is generalized'
}

Main; exit 0
