# Everything that the steps before have set; the first that is missing fails the build.
$ErrorActionPreference = 'Stop'
if (-not (Get-Service -Name 'ContosoAgent' -ErrorAction SilentlyContinue)) { throw 'the agent is not installed' }
if (-not (Test-Path -Path 'C:\Contoso\fonts')) { throw 'the fonts are not there' }
exit 0
