# Run by a task when a host of the image first starts: take back what the build needed until its end, then vanish.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. "$PSScriptRoot\take-back.ps1"

function Write-Log([string] $text) {
    $line = '{0:u} {1}' -f (Get-Date).ToUniversalTime(), $text
    [IO.File]::AppendAllText("$env:SystemRoot\Logs\goldshelf-first-boot.log", "$line`r`n")
}

# Each piece of .NET is a function of its own.
function Set-ProcessVariable([string] $name, $value) { [Environment]::SetEnvironmentVariable($name, $value, 'Process') }

# Until Windows is set up, Azure still creates the host's account and its WinRM.
function Test-Ready {
    $windows = Get-Item -LiteralPath 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\State'
    $setup = Get-Item -LiteralPath 'HKLM:\SYSTEM\Setup'
    $busy = [int] $setup.GetValue('SystemSetupInProgress', 0) + [int] $setup.GetValue('OOBEInProgress', 0)
    return $windows.GetValue('ImageState') -eq 'IMAGE_STATE_COMPLETE' -and $busy -eq 0
}

# The image's own steps of this phase, in their order. Each is started once, also one that restarts the host, or fails.
function Start-OwnStep {
    foreach ($step in @((Read-Kept 'image').first_boot)) {
        $script = "$kept\first-boot\$($step.file)"
        if (Test-Path -LiteralPath "$script.started") { continue }
        $null = New-Item -Path "$script.started" -ItemType File
        foreach ($variable in $step.environment.PSObject.Properties) {
            Set-ProcessVariable $variable.Name $variable.Value
        }
        Write-Log "The step $($step.name) starts"
        $run = @{
            FilePath = 'powershell.exe'
            ArgumentList = "-NoProfile -NonInteractive -ExecutionPolicy Bypass -File `"$script`""
            RedirectStandardOutput = "$script.out"
            RedirectStandardError = "$script.err"
        }
        $process = Start-Process @run -PassThru
        # Without the handle, .NET does not keep the exit code.
        $null = $process.Handle
        $process.WaitForExit()
        foreach ($line in @(Get-Content -LiteralPath "$script.out", "$script.err")) { Write-Log "$($step.name): $line" }
        Write-Log "The step $($step.name) ended with exit code $($process.ExitCode)"
        foreach ($variable in $step.environment.PSObject.Properties) {
            Set-ProcessVariable $variable.Name $null
        }
    }
}

function Wait-Setup {
    $deadline = (Get-Date).AddHours(1)
    while (-not (Test-Ready)) {
        if ((Get-Date) -gt $deadline) { throw 'Windows is not set up after an hour' }
        Start-Sleep -Seconds 5
    }
}

function Undo-Build {
    $service = Get-Service -Name 'WinRM'
    $idle = "$($service.StartType)" -eq 'Manual' -and "$($service.Status)" -eq 'Stopped'
    # Not what went at the end of the build: in the VM of a build on top of this image it would be that one's.
    $left = @(Invoke-TakeBack 'first_boot')
    try { Remove-Saved } catch { $left += $_.Exception.Message }
    # Azure may have set it up meanwhile.
    if ($idle -and "$((Get-Service -Name 'WinRM').StartType)" -eq 'Manual') { Stop-Service -Name 'WinRM' -Force }
    Start-OwnStep
    if ($left.Count -gt 0) { throw "this is left: $($left -join '; ')" }
}

function Main {
    try {
        $machine = (Get-CimInstance -ClassName Win32_ComputerSystemProduct).UUID
        if ($machine -in @(Get-Build | ForEach-Object { $_.machine })) {
            Write-Log 'This is still the VM of the build: nothing is taken back'
            return
        }
        Write-Log 'A host has started: this waits until Windows is set up'
        Wait-Setup
        Undo-Build
        # The task last: a build on top of this image waits until it is gone, and then uses the folder.
        Remove-Item -LiteralPath $kept -Recurse -Force
        Unregister-ScheduledTask -TaskName 'goldshelf-first-boot' -Confirm:$false
        Write-Log 'What the build brought is taken back'
    } catch {
        Write-Log "FAILED $($_.Exception.Message)"
        # The task stays, and tries again at the next start. By then the profile may be somebody's home.
        if (Test-Path -LiteralPath $kept) { $null = New-Item -Path "$kept\tried" -ItemType File -Force }
        throw
    }
}

Main; exit 0
