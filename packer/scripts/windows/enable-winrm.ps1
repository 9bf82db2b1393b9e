# Open WinRM over HTTPS for Packer, in a build without a key vault to hand out a certificate.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

$folder = "$env:SystemRoot\goldshelf"
$policies = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System'

# The source image may be goldshelf's too: this is its first start, and what its build left goes first. That takes
# moments, and the catalog cannot say otherwise: only here is there no image.json yet.
function Wait-FirstBoot {
    $deadline = (Get-Date).AddMinutes(10)
    # No such task is an answer, not an error.
    while (Get-ScheduledTask -TaskName 'goldshelf-first-boot' -ErrorAction SilentlyContinue) {
        if ((Get-Date) -gt $deadline) { throw 'The source image does not take back what its own build brought' }
        Start-Sleep -Seconds 5
    }
}

# The policy comes back when a host first starts: seal.ps1 reads the file.
function Save-Policy {
    $null = New-Item -Path $folder -ItemType Directory -Force
    # A second run must not take for the state before what the first one did.
    if (Test-Path -LiteralPath "$folder\token-policy") { return }
    $policy = [string] (Get-Item -LiteralPath $policies).GetValue('LocalAccountTokenFilterPolicy')
    [IO.File]::WriteAllText("$folder\token-policy", $policy)
}

function Get-Allowed {
    # A Windows without these rules has nothing to keep, and none to close.
    Get-NetFirewallRule -Name 'WINRM-*' -ErrorAction SilentlyContinue | Where-Object { "$($_.Enabled)" -eq 'True' }
}

function Get-Listener { Get-ChildItem -Path 'WSMan:\localhost\Listener' }

function New-Certificate {
    $certificate = @{
        DnsName = $env:COMPUTERNAME
        # By this name seal.ps1 finds it.
        FriendlyName = 'goldshelf-winrm'
        CertStoreLocation = 'Cert:\LocalMachine\My'
        # Longer than any build, and of no use to anyone afterwards.
        NotAfter = (Get-Date).AddDays(2)
    }
    return (New-SelfSignedCertificate @certificate).Thumbprint
}

# HTTP and its rules are open now, and HTTPS where this script ran before: what was there before stays.
function Close-Other([string[]] $listeners, [string[]] $allowed) {
    $others = @(Get-Listener | Where-Object { $_.Name -notin $listeners -or $_.Keys -contains 'Transport=HTTPS' })
    foreach ($one in $others) { Remove-Item -Path "WSMan:\localhost\Listener\$($one.Name)" -Recurse -Force }
    Get-Allowed | Where-Object { $_.Name -notin $allowed } | Disable-NetFirewallRule
}

function Open-Https([string] $thumbprint) {
    $listener = @{ Transport = 'HTTPS'; Address = '*'; CertificateThumbPrint = $thumbprint }
    $null = New-Item -Path 'WSMan:\localhost\Listener' @listener -Force
    # Of this build alone: a source image of goldshelf's takes back its own.
    $rule = @{
        Name = "goldshelf-winrm-$thumbprint"; DisplayName = 'WinRM over HTTPS for Packer'; Direction = 'Inbound'
        Action = 'Allow'; Protocol = 'TCP'; LocalPort = '5986'; Profile = 'Any'
    }
    $null = New-NetFirewallRule @rule
}

function Main {
    Wait-FirstBoot
    Start-Service -Name 'WinRM'
    $listeners = [string[]] @(Get-Listener | ForEach-Object { $_.Name })
    $allowed = [string[]] @(Get-Allowed | ForEach-Object { $_.Name })
    Save-Policy
    # Packer starts programs by WinRM, and no sessions of PowerShell: Enable-PSRemoting would open more.
    $null = Set-WSManQuickConfig -Force -SkipNetworkProfileCheck
    $thumbprint = New-Certificate
    Close-Other $listeners $allowed
    Open-Https $thumbprint
    $https = @(Get-Listener | Where-Object { $_.Keys -contains 'Transport=HTTPS' })
    if ($https.Count -ne 1) { throw "One HTTPS listener was expected, $($https.Count) were found" }
    Write-Output "WinRM listens on port 5986 with the certificate $thumbprint"
}

Main; exit 0
