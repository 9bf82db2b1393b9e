# Install the product that $env:PRODUCT names, from a download that is verified before it runs.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. 'C:\goldshelf\prove.ps1'

$image = Get-Content -Path 'C:\goldshelf\image.json' -Raw -Encoding UTF8 | ConvertFrom-Json
$products = @($image.software | Where-Object { $_.id -eq $env:PRODUCT })
if ($products.Count -ne 1) { throw "One product '$env:PRODUCT' was expected, image.json has $($products.Count)" }
$product = $products[0]
if (-not $product.url) {
    Write-Output "$($product.name) has nothing to run: its policy is applied with the settings"
    exit 0
}
if (-not $product.sha256 -and -not $product.signer) {
    throw "$($product.name) has neither a sha256 nor a signer: what it downloads cannot be trusted"
}

$folder = [IO.Path]::Combine('C:\goldshelf\download', $product.id)
if (Test-Path -LiteralPath $folder) { Remove-Item -LiteralPath $folder -Recurse -Force }
$null = [IO.Directory]::CreateDirectory($folder)
$file = [IO.Path]::Combine($folder, "setup.$($product.installer)")
if ($product.archive_member) { $file = [IO.Path]::Combine($folder, 'setup.zip') }

[Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12
$identity = 'http://169.254.169.254/metadata/identity/oauth2/token' +
    '?api-version=2018-02-01&resource=https%3A%2F%2Fstorage.azure.com%2F'
$headers = @{}
for ($attempt = 1; $attempt -le 5; $attempt++) {
    try {
        if ($product.with_identity) {
            # Azure gives a token for storage to this machine alone; it is in no file and no log.
            $token = Invoke-RestMethod -UseBasicParsing -Headers @{ Metadata = 'true' } -Uri $identity
            # The oldest version of the storage service that takes such a token.
            $headers = @{ Authorization = "Bearer $($token.access_token)"; 'x-ms-version' = '2017-11-09' }
        }
        Invoke-WebRequest -UseBasicParsing -Uri $product.url -Headers $headers -OutFile $file -TimeoutSec 300
        break
    } catch {
        Write-Output "$($product.url), attempt $attempt of 5: $($_.Exception.Message)"
        if ($attempt -eq 5) { throw }
        Start-Sleep -Seconds (15 * $attempt)
    }
}

if ($product.sha256) {
    $hash = (Get-FileHash -LiteralPath $file -Algorithm SHA256).Hash
    if ($hash -ne $product.sha256) { throw "$($product.url): SHA-256 $($product.sha256) was expected, $hash was found" }
}
$installer = $file
if ($product.archive_member) {
    Expand-Archive -LiteralPath $file -DestinationPath "$folder\archive"
    $installer = [IO.Path]::Combine("$folder\archive", $product.archive_member)
    if (-not (Test-Path -LiteralPath $installer)) { throw "$($product.url) has no $($product.archive_member)" }
}
if ($product.signer) {
    $signature = Get-AuthenticodeSignature -LiteralPath $installer
    $signer = ''
    if ($signature.SignerCertificate) { $signer = $signature.SignerCertificate.GetNameInfo('SimpleName', $false) }
    if ($signature.Status -ne 'Valid' -or $signer -cne $product.signer) {
        throw "$($product.url): a valid signature of '$($product.signer)' was expected, " +
            "one of '$signer' was found: $($signature.Status)"
    }
}

$run = @{ FilePath = $installer }
$log = "$folder\msi.log"
if ($product.installer -eq 'msi') {
    $run.FilePath = "$env:SystemRoot\System32\msiexec.exe"
    $run.ArgumentList = ('/i "{0}" /qn /norestart /l*v "{1}" {2}' -f $installer, $log, $product.arguments).Trim()
} elseif ($product.arguments) {
    $run.ArgumentList = $product.arguments
}
# Not -Wait: it also waits for what an installer starts and leaves running, which may never end.
$process = Start-Process @run -PassThru
# Without the handle, .NET does not keep the exit code.
$null = $process.Handle
# Well below Packer's own limit, which would lose the log and the second try.
$ended = $process.WaitForExit(25 * 60 * 1000)
if (-not $ended) {
    & taskkill.exe /PID $process.Id /T /F
    if ($LASTEXITCODE -ne 0) { Write-Output "taskkill ended with exit code $LASTEXITCODE" }
}
# 3010 and 1641 mean success with a restart to come: the build restarts after the installs.
if (-not $ended -or $process.ExitCode -notin 0, 3010, 1641) {
    if (Test-Path -LiteralPath $log) { Get-Content -LiteralPath $log -Encoding Unicode -Tail 60 }
    if (-not $ended) { throw "The installer of $($product.name) still ran after 25 minutes" }
    # Another installation is at work: the second try comes at once.
    if ($process.ExitCode -eq 1618) { Start-Sleep -Seconds 120 }
    throw "The installer of $($product.name) ended with exit code $($process.ExitCode)"
}

# Some installers return before they are done.
$null = Wait-Until { Get-ProvedVersion $product }
foreach ($path in $product.remove) {
    $path = [Environment]::ExpandEnvironmentVariables($path)
    if (Test-Path -LiteralPath $path) { Remove-Item -LiteralPath $path -Recurse -Force }
}
$version = Get-ProvedVersion $product
# What an installer left running may hold its own file; sysprep.ps1 removes C:\goldshelf altogether.
Remove-Item -LiteralPath $folder -Recurse -Force -ErrorAction SilentlyContinue
Write-Output "$($product.name) $version is installed"
exit 0
