# Tell the services of Windows of the proxy of the build, and make them forget it.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

if ($env:MOMENT -notin 'before', 'after') { throw "MOMENT was expected to be before or after, it is '$env:MOMENT'" }
$proxy = (Get-Content -Path 'C:\goldshelf\image.json' -Raw -Encoding UTF8 | ConvertFrom-Json).proxy
$kept = 'C:\goldshelf\proxy.txt'
# Where netsh keeps it. What it says of it is in the language of Windows.
$path = 'SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\Connections'

function Get-Setting {
    $key = [Microsoft.Win32.Registry]::LocalMachine.OpenSubKey($path)
    if ($null -eq $key) { return '' }
    try {
        $bytes = $key.GetValue('WinHttpSettings')
        if ($null -eq $bytes) { return '' }
        return [Convert]::ToBase64String([byte[]] $bytes)
    } finally {
        $key.Dispose()
    }
}

if ($env:MOMENT -eq 'before') {
    [IO.File]::WriteAllText($kept, (Get-Setting))
    $arguments = "proxy-server=$($proxy.server)", "bypass-list=$($proxy.bypass)"
    & "$env:SystemRoot\System32\netsh.exe" winhttp set proxy $arguments
    if ($LASTEXITCODE -ne 0) { throw "netsh ended with exit code $LASTEXITCODE" }
    if ((Get-Setting) -eq [IO.File]::ReadAllText($kept)) { throw 'The proxy was expected to be set, it is not' }
    Write-Output "The services of Windows use the proxy $($proxy.server)"
} else {
    $before = [IO.File]::ReadAllText($kept)
    $key = [Microsoft.Win32.Registry]::LocalMachine.CreateSubKey($path)
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
    $text = [Text.Encoding]::ASCII.GetString([Convert]::FromBase64String((Get-Setting)))
    foreach ($address in $proxy.addresses) {
        if ($text.Contains($address)) { Write-Output "WARNING: the source image has the proxy $address of its own" }
        foreach ($name in 'HTTP_PROXY', 'HTTPS_PROXY') {
            if ("$([Environment]::GetEnvironmentVariable($name, 'Machine'))".Contains($address)) {
                throw "This is left in the image: the variable $name of the machine has the proxy of the build"
            }
        }
    }
    Write-Output 'The services of Windows no longer use the proxy of the build'
}
exit 0
