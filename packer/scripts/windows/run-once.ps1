# Run the script $env:SCRIPT, which may cut the connection: Packer then runs this again, and the script must not be.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

function Main {
    $mark = "$env:SCRIPT.started"
    if (Test-Path -LiteralPath $mark) {
        Remove-Item -LiteralPath $mark, $env:SCRIPT
        Write-Output 'The script has cut the connection, as it was expected to'
        return
    }
    $null = New-Item -Path $mark -ItemType File
    # In a process of its own: its preferences and its exit are its own.
    & powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File $env:SCRIPT
    $code = $LASTEXITCODE
    Remove-Item -LiteralPath $mark
    # The step's own exit code is what its log and its retries speak of.
    if ($code -ne 0) { exit $code }
}

Main; exit 0
