# Wait until a first start of the source image is over, and make the folder of the build.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$root = 'C:\goldshelf'

$task = 'goldshelf-first-boot'

function Test-FirstBoot {
    # No such task is an answer, not an error.
    return $null -ne (Get-ScheduledTask -TaskName $task -ErrorAction SilentlyContinue)
}

function Stop-FirstBoot {
    # It may have written nothing.
    Get-Content -LiteralPath "$env:SystemRoot\Logs\$task.log" -ErrorAction SilentlyContinue
    Write-Output 'WARNING: the task of the source image has not ended: the task of this image does its work too'
    try {
        Stop-ScheduledTask -TaskName $task
        Unregister-ScheduledTask -TaskName $task -Confirm:$false
    } catch {
        # It may have ended in this moment.
        if (Test-FirstBoot) { throw }
    }
}

# The source image may be goldshelf's too: this is its first start, and its task must not meet what this build brings.
# No key for the ten minutes: after them, the build does the work of that task itself.
function Wait-FirstBoot {
    $deadline = (Get-Date).AddMinutes(10)
    while (Test-FirstBoot) {
        if ((Get-Date) -gt $deadline) {
            Stop-FirstBoot
            return
        }
        Start-Sleep -Seconds 5
    }
}

function Main {
    Wait-FirstBoot
    $null = New-Item -Path "$root\manifest" -ItemType Directory -Force
}

Main; exit 0
