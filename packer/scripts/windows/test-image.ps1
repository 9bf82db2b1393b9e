# Test, in a new session after a restart, that the image is what was ordered, and write down what is in it.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. 'C:\goldshelf\prove.ps1'
. 'C:\goldshelf\prove-software.ps1'
. 'C:\goldshelf\prove-settings.ps1'

if (-not $env:IMAGE_VERSION) { throw 'IMAGE_VERSION was expected to name the version, it is not set' }
$image = Get-Content -Path 'C:\goldshelf\image.json' -Raw -Encoding UTF8 | ConvertFrom-Json
$failures = New-Object -TypeName 'System.Collections.Generic.List[string]'
$software = New-Object -TypeName 'System.Collections.Generic.List[object]'

foreach ($product in $image.software) {
    Invoke-Check $product.name {
        $version = Get-ProvedVersion $product
        Assert-MachineEnvironment $product
        $software.Add([ordered] @{ id = $product.id; name = $product.name; version = $version })
        Write-Output "$($product.name) $version is there"
    }
}

# A value that both phases set is what the last one says.
$entries = @{}
foreach ($entry in @($image.first.registry) + @($image.last.registry)) {
    $entries["$($entry.path) $($entry.name)"] = $entry
}
Invoke-Check 'registry' {
    Invoke-WithDefaultUser {
        foreach ($name in $entries.Keys) { Invoke-Check $name { Assert-RegistryValue $entries[$name] } }
    }
}

Test-Settings $image.first
Test-Settings $image.last

Invoke-Check 'Defender' {
    # An image with another antivirus switches this off.
    if ('defender' -notin (@($image.first.tests) + @($image.last.tests))) { return }
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

Invoke-Check 'restart' {
    foreach ($mark in @(Get-PendingRestart)) { $failures.Add("Windows waits for a restart: $mark") }
    $session = Get-Item -LiteralPath 'HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager'
    foreach ($name in @($session.GetValue('PendingFileRenameOperations'))) {
        if ($name) { Write-Output "To be renamed or deleted at the next start: $name" }
    }
}

Invoke-Check 'membership' {
    foreach ($name in @(Get-Membership)) { $failures.Add("The machine belongs to something: $name") }
}

Invoke-Check 'local users' {
    if ('local_users' -notin (@($image.first.tests) + @($image.last.tests))) { return }
    $me = [System.Security.Principal.WindowsIdentity]::GetCurrent().User.Value
    foreach ($user in Get-LocalUser) {
        # Administrator (which Azure renames to the account of the build), Guest, DefaultAccount, WDAGUtilityAccount.
        $known = $user.SID.Value -match '-(500|501|503|504)$' -or $user.SID.Value -eq $me
        # Windows itself creates this one, for sign-in by web; the catalog names others.
        $known = $known -or $user.Name -eq 'WsiAccount' -or $user.Name -in $image.local_accounts
        if (-not $known) { $failures.Add("There is a local user $($user.Name)") }
    }
}

Write-Output ('Free on drive C: {0:n1} GB' -f ((Get-Volume -DriveLetter 'C').SizeRemaining / 1gb))
# What the image's own steps found out about it.
$own = [ordered] @{}
foreach ($file in @(Get-ChildItem -Path 'C:\goldshelf\manifest\*.json')) {
    Invoke-Check $file.Name {
        $own[$file.BaseName] = Get-Content -LiteralPath $file.FullName -Raw -Encoding UTF8 | ConvertFrom-Json
    }
}

if ($failures.Count -gt 0) {
    foreach ($failure in $failures) { Write-Output "FAILED: $failure" }
    exit 1
}

$windows = Get-ItemProperty -LiteralPath 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion'
$updates = Get-CimInstance -ClassName Win32_QuickFixEngineering | ForEach-Object { $_.HotFixID } | Sort-Object -Unique
$inventory = [ordered] @{
    image = $image.image
    version = $env:IMAGE_VERSION
    os = [ordered] @{
        caption = (Get-CimInstance -ClassName Win32_OperatingSystem).Caption
        build = "$($windows.CurrentBuild).$($windows.UBR)"
    }
    software = $software.ToArray()
    updates = @($updates)
    appx = @(Get-AppxProvisionedPackage -Online | ForEach-Object { $_.PackageName } | Sort-Object)
    own = $own
}
# Not Set-Content: its UTF-8 begins with a byte order mark, which JSON must not have.
[IO.File]::WriteAllText('C:\goldshelf\software.json', (ConvertTo-Json -InputObject $inventory -Depth 20))
Write-Output "$($image.image) passed its tests"
exit 0
