# Functions only: get the file that a product is installed from, and see that it is the right one. They need prove.ps1.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

# Where a product comes from, for messages.
function Get-Origin($product) {
    if ($product.url) { return $product.url }
    return $product.file
}

function Save-Download($product, [string] $file) {
    [Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12
    if ($env:HTTPS_PROXY) {
        # PowerShell itself knows only the proxy of a signed-in user.
        $direct = [string[]] @($env:NO_PROXY.Split(',') | ForEach-Object { [regex]::Escape($_) })
        $address = $env:HTTPS_PROXY, $true, $direct
        [Net.WebRequest]::DefaultWebProxy = New-Object -TypeName 'Net.WebProxy' -ArgumentList $address
    }
    $identity = 'http://169.254.169.254/metadata/identity/oauth2/token' +
        '?api-version=2018-02-01&resource=https%3A%2F%2Fstorage.azure.com%2F'
    $headers = @{}
    $answer, $tries = (Get-Limit 'download_answer'), (1 + (Get-Limit 'download_retries'))
    for ($attempt = 1; $attempt -le $tries; $attempt++) {
        try {
            if ($product.with_identity) {
                # Azure gives a token for storage to this machine alone; it is in no file and no log.
                $call = @{ UseBasicParsing = $true; Headers = @{ Metadata = 'true' }; Uri = $identity }
                $token = Invoke-RestMethod @call -TimeoutSec $answer
                # The oldest version of the storage service that takes such a token.
                $headers = @{ Authorization = "Bearer $($token.access_token)"; 'x-ms-version' = '2017-11-09' }
            }
            # Until the answer begins: what stalls later ends after five minutes, and nobody can set that.
            Invoke-WebRequest -UseBasicParsing -Uri $product.url -Headers $headers -OutFile $file -TimeoutSec $answer
            return
        } catch {
            $why = $_.Exception.Message
            # Not Write-Output: that would be a part of what Get-Verified gives.
            Write-Host "$($product.name): attempt $attempt of $tries to download $($product.url): $why"
            if ($attempt -eq $tries) { throw "$($product.name) was not downloaded from $($product.url): $why" }
            Start-Sleep -Seconds (Get-Pause $_.Exception $attempt)
        }
    }
}

# Longer each time, so that a server that is busy or restarts gets over it; or as long as it says, five minutes at most.
function Get-Pause([Exception] $exception, [int] $attempt) {
    $pause = 15 * $attempt
    # Of an answer: where none came, as for a name that is not known, there is nothing to read.
    $answer = $null
    if ($exception -is [Net.WebException]) { $answer = $exception.Response }
    if ($null -eq $answer) { return $pause }
    $said = "$($answer.Headers['Retry-After'])"
    # It may be a date instead, or not there.
    if ($said -notmatch '^[0-9]{1,6}$') { return $pause }
    return [Math]::Min(300, [Math]::Max($pause, [int] $said))
}

function Assert-Hash($product, [string] $file) {
    if (-not $product.sha256) { return }
    $hash = (Get-FileHash -LiteralPath $file -Algorithm SHA256).Hash
    if ($hash -ne $product.sha256) {
        throw "$($product.name), $(Get-Origin $product): SHA-256 $($product.sha256) was expected, $hash was found"
    }
}

function Assert-Signer($product, [string] $file) {
    if (-not $product.signer) { return }
    $signature = Get-AuthenticodeSignature -LiteralPath $file
    $signer = ''
    if ($signature.SignerCertificate) { $signer = $signature.SignerCertificate.GetNameInfo('SimpleName', $false) }
    if ($signature.Status -ne 'Valid' -or $signer -cne $product.signer) {
        throw "$($product.name), $(Get-Origin $product): a valid signature of '$($product.signer)' was expected, " +
            "one of '$signer' was found: $($signature.Status)"
    }
}

# The one file, or with -Directory the one folder, below $folder whose path from there is as $pattern says.
function Find-Member($product, [string] $folder, [string] $pattern, [switch] $Directory) {
    $what = @{ File = -not $Directory; Directory = [bool] $Directory }
    $all = @(Get-ChildItem -LiteralPath $folder -Recurse -Force @what | ForEach-Object { $_.FullName })
    $found = @($all | Where-Object { [regex]::IsMatch($_.Substring($folder.Length), $pattern) })
    # A folder that is meant is not one of those in it, whose paths end as any text too.
    $inside = @($found | Where-Object { $inner = $_; @($found | Where-Object { $inner.StartsWith("$_\") }) })
    $found = @($found | Where-Object { $_ -notin $inside })
    if ($found.Count -eq 1) { return $found[0] }
    $names = @($all | Select-Object -First 20 | ForEach-Object { $_.Substring($folder.Length + 1) }) -join ', '
    if ($found.Count -eq 0) { throw "$(Get-Origin $product) has nothing like $pattern; it has $names" }
    $several = @($found | ForEach-Object { $_.Substring($folder.Length + 1) }) -join ', '
    throw "$(Get-Origin $product) has $($found.Count) of $pattern, and one was expected: $several"
}

# The path of what is to be installed, in $folder or in its subfolder archive, once it is known to be the right one.
function Get-Verified($product, [string] $folder) {
    $file = [IO.Path]::Combine($folder, $product.save_as)
    if ($product.url) {
        Save-Download $product $file
    } else {
        Copy-Item -LiteralPath "$root\files\$($product.id)\$($product.save_as)" -Destination $file
    }
    Assert-Hash $product $file
    if ($product.member_pattern -and $product.kind -ne 'zip') {
        Expand-Archive -LiteralPath $file -DestinationPath "$folder\archive"
        $file = Find-Member $product "$folder\archive" $product.member_pattern
    }
    Assert-Signer $product $file
    return $file
}
