# The lock screen of every user.
$ErrorActionPreference = 'Stop'
$key = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\Personalization'
$null = New-Item -Path $key -Force
Set-ItemProperty -Path $key -Name 'LockScreenImage' -Value 'C:\Contoso\lock-screen.jpg'
exit 0
