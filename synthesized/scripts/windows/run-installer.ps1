# Functions only: run an installer within its time limit, or put a product in its place without one.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

# The environment of the installer: what the product sets, and the PATH of the machine as it is now.
function Set-InstallerEnvironment($product) {
    $env:Path = [Environment]::GetEnvironmentVariable('Path', 'Machine') + ';' + $env:Path
    foreach ($variable in $product.environment.PSObject.Properties) {
        [Environment]::SetEnvironmentVariable($variable.Name, $variable.Value)
    }
}

# $log is what the program writes; with $output it is what the program prints, which is kept there.
function Invoke-Installer($product, [string] $program, [string] $arguments, [string] $log, [switch] $Output) {
    $run = @{ FilePath = $program; PassThru = $true }
    if ($arguments) { $run.ArgumentList = $arguments }
    if ($Output) { $run.RedirectStandardOutput = $log }
    # Not -Wait: it also waits for what an installer starts and leaves running, which may never end.
    $process = Start-Process @run
    # Without the handle, .NET does not keep the exit code.
    $null = $process.Handle
    # Below Packer's own limit, which would lose the log and the second try.
    $ended = $process.WaitForExit($product.timeout * 1000)
    if (-not $ended) {
        & taskkill.exe /PID $process.Id /T /F
        if ($LASTEXITCODE -ne 0) { Write-Output "taskkill ended with exit code $LASTEXITCODE" }
    }
    # 3010 and 1641 mean success with a restart to come: the build restarts after the installs.
    if ($ended -and $process.ExitCode -in @(0, 3010, 1641) + @($product.exit_codes)) { return }
    if ($log -and (Test-Path -LiteralPath $log)) {
        $encoding = 'Unicode'
        if ($Output) { $encoding = 'Default' }
        Get-Content -LiteralPath $log -Encoding $encoding -Tail 60
    }
    if (-not $ended) {
        throw "The installation of $($product.name) still ran after $($product.timeout / 60) minutes: see its timeout"
    }
    # Another installation is at work, and Packer tries again at once: more of retries.software is a longer wait.
    if ($process.ExitCode -eq 1618) { Start-Sleep -Seconds 120 }
    $see = ': see its exit_codes'
    if ($product.kind -in 'zip', 'module') { $see = '' }
    throw "The installation of $($product.name) ended with exit code $($process.ExitCode)$see"
}

# What no installer does but PowerShell itself, as a program that can be ended: $script, started once more.
function Invoke-Place($product, [string] $script, [string] $folder) {
    $env:GOLDSHELF_PLACE = $product.id
    $powershell = "$env:SystemRoot\System32\WindowsPowerShell\v1.0\powershell.exe"
    $arguments = "-NoProfile -NonInteractive -ExecutionPolicy Bypass -File `"$script`""
    Invoke-Installer $product $powershell $arguments "$folder\place.log" -Output
}

function Install-Msi($product, [string] $file, [string] $folder) {
    $arguments = ('/i "{0}" /qn /norestart /l*v "{1}" {2}' -f $file, "$folder\msi.log", $product.arguments).Trim()
    Invoke-Installer $product "$env:SystemRoot\System32\msiexec.exe" $arguments "$folder\msi.log"
}

# For every user: a package that only one has stops Sysprep. What changes Windows itself is not ended half-way.
function Install-Msix($product, [string] $file, [string] $folder) {
    $add = @{ Online = $true; PackagePath = $file; SkipLicense = $true; Regions = 'all' }
    $needed = @($product.dependencies | ForEach-Object { Find-Member $product "$folder\archive" $_ })
    if ($needed.Count -gt 0) { $add.DependencyPackagePath = $needed }
    Write-Output "Adding $($product.name)"
    $null = Add-AppxProvisionedPackage @add
}

function Expand-Product($product, [string] $file, [string] $folder) {
    $to = [Environment]::ExpandEnvironmentVariables($product.destination)
    $null = [IO.Directory]::CreateDirectory($to)
    if (-not $product.member_pattern) {
        Expand-Archive -LiteralPath $file -DestinationPath $to -Force
        return
    }
    Expand-Archive -LiteralPath $file -DestinationPath "$folder\archive"
    $from = Find-Member $product "$folder\archive" $product.member_pattern -Directory
    Get-ChildItem -LiteralPath $from -Force | Copy-Item -Destination $to -Recurse -Force
}
