# Install Google Chrome for all users from its enterprise MSI, and prove it.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue' # the progress bar makes downloads many times slower

$installer = Join-Path $env:TEMP 'chrome.msi'
$log = Join-Path $env:TEMP 'chrome.log'
Invoke-WebRequest -UseBasicParsing -Uri 'https://dl.google.com/tag/s/dl/chrome/install/googlechromestandaloneenterprise64.msi' -OutFile $installer

$signature = Get-AuthenticodeSignature -FilePath $installer
if ($signature.Status -ne 'Valid' -or $signature.SignerCertificate.Subject -notmatch 'O=Google LLC') {
    throw "The Chrome installer is not signed by Google: $($signature.Status) $($signature.SignerCertificate)"
}

$arguments = '/i', "`"$installer`"", '/qn', '/norestart', '/l*v', "`"$log`""
$process = Start-Process -FilePath 'msiexec.exe' -ArgumentList $arguments -Wait -PassThru
# 3010 and 1641 mean success with a restart to come; the build restarts after the installs.
if ($process.ExitCode -notin 0, 3010, 1641) {
    Get-Content -Path $log -Tail 40
    throw "msiexec ended with exit code $($process.ExitCode)"
}
Remove-Item -Path $installer, $log -Force

$program = Join-Path $env:ProgramFiles 'Google\Chrome\Application\chrome.exe'
if (-not (Test-Path -Path $program)) {
    throw "Chrome is not at $program"
}
Write-Output "Chrome $((Get-Item -Path $program).VersionInfo.ProductVersion) is installed for all users"
exit 0
