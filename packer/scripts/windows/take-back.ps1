# Functions only: take back what the build brought, by the list in image.json, and look for what is left of it.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. "$PSScriptRoot\meanwhile.ps1"

$policies = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System'

# What differs from build to build, as seal.ps1 wrote it down. There are two where a source image was never started.
function Get-Build {
    Get-ChildItem -Path "$kept\build-*.json" |
        ForEach-Object { Get-Content -LiteralPath $_.FullName -Raw -Encoding UTF8 | ConvertFrom-Json }
}

function Get-TokenPolicy {
    return [string] (Get-Item -LiteralPath $policies).GetValue('LocalAccountTokenFilterPolicy')
}

# When its password was set, as text: a date would lose a part of it in JSON.
function Get-PasswordTime($user) {
    if ($null -eq $user.PasswordLastSet) { return 'never' }
    return [string] $user.PasswordLastSet.ToFileTimeUtc()
}

# The names of the listeners with a certificate of the build. Those of a company have another one.
function Get-Listener($build) {
    $service = Get-Service -Name 'WinRM'
    # It listens to nothing, and should it be enabled later, the certificate is gone.
    if (@($build.certificates).Count -eq 0 -or $service.StartType -eq 'Disabled') { return }
    if ($service.Status -ne 'Running') { Start-Service -Name 'WinRM' }
    # Those without a certificate are not looked into: a policy of a company may have made them.
    $https = @(Get-ChildItem -Path 'WSMan:\localhost\Listener' | Where-Object { $_.Keys -contains 'Transport=HTTPS' })
    foreach ($listener in $https) {
        $values = Get-ChildItem -Path "WSMan:\localhost\Listener\$($listener.Name)"
        $thumbprint = $values | Where-Object { $_.Name -eq 'CertificateThumbprint' } | ForEach-Object { $_.Value }
        # Windows shows it with a blank between its bytes at times.
        if (("$thumbprint" -replace ' ') -in @($build.certificates)) { $listener.Name }
    }
}

# The account of the build, as long as nobody has set its password since: then it is another one's.
function Get-BuildUser($build) {
    $is = { $_.Name -eq $build.user.name -and $_.SID.Value -like "*-$($build.user.rid)" }
    foreach ($user in @(Get-LocalUser | Where-Object $is)) {
        if ((Get-PasswordTime $user) -ne $build.user.password_set) { continue }
        # The built-in Administrator cannot be removed. Where Windows was generalized, Azure gives it to the host.
        if ($build.user.rid -ne '500' -or ($build.specialized -and $user.Enabled)) { $user }
    }
}

# The profile of the build user, unless somebody uses it. At a later start it may be the home of the host's
# administrator, who has the same account: first-boot.ps1 leaves a mark.
function Get-BuildProfile($build) {
    if (Test-Path -LiteralPath "$kept\tried") { return }
    $path = $build.user.profile
    if (-not $path -or -not (Test-Path -LiteralPath $path)) { return }
    $used = @(Get-CimInstance -ClassName Win32_UserProfile | Where-Object { $_.LocalPath -eq $path -and $_.Loaded })
    if ($used.Count -eq 0) { $path }
}

function Remove-BuildProfile([string] $path) {
    $known = @(Get-CimInstance -ClassName Win32_UserProfile | Where-Object { $_.LocalPath -eq $path })
    foreach ($one in $known) { Remove-CimInstance -InputObject $one }
    if (-not (Test-Path -LiteralPath $path)) { return }
    # Not Remove-Item, which follows the links in a profile.
    & cmd.exe /d /c rd /s /q $path
    if ($LASTEXITCODE -ne 0) { throw "rd ended with exit code $LASTEXITCODE" }
}

function Remove-Certificate([string] $path) {
    try {
        Remove-Item -Path $path -DeleteKey
    } catch {
        # Its key may be gone already: Windows was generalized.
        if (Test-Path -Path $path) { Remove-Item -Path $path }
    }
}

