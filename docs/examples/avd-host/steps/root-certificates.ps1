# The company's own root certificates, from a share that needs no sign-in.
$ErrorActionPreference = 'Stop'
foreach ($name in 'contoso-root-1', 'contoso-root-2') {
    $file = Join-Path -Path $env:TEMP -ChildPath "$name.cer"
    Invoke-WebRequest -UseBasicParsing -Uri "https://pki.contoso.example/$name.cer" -OutFile $file
    $null = Import-Certificate -FilePath $file -CertStoreLocation 'Cert:\LocalMachine\Root'
}
exit 0
