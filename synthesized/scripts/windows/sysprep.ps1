# Generalize Windows, within a time limit, and say why when it fails; a second run goes on where the first was cut off.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

$wanted = 'IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE'
$mark = 'C:\goldshelf\sysprep-started'
$folder = "$env:SystemRoot\System32\Sysprep"

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

function Write-Log {
    foreach ($path in "$folder\Panther\setuperr.log", "$folder\Panther\setupact.log") {
        Write-Output "---- the end of $path"
        if (Test-Path -LiteralPath $path) { Get-Content -LiteralPath $path -Tail 60 } else { '(no such file)' }
    }
}

function Stop-Build([string] $reason) {
    Write-Log
    Write-Output "Sysprep failed: $reason"
    exit 1
}

$account = [System.Security.Principal.WindowsIdentity]::GetCurrent()
# It would succeed, and the hosts would start with a black screen: from 24H2 on, the packages of the shell do not get
# registered (learn.microsoft.com/troubleshoot/windows-client/setup-upgrade-and-drivers/sysprep-as-system-windows-11).
if ($account.IsSystem) { throw 'An administrator was expected, SYSTEM was found: Microsoft does not support it here' }

$state = Get-ImageState
if ($state -ne $wanted -and -not (Test-Sysprep)) {
    # An earlier run failed. Where it had begun to change Windows, a second one might only look as if it worked.
    if (Test-Path -LiteralPath $mark) {
        Write-Log
        if ($state -ne 'IMAGE_STATE_COMPLETE') { Stop-Build "an earlier run was cut off and left $state" }
    }

    # An image captured before Azure's agents are up does not provision. They start with Windows, long before this
    # script: one that is not up ten minutes from now is broken, so there is no key for that.
    $deadline = (Get-Date).AddMinutes(10)
    foreach ($name in 'RdAgent', 'WindowsAzureGuestAgent') {
        while (-not (Test-Service $name)) {
            if ((Get-Date) -gt $deadline) { throw "The service $name does not run" }
            Start-Sleep -Seconds 5
        }
    }

    # Answers and logs of an earlier Sysprep would be taken for this one's.
    $stale = "$folder\unattend.xml", "$env:SystemRoot\Panther\unattend.xml",
        "$env:SystemRoot\Panther\Unattend\unattend.xml", "$folder\Panther"
    $stale | Where-Object { Test-Path -LiteralPath $_ } | Remove-Item -Recurse -Force

    # By WMI, because generalizing can cut the connection, and WinRM ends what its session started along with it:
    # Packer then runs this script again, and finds Sysprep at work. /quit, not /shutdown: Packer powers off itself.
    $null = New-Item -Path $mark -ItemType File -Force
    $command = "`"$folder\Sysprep.exe`" /oobe /generalize /quiet /quit /mode:vm"
    $call = @{ ClassName = 'Win32_Process'; MethodName = 'Create'; Arguments = @{ CommandLine = $command } }
    $started = Invoke-CimMethod @call
    if ($started.ReturnValue -ne 0) { throw "Sysprep did not start: Win32_Process gave $($started.ReturnValue)" }
}

$minutes = if ($env:MINUTES) { [int] $env:MINUTES } else { 30 }
$deadline = (Get-Date).AddMinutes($minutes)
$patience = (Get-Date).AddMinutes(2)
$shown = ''
do {
    $running = Test-Sysprep
    $state = Get-ImageState
    $done = -not $running -and $state -eq $wanted
    if ($state -ne $shown) { Write-Output $state }
    $shown = $state
    # It has two minutes to start; and once it has ended, half a minute for the state to follow.
    if ($running) { $patience = (Get-Date).AddSeconds(30) }
    if (-not $running -and -not $done -and (Get-Date) -gt $patience) { Stop-Build "it has ended and left $state" }
    if ((Get-Date) -gt $deadline) { Stop-Build "still $state after $minutes minutes" }
    if (-not $done) { Start-Sleep -Seconds 5 }
} until ($done)

# This script and its variables too: PowerShell has read them to their end, and Packer does not come back for them.
. "$env:SystemRoot\goldshelf\take-back.ps1"
$left = @(Invoke-TakeBack 'build')
if ($left.Count -gt 0) { throw "This is left in the image:`n$($left -join "`n")" }
Write-Output 'Windows is generalized'
exit 0
