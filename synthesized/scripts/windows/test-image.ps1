# Test, in a new session after a restart, that the image is what was ordered, and write down what is in it.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$root = 'C:\goldshelf'
. "$root\prove.ps1"
. "$root\prove-software.ps1"
. "$root\prove-settings.ps1"
. "$root\inventory.ps1"

function Get-Me { return [System.Security.Principal.WindowsIdentity]::GetCurrent().User.Value }

function Test-Product($product) {
    $version = Get-ProvedVersion $product
    Assert-MachineEnvironment $product
    $software.Add((New-SoftwareEntry $product $version))
    Write-Output "$($product.name) $version is there"
}

# A value that both phases set is what the last one says.
function Test-Registry($image) {
    $entries = @{}
    foreach ($entry in @($image.first.registry) + @($image.last.registry)) {
        $entries["$($entry.path) $($entry.name)"] = $entry
    }
    Invoke-Check 'registry' {
        Invoke-WithDefaultUser {
            foreach ($name in $entries.Keys) { Invoke-Check $name { Assert-RegistryValue $entries[$name] } }
        }
    }
}

function Assert-Defender {
    # A Windows without Defender lacks its commands too.
    if (-not (Get-Command -Name 'Get-MpComputerStatus' -ErrorAction SilentlyContinue)) {
        throw 'it was expected to protect this machine, it is not installed'
    }
    # After a restart it takes a moment.
    Wait-Until {
        $status = Get-MpComputerStatus
        if (-not $status.AntivirusEnabled) { throw 'the antivirus is off' }
        if (-not $status.RealTimeProtectionEnabled) { throw 'the real-time protection is off' }
    }
}

function Assert-NoRestart {
    $session = Get-Item -LiteralPath 'HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager'
    foreach ($name in @($session.GetValue('PendingFileRenameOperations'))) {
        if ($name) { Write-Output "To be renamed or deleted at the next start: $name" }
    }
    $marks = @(Get-PendingRestart)
    if ($marks.Count -gt 0) { throw "Windows waits for one: $($marks -join ', ')" }
}

function Assert-NoMember {
    $found = @(Get-Membership)
    if ($found.Count -gt 0) { throw "the machine belongs to something: $($found -join ', ')" }
}

function Assert-NoOtherUser([string[]] $kept) {
    $me = Get-Me
    $others = @(Get-LocalUser | Where-Object {
            # Administrator (which Azure renames to the account of the build), Guest, DefaultAccount,
            # WDAGUtilityAccount; WsiAccount, for sign-in by web, is Windows' own too. The catalog names others.
            $_.SID.Value -notmatch '-(500|501|503|504)$' -and $_.SID.Value -ne $me -and
            $_.Name -ne 'WsiAccount' -and $_.Name -notin $kept
        } | ForEach-Object { $_.Name })
    if ($others.Count -gt 0) { throw "there are local users: $($others -join ', ')" }
}

function Read-Result {
    foreach ($file in @(Get-ChildItem -Path "$root\manifest\*.json")) {
        Invoke-Check $file.Name {
            $own[$file.BaseName] = Get-Content -LiteralPath $file.FullName -Raw -Encoding UTF8 | ConvertFrom-Json
        }
    }
}

function Main {
    if (-not $env:IMAGE_VERSION) { throw 'IMAGE_VERSION was expected to name the version, it is not set' }
    $image = Get-Image
    $failures = New-Object -TypeName 'System.Collections.Generic.List[string]'
    $software = New-Object -TypeName 'System.Collections.Generic.List[object]'
    # What the image's own steps found out about it.
    $own = [ordered] @{}
    $tests = @($image.first.tests) + @($image.last.tests)

    foreach ($product in $image.software) { Invoke-Check $product.name { Test-Product $product } }
    Test-Registry $image
    Test-Settings $image.first
    Test-Settings $image.last
    Test-Pause $image.paused
    # An image with another antivirus switches this off.
    if ('defender' -in $tests) { Invoke-Check 'Defender' { Assert-Defender } }
    Invoke-Check 'no restart to come' { Assert-NoRestart }
    Invoke-Check 'no membership' { Assert-NoMember }
    if ('local_users' -in $tests) {
        Invoke-Check 'no other local users' { Assert-NoOtherUser ([string[]] @($image.local_accounts)) }
    }
    Read-Result
    Write-Output ('Free on drive C: {0:n1} GB' -f ((Get-Volume -DriveLetter 'C').SizeRemaining / 1gb))
    if ($failures.Count -gt 0) { throw "The image is not what was ordered:`n$($failures -join "`n")" }
    Write-Inventory $image $software $own
    Write-Output "$($image.image) passed its tests"
}

Main; exit 0
