# Functions only: prove that a product is there, and which version. It needs prove.ps1.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
# Only an image with Office has it.
if (Test-Path -LiteralPath "$root\prove-office.ps1") { . "$root\prove-office.ps1" }

# Whether a version is the pinned one or begins with it: 1.2 takes 1.2 and 1.2.7, not 1.20. No pin takes every one.
function Test-Version([string] $found, [string] $pinned) {
    if (-not $pinned) { return $true }
    return [regex]::IsMatch($found, '^' + [regex]::Escape($pinned) + '(\D|$)')
}

# Each piece of .NET is a function of its own.
function Start-Native($start) { return [System.Diagnostics.Process]::Start($start) }
function Get-SystemVersion { return [Environment]::OSVersion.Version.ToString() }

# The version that a command line prints when a new session runs it.
function Get-CommandVersion([string] $command) {
    $start = New-Object -TypeName 'System.Diagnostics.ProcessStartInfo'
    $start.FileName = "$env:SystemRoot\System32\cmd.exe"
    $start.Arguments = '/d /s /c "' + $command + '"'
    $start.UseShellExecute = $false
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    # This session still has the PATH from before the installs.
    $start.EnvironmentVariables['Path'] = Get-MachineVariable 'Path'
    $process = Start-Native $start
    # Both at once: a program that fills the one pipe while we read the other would wait for ever.
    $output = $process.StandardOutput.ReadToEndAsync()
    $errors = $process.StandardError.ReadToEndAsync()
    $limit = Get-Limit 'proof_command'
    # What it has printed is there as soon as it has ended, unless what it started still holds the pipe.
    if (-not ($process.WaitForExit($limit * 1000) -and $output.Wait(5000) -and $errors.Wait(5000))) {
        if (-not $process.HasExited) {
            & taskkill.exe /PID $process.Id /T /F
            if ($LASTEXITCODE -ne 0) { Write-Host "taskkill ended with exit code $LASTEXITCODE" }
        }
        throw "'$command' did not end within $limit seconds: see timeouts.proof_command"
    }
    $text = ($output.Result + $errors.Result).Trim()
    if ($process.ExitCode -ne 0) { throw "'$command' ended with exit code $($process.ExitCode): $text" }
    $version = [regex]::Match($text, '\d+(\.\d+)+')
    if (-not $version.Success) { throw "'$command' printed no version: $text" }
    return $version.Value
}

# Where Chocolatey is, or would be.
function Get-ChocolateyFolder {
    $folder = Get-MachineVariable 'ChocolateyInstall'
    if ($folder) { return $folder }
    return "$env:ProgramData\chocolatey"
}

# Windows' list of the programs that are installed for every user.
function Get-UninstallKey {
    $uninstall = 'Microsoft\Windows\CurrentVersion\Uninstall'
    "HKLM:\SOFTWARE\$uninstall", "HKLM:\SOFTWARE\WOW6432Node\$uninstall" |
        Where-Object { Test-Path -LiteralPath $_ } | ForEach-Object { Get-ChildItem -LiteralPath $_ }
}

# The versions of the programs in that list that have this name, of which a * at the end stands for any text.
function Get-ProgramVersion([string] $name) {
    foreach ($key in @(Get-UninstallKey)) {
        $found = [string] $key.GetValue('DisplayName')
        $same = $found -eq $name
        if ($name.EndsWith('*')) { $same = $found.StartsWith($name.TrimEnd('*'), 'OrdinalIgnoreCase') }
        if ($same) { [string] $key.GetValue('DisplayVersion') }
    }
}

# The versions of a module that every user has.
function Get-ModuleVersion([string] $name) {
    $folder = "$env:ProgramFiles\WindowsPowerShell\Modules\"
    Get-Module -ListAvailable -Name $name |
        Where-Object { $_.ModuleBase.StartsWith($folder, 'OrdinalIgnoreCase') } |
        ForEach-Object { "$($_.Version)" }
}

function Get-ChocolateyVersion([string] $id) {
    $file = [IO.Path]::Combine((Get-ChocolateyFolder), 'lib', $id, "$id.nuspec")
    if (-not (Test-Path -LiteralPath $file)) { return }
    $text = [IO.File]::ReadAllText($file)
    ([xml] $text).package.metadata.version
}

# What is on after the next restart counts: the build restarts, and its test finds what still waits for one.
function Assert-Feature($proof) {
    $on = 'Enabled', 'EnablePending', 'Installed', 'InstallPending'
    $states = [ordered] @{}
    foreach ($name in $proof.features) {
        $states[$name] = (Get-WindowsOptionalFeature -Online -FeatureName $name).State
    }
    foreach ($name in $proof.server_features) { $states[$name] = (Get-WindowsFeature -Name $name).InstallState }
    foreach ($name in $proof.capabilities) {
        $states[$name] = (Get-WindowsCapability -Online -Name $name -LimitAccess).State
    }
    foreach ($name in $states.Keys) {
        if ("$($states[$name])" -notin $on) { throw "$name was expected to be on, it is '$($states[$name])'" }
    }
}

