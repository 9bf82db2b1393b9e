# Install the display languages of the image for all users.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

$image = Get-Content -Path 'C:\goldshelf\image.json' -Raw -Encoding UTF8 | ConvertFrom-Json
$languages = @($image.languages)
if ($languages.Count -eq 0) {
    Write-Output 'The image has no languages of its own'
    exit 0
}

# LpCab is the pack for the whole machine. The Store's pack, LXP, belongs to one user and would stop Sysprep.
function Test-Language([string] $tag) {
    $found = @(Get-InstalledLanguage | Where-Object { $_.LanguageId -eq $tag })
    return $found.Count -gt 0 -and "$($found[0].LanguagePacks)" -match 'LpCab'
}

# These tasks hold the files that Install-Language wants to write, and take away packs that no user has used yet.
$folder = '\Microsoft\Windows\LanguageComponentsInstaller\'
foreach ($name in 'Installation', 'ReconcileLanguageResources', 'Uninstallation') {
    # A task that this edition lacks cannot be in the way.
    $task = Get-ScheduledTask -TaskPath $folder -TaskName $name -ErrorAction SilentlyContinue
    if ($null -eq $task) {
        Write-Output "There is no task $folder$name here"
        continue
    }
    $null = Disable-ScheduledTask -TaskPath $folder -TaskName $name
    if ((Get-ScheduledTask -TaskPath $folder -TaskName $name).Settings.Enabled) {
        throw "The task $folder$name is still enabled"
    }
}
$policy = 'HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Control Panel\International'
[Microsoft.Win32.Registry]::SetValue($policy, 'BlockCleanupOfUnusedPreinstalledLangPacks', 1, 'DWord')

$tries = 1 + $image.limits.language_retries
foreach ($language in $languages) {
    for ($attempt = 1; $attempt -le $tries -and -not (Test-Language $language); $attempt++) {
        try {
            Install-Language -Language $language | Out-Null
        } catch {
            Write-Output "$language, attempt $attempt of ${tries}: $($_.Exception.Message)"
            # Longer each time: it fails while Windows is at work on something else.
            Start-Sleep -Seconds (30 * $attempt)
        }
    }
    if (-not (Test-Language $language)) {
        Get-InstalledLanguage | Format-Table | Out-String -Width 200 | Write-Output
        throw "The language pack $language was expected, Get-InstalledLanguage does not list it as LpCab"
    }
    Write-Output "The language $language is installed"
}
exit 0
