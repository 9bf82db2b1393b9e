# The agent registers under an id: each host must get one of its own.
$ErrorActionPreference = 'Stop'
Stop-Service -Name 'ContosoAgent' -Force
Remove-Item -Path 'C:\ProgramData\Contoso\Agent\id.json' -Force
exit 0
