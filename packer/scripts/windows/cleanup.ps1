# Remove what the build left behind, so that no host pays for it.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$root = 'C:\goldshelf'
. "$root\prove.ps1"

function Open-EventLogSession { return [System.Diagnostics.Eventing.Reader.EventLogSession]::GlobalSession }

function Clear-ComponentStore([int] $tries) {
    # It fails now and then while Windows still works on updates (rgl/windows-vagrant#27).
    for ($attempt = 1; $attempt -le $tries; $attempt++) {
        & dism.exe /Online /Cleanup-Image /StartComponentCleanup /NoRestart /Quiet
        $code = $LASTEXITCODE
        if ($code -in 0, 3010) { return }
        Write-Output "dism, attempt $attempt of ${tries}: exit code $code"
        # For Windows to get on with its own work.
        Start-Sleep -Seconds 60
    }
    # A larger image is no reason to lose the build.
    Write-Output "The component store stays as it is: dism ended with exit code $code"
}

function Stop-WindowsUpdate {
    try {
        # It keeps its downloads open while it runs. No key for the five minutes: if it goes on, a little stays.
        Stop-Service -Name 'wuauserv' -Force -NoWait
        (Get-Service -Name 'wuauserv').WaitForStatus('Stopped', [timespan]::FromMinutes(5))
    } catch {
        Write-Output "Windows Update still runs, so some of its downloads stay: $($_.Exception.Message)"
    }
}

function Clear-Folder {
    $folders = @(
        "$env:SystemRoot\Temp"
        "$env:SystemRoot\SoftwareDistribution\Download"
        "$env:SystemRoot\Logs\CBS"
        "$env:SystemRoot\Logs\DISM"
        "$env:SystemRoot\Panther"
        $env:TEMP
    )
    foreach ($folder in $folders) {
        if (-not (Test-Path -LiteralPath $folder)) { continue }
        # Packer keeps this very script and its variables there, and wants to remove them itself.
        $items = Get-ChildItem -LiteralPath $folder -Force |
            Where-Object { $_.Name -notmatch '^(packer|script|winrmcp)-' }
        # What a process holds open stays: it is little, and no reason to lose the build.
        $items | Remove-Item -Recurse -Force -ErrorAction SilentlyContinue
    }
}

# Not wevtutil: what it says of each log that refuses reads like an error of the build.
function Clear-EventLogs {
    $session = Open-EventLogSession
    $refused = 0
    foreach ($log in $session.GetLogNames()) {
        try { $session.ClearLog($log) } catch { $refused++ }
    }
    Write-Output "Event logs are cleared, but for $refused that refuse it"
}

function Main {
    $before = (Get-Volume -DriveLetter 'C').SizeRemaining
    Clear-ComponentStore (1 + (Get-Limit 'cleanup_retries'))
    Stop-WindowsUpdate
    Clear-Folder
    Clear-EventLogs
    try {
        Optimize-Volume -DriveLetter 'C' -ReTrim
    } catch {
        # Azure's storage keeps blocks that Windows no longer needs: it costs some space, and no build.
        Write-Output "Drive C is not trimmed: $($_.Exception.Message)"
    }
    $after = (Get-Volume -DriveLetter 'C').SizeRemaining
    Write-Output ('Free on drive C: {0:n1} GB, before the cleanup {1:n1} GB' -f ($after / 1gb), ($before / 1gb))
}

Main; exit 0
