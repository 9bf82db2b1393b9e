# Functions only: run an installer within its time limit, or put a product in its place without one.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

# The environment of the installer: what the product sets, and the PATH of the machine as it is now.
function Set-InstallerEnvironment($product) {
    $env:Path = [Environment]::GetEnvironmentVariable('Path', 'Machine') + ';' + $env:Path
    foreach ($variable in $product.environment.PSObject.Properties) {
        [Environment]::SetEnvironmentVariable($variable.Name, $variable.Value)
    }
}

# Each piece of .NET is a function of its own.
function Wait-Exit($process, [int] $seconds) { return $process.WaitForExit($seconds * 1000) }

# End what an installer has started. It may end by itself in this moment, so nothing here is an error.
function Stop-Installer($product, $process) {
    $ids = @($process.Id)
    if ($product.kind -notin 'zip', 'module') {
        # The service of Windows Installer does the work of an msi, and is no child of what asked for it. Nothing else
        # can be at work there. No such process is an answer, not an error.
        $ids += @(Get-Process -Name 'msiexec' -ErrorAction SilentlyContinue | ForEach-Object { $_.Id })
    }
    foreach ($id in $ids) {
        & taskkill.exe /PID $id /T /F
        if ($LASTEXITCODE -ne 0) { Write-Output "taskkill of process $id ended with exit code $LASTEXITCODE" }
    }
}

# The end of a log, for people: the reason why it is shown counts, not whether it can be read.
function Show-Log([string] $log, [string] $encoding) {
    if (-not $log -or -not (Test-Path -LiteralPath $log)) { return }
    try {
        Get-Content -LiteralPath $log -Encoding $encoding -Tail 60
    } catch {
        Write-Output "$log cannot be read: $($_.Exception.Message)"
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
    $ended = Wait-Exit $process $product.timeout
    # 3010 and 1641 mean success with a restart to come: the build restarts after the installs.
    if ($ended -and $process.ExitCode -in @(0, 3010, 1641) + @($product.exit_codes)) { return }
    $reason = "The installation of $($product.name) still ran after $($product.timeout / 60) minutes: see its timeout"
    if ($ended) {
        $see = if ($product.kind -in 'zip', 'module') { '' } else { ': see its exit_codes' }
        $reason = "The installation of $($product.name) ended with exit code $($process.ExitCode)$see"
    }
    Write-Output $reason
    if (-not $ended) { Stop-Installer $product $process }
    $encoding = if ($Output) { 'Default' } else { 'Unicode' }
    Show-Log $log $encoding
    # Another installation is at work, and Packer tries again at once: more of retries.software is a longer wait.
    if ($ended -and $process.ExitCode -eq 1618) { Start-Sleep -Seconds 120 }
    throw $reason
}

# What no installer does but PowerShell itself, as a program that can be ended: $script, started once more.
function Invoke-Place($product, [string] $script, [string] $folder) {
    $env:GOLDSHELF_PLACE = $folder
    $arguments = "-NoProfile -NonInteractive -ExecutionPolicy Bypass -File `"$script`""
    Invoke-Installer $product 'powershell.exe' $arguments "$folder\place.log" -Output
}

function Install-Msi($product, [string] $file, [string] $folder) {
    $arguments = ('/i "{0}" /qn /norestart /l*v "{1}" {2}' -f $file, "$folder\msi.log", $product.arguments).Trim()
    Invoke-Installer $product 'msiexec.exe' $arguments "$folder\msi.log"
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
    $to = Expand-Variable $product.destination
    $null = [IO.Directory]::CreateDirectory($to)
    if (-not $product.member_pattern) {
        Expand-Archive -LiteralPath $file -DestinationPath $to -Force
        return
    }
    Expand-Archive -LiteralPath $file -DestinationPath "$folder\archive"
    $from = Find-Member $product "$folder\archive" $product.member_pattern -Directory
    Get-ChildItem -LiteralPath $from -Force | Copy-Item -Destination $to -Recurse -Force
}
