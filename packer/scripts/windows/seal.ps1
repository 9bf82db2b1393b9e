# Keep for the first start of a host what Packer needs until the VM is off: see that it will be found and taken back.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$root = 'C:\goldshelf'
. "$root\prove.ps1"
. "$root\take-back.ps1"

# What differs from build to build.
function Get-ThisBuild($image) {
    # Packer's certificate has the name of the VM; enable-winrm.ps1 marks its own.
    $name = "CN=$env:COMPUTERNAME.cloudapp.net"
    $certificates = @(Get-ChildItem -Path 'Cert:\LocalMachine\My' |
        Where-Object { ($_.Subject -eq $name -and $_.Issuer -eq $name) -or $_.FriendlyName -eq 'goldshelf-winrm' } |
        ForEach-Object { $_.Thumbprint })
    # Only a build without a Key Vault has such a rule.
    $rules = @(Get-NetFirewallRule -Name 'goldshelf-winrm-*' -ErrorAction SilentlyContinue | ForEach-Object { $_.Name })
    $policy = $null
    if (Test-Path -LiteralPath "$kept\token-policy") { $policy = [IO.File]::ReadAllText("$kept\token-policy") }
    return [ordered] @{
        machine = (Get-CimInstance -ClassName Win32_ComputerSystemProduct).UUID
        specialized = $image.specialized
        certificates = $certificates
        firewall = $rules
        policy = $policy
        user = Get-ThisUser $image.build_user
    }
}

function Get-ThisUser([string] $name) {
    $user = Get-LocalUser -Name $name
    $profiles = @(Get-CimInstance -ClassName Win32_UserProfile | Where-Object { $_.SID -eq $user.SID.Value } |
        ForEach-Object { $_.LocalPath })
    return [ordered] @{
        name = $user.Name
        rid = $user.SID.Value.Split('-')[-1]
        password_set = Get-PasswordTime $user
        profile = "$profiles"
    }
}

# In a folder of Windows, where no user may write: SYSTEM runs what is in it.
function Save-Build($image) {
    $null = New-Item -Path $kept -ItemType Directory -Force
    # Of a source image whose first start was not over: hosts would skip the steps that this one has begun.
    foreach ($old in @('first-boot', 'tried', 'left.json' | Where-Object { Test-Path -LiteralPath "$kept\$_" })) {
        Remove-Item -LiteralPath "$kept\$old" -Recurse -Force
    }
    foreach ($file in 'meanwhile.ps1', 'take-back.ps1', 'first-boot.ps1', 'image.json') {
        Copy-Item -LiteralPath "$root\$file" -Destination $kept -Force
    }
    if ($image.first_boot) { Copy-Item -LiteralPath "$root\first-boot" -Destination $kept -Recurse -Force }
    # Not Set-Content: its UTF-8 begins with a byte order mark.
    $text = ConvertTo-Json -InputObject (Get-ThisBuild $image) -Depth 4
    [IO.File]::WriteAllText("$kept\build-$env:COMPUTERNAME.json", $text)
}

# A task, not SetupComplete.cmd: that file is Azure's own, and SetupComplete2.cmd, which it calls, is a company's.
function Register-FirstBoot {
    $task = @{
        TaskName = 'goldshelf-first-boot'
        Action = New-ScheduledTaskAction -Execute "$env:SystemRoot\System32\WindowsPowerShell\v1.0\powershell.exe" `
            -Argument "-NoProfile -NonInteractive -ExecutionPolicy Bypass -File $kept\first-boot.ps1"
        Trigger = New-ScheduledTaskTrigger -AtStartup
        Settings = New-ScheduledTaskSettingsSet -ExecutionTimeLimit (New-TimeSpan -Hours 2)
        User = 'SYSTEM'
        RunLevel = 'Highest'
    }
    $null = Register-ScheduledTask @task -Force
    if ($null -eq (Get-ScheduledTask -TaskName $task.TaskName)) { throw "The task $($task.TaskName) is not registered" }
}

function Assert-Found($image) {
    $written = Get-Content -LiteralPath "$kept\build-$env:COMPUTERNAME.json" -Raw -Encoding UTF8 | ConvertFrom-Json
    foreach ($leftover in @($image.leftovers | Where-Object { $_.when -eq 'first_boot' })) {
        $found = @(Get-Left $leftover $written)
        # Packer is signed in by these two right now: not to see them now is to miss them later.
        if ($leftover.kind -in 'listener', 'certificate' -and $found.Count -eq 0) {
            throw "$($leftover.what): it was expected, it is not found, so a host could not take it back"
        }
        foreach ($one in $found) { Write-Output "A host will take back $($leftover.what): $one" }
    }
}

# Nothing in a build switches these on: who did may want them.
function Show-OpenSetting {
    foreach ($setting in 'Auth\Basic', 'AllowUnencrypted') {
        if ((Get-Item -Path "WSMan:\localhost\Service\$setting").Value -eq 'true') {
            Write-Output "WARNING: WinRM of this image has $setting on, from its source image or from Azure"
        }
    }
}

function Main {
    $image = Get-Image
    Save-Build $image
    Register-FirstBoot
    Assert-Found $image
    Show-OpenSetting
}

Main; exit 0
