# Run the script $env:SCRIPT, which may cut the connection: Packer then runs this again, and the script must not be.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

$mark = "$env:SCRIPT.started"
if (Test-Path -LiteralPath $mark) {
    Remove-Item -LiteralPath $mark, $env:SCRIPT
    Write-Output 'The script has cut the connection, as it was expected to'
    exit 0
}
$null = New-Item -Path $mark -ItemType File
# In a process of its own: its preferences and its exit are its own.
& powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File $env:SCRIPT
$code = $LASTEXITCODE
Remove-Item -LiteralPath $mark
exit $code
