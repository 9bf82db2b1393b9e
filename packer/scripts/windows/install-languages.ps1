# Install the display languages of the image for all users.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$root = 'C:\goldshelf'
. "$root\prove.ps1"

$tasks = '\Microsoft\Windows\LanguageComponentsInstaller\'

# LpCab is the pack for the whole machine. The Store's pack, LXP, belongs to one user and would stop Sysprep.
function Test-Language([string] $tag) {
    # One by one, should the command give its list as a single object.
    $found = @(Get-InstalledLanguage | ForEach-Object { $_ } | Where-Object { $_.LanguageId -eq $tag })
    return $found.Count -gt 0 -and "$($found[0].LanguagePacks)" -match 'LpCab'
}

# These tasks hold the files that Install-Language wants to write, and take away packs that no user has used yet.
function Disable-LanguageTask {
    foreach ($name in 'Installation', 'ReconcileLanguageResources', 'Uninstallation') {
        # A task that this edition lacks cannot be in the way.
        $task = Get-ScheduledTask -TaskPath $tasks -TaskName $name -ErrorAction SilentlyContinue
        if ($null -eq $task) {
            Write-Output "There is no task $tasks$name here"
            continue
        }
        $null = Disable-ScheduledTask -TaskPath $tasks -TaskName $name
        if ((Get-ScheduledTask -TaskPath $tasks -TaskName $name).Settings.Enabled) {
            throw "The task $tasks$name is still enabled"
        }
    }
    $policy = 'HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Control Panel\International'
    Set-RegistryData $policy 'BlockCleanupOfUnusedPreinstalledLangPacks' @{ Data = 1; Kind = 'DWord' }
}

function Add-Language([string] $language, [int] $tries) {
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

# Hosts need these two, as in Microsoft's own script: the third would take a pack away that no user has used.
function Enable-LanguageTask {
    foreach ($name in 'Installation', 'ReconcileLanguageResources') {
        # A task that this edition lacks was never disabled.
        $task = Get-ScheduledTask -TaskPath $tasks -TaskName $name -ErrorAction SilentlyContinue
        if ($null -ne $task) { $null = $task | Enable-ScheduledTask }
    }
}

function Main {
    Disable-LanguageTask
    $image = Get-Image
    foreach ($language in $image.languages) { Add-Language $language (1 + $image.limits.language_retries) }
    Enable-LanguageTask
}

Main; exit 0
