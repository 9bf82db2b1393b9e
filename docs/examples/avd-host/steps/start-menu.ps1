# No suggestions in the Start menu.
$ErrorActionPreference = 'Stop'
$key = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\Explorer'
$null = New-Item -Path $key -Force
Set-ItemProperty -Path $key -Name 'HideRecommendedSection' -Value 1 -Type DWord
exit 0
