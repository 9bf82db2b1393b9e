# Functions only: install Office with the Office Deployment Tool. It needs run-installer.ps1.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

# The tool waits until Office is installed. What it is told is data of image.json, which the hook wrote as XML.
function Install-Office($product, [string] $file, [string] $folder) {
    $configuration = "$folder\configuration.xml"
    [IO.File]::WriteAllText($configuration, $product.office.configuration)
    Invoke-Installer $product $file ('/configure "{0}"' -f $configuration) ''
}
