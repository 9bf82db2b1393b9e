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

if ((Get-ImageState) -ne $wanted -and -not (Test-Sysprep)) {
    # An earlier run ended badly, or with the connection: its logs are removed below.
    if (Test-Path -LiteralPath $mark) { Write-Log }

    # An image captured before Azure's agents are up does not provision.
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

    # In this session, as the plugin's documentation has it. Where generalizing cuts the connection, Packer runs this
    # script again. /quit, not /shutdown: Packer powers the machine off itself.
    $null = New-Item -Path $mark -ItemType File -Force
    Start-Process -FilePath "$folder\Sysprep.exe" -ArgumentList '/oobe /generalize /quiet /quit /mode:vm'
}

$deadline = (Get-Date).AddMinutes(30)
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
    if ((Get-Date) -gt $deadline) { Stop-Build "still $state after 30 minutes" }
    if (-not $done) { Start-Sleep -Seconds 5 }
} until ($done)

if (Test-Path -LiteralPath 'C:\goldshelf') { Remove-Item -LiteralPath 'C:\goldshelf' -Recurse -Force }
Write-Output 'Windows is generalized'
exit 0
