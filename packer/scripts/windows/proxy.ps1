# Tell the services of Windows of the proxy of the build, and make them forget it.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$root = 'C:\goldshelf'
. "$root\prove.ps1"

$kept = "$root\proxy.txt"
# Where netsh keeps it. What it says of it is in the language of Windows.
$path = 'SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\Connections'

function New-MachineKey { return [Microsoft.Win32.Registry]::LocalMachine.CreateSubKey($path) }

function Get-Setting {
    $key = Open-MachineKey $path $false
    if ($null -eq $key) { return '' }
    try {
        $bytes = $key.GetValue('WinHttpSettings')
        if ($null -eq $bytes) { return '' }
        return [Convert]::ToBase64String([byte[]] $bytes)
    } finally {
        $key.Dispose()
    }
}

function Set-Proxy($proxy) {
    [IO.File]::WriteAllText($kept, (Get-Setting))
    & netsh.exe winhttp set proxy "proxy-server=$($proxy.server)" "bypass-list=$($proxy.bypass)"
    if ($LASTEXITCODE -ne 0) { throw "netsh ended with exit code $LASTEXITCODE" }
    if ((Get-Setting) -eq [IO.File]::ReadAllText($kept)) { throw 'The proxy was expected to be set, it is not' }
    Write-Output "The services of Windows use the proxy $($proxy.server)"
}

function Restore-Proxy {
    $before = [IO.File]::ReadAllText($kept)
    $key = New-MachineKey
    try {
        if ($before) {
            $key.SetValue('WinHttpSettings', [Convert]::FromBase64String($before), 'Binary')
        } else {
            $key.DeleteValue('WinHttpSettings', $false)
        }
    } finally {
        $key.Dispose()
    }
    if ((Get-Setting) -ne $before) { throw 'The proxy of the build was expected to be gone, it is still set' }
}

function Assert-NoProxy($proxy) {
    $text = [Text.Encoding]::ASCII.GetString([Convert]::FromBase64String((Get-Setting)))
    foreach ($address in $proxy.addresses) {
        if ($text.Contains($address)) { Write-Output "WARNING: the source image has the proxy $address of its own" }
        foreach ($name in 'HTTP_PROXY', 'HTTPS_PROXY') {
            if ("$(Get-MachineVariable $name)".Contains($address)) {
                throw "This is left in the image: the variable $name of the machine has the proxy of the build"
            }
        }
    }
    Write-Output 'The services of Windows no longer use the proxy of the build'
}

function Main {
    if ($env:MOMENT -notin 'before', 'after') { throw "MOMENT was expected to be before or after, it is '$env:MOMENT'" }
    $proxy = (Get-Image).proxy
    if ($env:MOMENT -eq 'before') {
        Set-Proxy $proxy
    } else {
        Restore-Proxy
        Assert-NoProxy $proxy
    }
}

Main; exit 0
