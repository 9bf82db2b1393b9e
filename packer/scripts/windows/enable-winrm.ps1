# Open WinRM over HTTPS for Packer, in a build without a key vault to hand out a certificate.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

$null = Enable-PSRemoting -Force -SkipNetworkProfileCheck

$certificate = @{
    DnsName = $env:COMPUTERNAME
    CertStoreLocation = 'Cert:\LocalMachine\My'
    # Longer than any build, and of no use to anyone afterwards.
    NotAfter = (Get-Date).AddDays(2)
}
$thumbprint = (New-SelfSignedCertificate @certificate).Thumbprint

# Enable-PSRemoting opened HTTP; an earlier run of this script, HTTPS.
Remove-Item -Path 'WSMan:\localhost\Listener\Listener*' -Recurse -Force
$listener = @{ Transport = 'HTTPS'; Address = '*'; CertificateThumbPrint = $thumbprint }
$null = New-Item -Path 'WSMan:\localhost\Listener' @listener -Force

# Packer signs in by NTLM, which needs neither.
Set-Item -Path 'WSMan:\localhost\Service\Auth\Basic' -Value $false -Force
Set-Item -Path 'WSMan:\localhost\Service\AllowUnencrypted' -Value $false -Force

# There is none to replace, unless this is a second run.
Get-NetFirewallRule -Name 'goldshelf-winrm' -ErrorAction SilentlyContinue | Remove-NetFirewallRule
$rule = @{
    Name = 'goldshelf-winrm'; DisplayName = 'WinRM over HTTPS for Packer'; Direction = 'Inbound'; Action = 'Allow'
    Protocol = 'TCP'; LocalPort = '5986'; Profile = 'Any'
}
$null = New-NetFirewallRule @rule

$listeners = @(Get-ChildItem -Path 'WSMan:\localhost\Listener')
if ($listeners.Count -ne 1 -or $listeners[0].Keys -notcontains 'Transport=HTTPS') {
    $keys = $listeners | ForEach-Object { $_.Keys }
    throw "One HTTPS listener was expected, this was found: $($keys -join ', ')"
}
Write-Output "WinRM listens on port 5986 with the certificate $thumbprint"
exit 0
