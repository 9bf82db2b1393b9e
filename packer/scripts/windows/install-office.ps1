# Functions only: install Office with the Office Deployment Tool. It needs run-installer.ps1.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

# What the tool wrote since then, of which the last lines say why it failed.
function Show-OfficeLog([DateTime] $since) {
    # There may be none. A log is COMPUTERNAME-date-time.log, in what SYSTEM has for temporary files.
    $logs = @(Get-ChildItem -Path "$env:SystemRoot\Temp\$env:COMPUTERNAME-*.log" -ErrorAction SilentlyContinue |
        Where-Object { $_.LastWriteTime -ge $since } |
        Sort-Object -Property 'LastWriteTime' |
        Select-Object -Last 2)
    foreach ($log in $logs) {
        Write-Output "The end of $($log.FullName):"
        # It must not hide the error that it is shown for.
        Get-Content -LiteralPath $log.FullName -Tail 40 -ErrorAction SilentlyContinue
    }
}

# The tool waits until Office is installed. What it is told is data of image.json, which the hook wrote as XML.
function Install-Office($product, [string] $file, [string] $folder) {
    $configuration = "$folder\configuration.xml"
    [IO.File]::WriteAllText($configuration, $product.office.configuration)
    $since = Get-Date
    try {
        Invoke-Installer $product $file ('/configure "{0}"' -f $configuration) ''
    } catch {
        Show-OfficeLog $since
        throw
    }
}
