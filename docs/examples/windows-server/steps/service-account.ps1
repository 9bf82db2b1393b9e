# The account of the application's service. Packer gives its first password, which no file has.
$ErrorActionPreference = 'Stop'
$password = ConvertTo-SecureString -String $env:SERVICE_PASSWORD -AsPlainText -Force
New-LocalUser -Name 'svc-app' -Password $password -PasswordNeverExpires -UserMayNotChangePassword | Out-Null
Set-LocalUser -Name 'svc-app' -Description 'Service of the application'
$null = New-Item -Path 'C:\Contoso\bin' -ItemType Directory -Force
exit 0
