# Open WinRM over HTTPS for Packer, in a build without a key vault to hand out a certificate.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
# Commands made from CIM, such as those of the firewall, hear the global preference only.
$global:ErrorActionPreference = 'Stop'

$folder = "$env:SystemRoot\goldshelf"
$policies = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System'

# The source image may be goldshelf's too: this is its first start, and what its build left goes first. That takes
# moments, and the catalog cannot say otherwise: only here is there no image.json yet.
$deadline = (Get-Date).AddMinutes(10)
# No such task is an answer, not an error.
while (Get-ScheduledTask -TaskName 'goldshelf-first-boot' -ErrorAction SilentlyContinue) {
    if ((Get-Date) -gt $deadline) { throw 'The source image does not take back what its own build brought' }
    Start-Sleep -Seconds 5
}

# What was there before stays. The policy comes back when a host first starts: seal.ps1 reads the file.
Start-Service -Name 'WinRM'
$before = @(Get-ChildItem -Path 'WSMan:\localhost\Listener' | ForEach-Object { $_.Name })
# A Windows without these rules has nothing to keep.
$allowed = @(Get-NetFirewallRule -Name 'WINRM-*' -ErrorAction SilentlyContinue |
    Where-Object { "$($_.Enabled)" -eq 'True' } | ForEach-Object { $_.Name })
$null = New-Item -Path $folder -ItemType Directory -Force
$policy = [string] (Get-Item -LiteralPath $policies).GetValue('LocalAccountTokenFilterPolicy')
# A second run must not take for the state before what the first one did.
if (-not (Test-Path -LiteralPath "$folder\token-policy")) { [IO.File]::WriteAllText("$folder\token-policy", $policy) }

# Packer starts programs by WinRM, and no sessions of PowerShell: Enable-PSRemoting would open more.
$null = Set-WSManQuickConfig -Force -SkipNetworkProfileCheck

$certificate = @{
    DnsName = $env:COMPUTERNAME
    # By this name seal.ps1 finds it.
    FriendlyName = 'goldshelf-winrm'
    CertStoreLocation = 'Cert:\LocalMachine\My'
    # Longer than any build, and of no use to anyone afterwards.
    NotAfter = (Get-Date).AddDays(2)
}
$thumbprint = (New-SelfSignedCertificate @certificate).Thumbprint

# HTTP and its rules are open now, and HTTPS where this script ran before.
$listeners = @(Get-ChildItem -Path 'WSMan:\localhost\Listener')
foreach ($one in @($listeners | Where-Object { $_.Name -notin $before -or $_.Keys -contains 'Transport=HTTPS' })) {
    Remove-Item -Path "WSMan:\localhost\Listener\$($one.Name)" -Recurse -Force
}
# A Windows without these rules has none to close.
Get-NetFirewallRule -Name 'WINRM-*' -ErrorAction SilentlyContinue |
    Where-Object { "$($_.Enabled)" -eq 'True' -and $_.Name -notin $allowed } | Disable-NetFirewallRule
$listener = @{ Transport = 'HTTPS'; Address = '*'; CertificateThumbPrint = $thumbprint }
$null = New-Item -Path 'WSMan:\localhost\Listener' @listener -Force

# Of this build alone: a source image of goldshelf's takes back its own.
$name = "goldshelf-winrm-$thumbprint"
$rule = @{
    Name = $name; DisplayName = 'WinRM over HTTPS for Packer'; Direction = 'Inbound'; Action = 'Allow'
    Protocol = 'TCP'; LocalPort = '5986'; Profile = 'Any'
}
$null = New-NetFirewallRule @rule

$https = @(Get-ChildItem -Path 'WSMan:\localhost\Listener' | Where-Object { $_.Keys -contains 'Transport=HTTPS' })
if ($https.Count -ne 1) { throw "One HTTPS listener was expected, $($https.Count) were found" }
Write-Output "WinRM listens on port 5986 with the certificate $thumbprint"
exit 0