# The versions that the proof of a product finds; throws when it does not hold.
function Get-FoundVersion($proof) {
    if ($proof.file) {
        $path = Expand-Variable $proof.file
        if (-not (Test-Path -LiteralPath $path -PathType Leaf)) { throw "there is no file $path" }
        return [string] (Get-Item -LiteralPath $path -Force).VersionInfo.ProductVersion
    }
    if ($proof.registry) {
        $value = (Get-Item -LiteralPath $proof.registry).GetValue($proof.name)
        if ($null -eq $value) { throw "$($proof.registry) has no value '$($proof.name)'" }
        return $value
    }
    if ($proof.command) { return Get-CommandVersion $proof.command }
    if (@($proof.features) + @($proof.server_features) + @($proof.capabilities)) {
        Assert-Feature $proof
        # A part of Windows has its version.
        return Get-SystemVersion
    }
    $what, $versions = '', @()
    if ($proof.program) {
        $what, $versions = "program '$($proof.program)' is installed", @(Get-ProgramVersion $proof.program)
    } elseif ($proof.module) {
        $what, $versions = "module '$($proof.module)' is installed for all users", @(Get-ModuleVersion $proof.module)
    } elseif ($proof.chocolatey) {
        $what = "Chocolatey package '$($proof.chocolatey)' is installed"
        $versions = @(Get-ChocolateyVersion $proof.chocolatey)
    } elseif ($proof.appx) {
        $what = "Appx package '$($proof.appx)' is provisioned"
        $versions = @(Get-AppxProvisionedPackage -Online | Where-Object { $_.DisplayName -eq $proof.appx } |
            ForEach-Object { $_.Version })
    }
    # Nothing but the environment of the machine, which has a proof of its own.
    if (-not $what) { return Get-SystemVersion }
    if ($versions.Count -eq 0) { throw "no $what" }
    return $versions
}

# The version of a product of image.json; throws when its proof does not hold or finds another version than the pinned.
function Get-ProvedVersion($product) {
    $found = @(Get-FoundVersion $product.proof | ForEach-Object { ([string] $_).Trim() })
    $right = @($found | Where-Object { Test-Version $_ $product.version })
    if ($right.Count -eq 0) {
        throw "version $($product.version) was expected, '$($found -join ', ')' was found"
    }
    if ($product.proof.office) { Assert-Office $product.proof }
    return $right[0]
}

function Get-EnvironmentKey([bool] $writable) {
    return Open-MachineKey 'SYSTEM\CurrentControlSet\Control\Session Manager\Environment' $writable
}

# Not by .NET's own method: it would write out the variables that the machine's PATH is made of.
function Set-MachineEnvironment($product) {
    $key = Get-EnvironmentKey $true
    try {
        foreach ($variable in $product.machine_environment.PSObject.Properties) {
            $kind = 'String'
            if ($variable.Value.Contains('%')) { $kind = 'ExpandString' }
            $key.SetValue($variable.Name, $variable.Value, $kind)
        }
        foreach ($folder in $product.path) {
            if (Test-InPath $folder) { continue }
            $path = [string] $key.GetValue('Path', '', 'DoNotExpandEnvironmentNames')
            $key.SetValue('Path', ($path.TrimEnd(';') + ';' + $folder), 'ExpandString')
        }
    } finally {
        $key.Dispose()
    }
}

# Whether the PATH of the machine, as it is in the registry now, has a folder.
function Test-InPath([string] $folder) {
    $key = Get-EnvironmentKey $false
    try { $path = [string] $key.GetValue('Path', '') } finally { $key.Dispose() }
    $wanted = (Expand-Variable $folder).TrimEnd('\')
    return @($path.Split(';') | ForEach-Object { $_.TrimEnd('\') }) -contains $wanted
}

function Assert-MachineEnvironment($product) {
    $key = Get-EnvironmentKey $false
    try {
        foreach ($variable in $product.machine_environment.PSObject.Properties) {
            $found = [string] $key.GetValue($variable.Name, '', 'DoNotExpandEnvironmentNames')
            if ($found -cne $variable.Value) {
                throw "the variable $($variable.Name) was expected to be '$($variable.Value)', it is '$found'"
            }
        }
    } finally {
        $key.Dispose()
    }
    foreach ($folder in $product.path) {
        if (-not (Test-InPath $folder)) { throw "the PATH of the machine was expected to have $folder" }
        $there = Expand-Variable $folder
        if (-not (Test-Path -LiteralPath $there -PathType Container)) { throw "there is no folder $there for PATH" }
    }
}
