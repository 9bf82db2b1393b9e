# Where FSLogix keeps the profiles.
$ErrorActionPreference = 'Stop'
$key = 'HKLM:\SOFTWARE\FSLogix\Profiles'
$null = New-Item -Path $key -Force
Set-ItemProperty -Path $key -Name 'Enabled' -Value 1 -Type DWord
Set-ItemProperty -Path $key -Name 'VHDLocations' -Value '\\files.contoso.example\profiles'
exit 0
