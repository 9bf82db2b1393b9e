# Install Visual Studio Code for all users, and prove it.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue' # the progress bar makes downloads many times slower

$installer = Join-Path $env:TEMP 'vscode-system.exe'
# win32-x64 is the system installer; win32-x64-user would install for the build user only.
Invoke-WebRequest -UseBasicParsing -Uri 'https://update.code.visualstudio.com/latest/win32-x64/stable' -OutFile $installer

$signature = Get-AuthenticodeSignature -FilePath $installer
if ($signature.Status -ne 'Valid' -or $signature.SignerCertificate.Subject -notmatch 'O=Microsoft Corporation') {
    throw "The VS Code installer is not signed by Microsoft: $($signature.Status) $($signature.SignerCertificate)"
}

# !runcode: otherwise the installer starts VS Code and -Wait never returns.
$arguments = '/VERYSILENT', '/SUPPRESSMSGBOXES', '/NORESTART', '/MERGETASKS=!runcode,addtopath'
$process = Start-Process -FilePath $installer -ArgumentList $arguments -Wait -PassThru
if ($process.ExitCode -ne 0) {
    throw "The VS Code installer ended with exit code $($process.ExitCode)"
}
Remove-Item -Path $installer -Force

$program = Join-Path $env:ProgramFiles 'Microsoft VS Code\Code.exe'
if (-not (Test-Path -Path $program)) {
    throw "VS Code is not at $program"
}
Write-Output "VS Code $((Get-Item -Path $program).VersionInfo.ProductVersion) is installed for all users"
exit 0
