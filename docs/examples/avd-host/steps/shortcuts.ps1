# The company's intranet on the desktop of every user.
$ErrorActionPreference = 'Stop'
$link = "$env:PUBLIC\Desktop\Contoso intranet.url"
Set-Content -Path $link -Value '[InternetShortcut]', 'URL=https://intranet.contoso.example/' -Encoding 'Ascii'
exit 0