# What is there of one entry of the list: a name for each.
function Get-Left($leftover, $build) {
    switch ($leftover.kind) {
        'files' {
            foreach ($path in @($leftover.names | Where-Object { Test-Path -Path $_ })) {
                Get-Item -Path $path -Force | ForEach-Object { $_.FullName }
            }
        }
        'tasks' {
            foreach ($name in $leftover.names) {
                Get-ScheduledTask | Where-Object { $_.TaskName -like $name } | ForEach-Object { $_.TaskName }
            }
        }
        'listener' { Get-Listener $build }
        'certificate' { @($build.certificates) | Where-Object { Test-Path -LiteralPath "Cert:\LocalMachine\My\$_" } }
        'firewall' {
            # No such rule is an answer, not an error.
            @($build.firewall) | Where-Object { Get-NetFirewallRule -Name $_ -ErrorAction SilentlyContinue }
        }
        'policy' {
            # The build set it to 1. Another value is the host's own, and is never raised.
            if ($null -ne $build.policy -and $build.policy -ne '1' -and (Get-TokenPolicy) -eq '1') { '1' }
        }
        'account' { Get-BuildUser $build | ForEach-Object { $_.Name } }
        'profile' { Get-BuildProfile $build }
        'paused' { Get-Paused | ForEach-Object { $_.name } }
        'exclusion' { Read-Kept 'excluded' | ForEach-Object { $_.group } }
        default { throw "a kind of leftover was expected, '$($leftover.kind)' was found" }
    }
}

# Take back what Get-Left names.
function Remove-Left($leftover, $build) {
    $names = @(Get-Left $leftover $build)
    switch ($leftover.kind) {
        'files' {
            $reason = ''
            foreach ($path in $names) {
                # One that a process holds open keeps no other.
                try { Remove-Item -LiteralPath $path -Recurse -Force } catch { $reason = $_.Exception.Message }
            }
            if ($reason) { throw $reason }
        }
        'tasks' { foreach ($name in $names) { Unregister-ScheduledTask -TaskName $name -Confirm:$false } }
        'listener' { foreach ($name in $names) { Remove-Item -Path "WSMan:\localhost\Listener\$name" -Recurse -Force } }
        'certificate' { foreach ($name in $names) { Remove-Certificate "Cert:\LocalMachine\My\$name" } }
        'firewall' { foreach ($name in $names) { Remove-NetFirewallRule -Name $name } }
        'policy' {
            if ($names.Count -eq 0) { return }
            $value = @{ LiteralPath = $policies; Name = 'LocalAccountTokenFilterPolicy' }
            if ($build.policy -eq '') {
                Remove-ItemProperty @value
            } else {
                Set-ItemProperty @value -Value ([int] $build.policy)
            }
        }
        'account' {
            foreach ($user in @(Get-BuildUser $build)) {
                if ($build.user.rid -eq '500') {
                    Disable-LocalUser -SID $user.SID
                } else {
                    Remove-LocalUser -SID $user.SID
                }
            }
        }
        'profile' { foreach ($path in $names) { Remove-BuildProfile $path } }
        'paused' { foreach ($one in @(Get-Paused)) { Resume-Paused $one } }
        'exclusion' { foreach ($name in $names) { Remove-Exclusion $name } }
    }
}

# Take back one entry of the list, and give in words what is left of it.
function Invoke-Leftover($leftover, $build) {
    $reason = ''
    try {
        $null = Remove-Left $leftover $build
    } catch {
        $reason = " ($($_.Exception.Message))"
    }
    try {
        foreach ($name in @(Get-Left $leftover $build)) { "$($leftover.what): $name$reason" }
    } catch {
        "$($leftover.what): $($_.Exception.Message)"
    }
}

# What of the list goes now, $when being 'build' or 'first_boot'.
function Get-Leftover([string] $when) {
    (Read-Kept 'image').leftovers | Where-Object { $_.when -eq $when }
}

# Take back what goes now, and give what is left of it, or what refuses it.
function Invoke-TakeBack([string] $when) {
    $leftovers = @(Get-Leftover $when)
    $builds = @(Get-Build)
    if ($builds.Count -eq 0) { throw "$kept does not say what the build brought" }
    foreach ($build in $builds) {
        foreach ($leftover in $leftovers) { Invoke-Leftover $leftover $build }
    }
}

# Files that were still held open at the end of the build: a host removes them at its first start.
function Save-Left {
    $left = @(Get-Leftover 'build' | Where-Object { $_.kind -eq 'files' } | ForEach-Object { Get-Left $_ $null })
    if ($left.Count -gt 0) { Save-Kept 'left' ([string[]] $left) }
}

# By their names only: in the VM of a build on top of this image, others like them are that build's.
function Remove-Saved {
    foreach ($path in @(Read-Kept 'left' | Where-Object { Test-Path -LiteralPath $_ })) {
        Remove-Item -LiteralPath $path -Recurse -Force
    }
}
