# Run the tests $env:TESTS of the step $env:STEP with Pester, and write their results: the build fails later.
Set-StrictMode -Version Latest
$global:ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$root = 'C:\goldshelf'

# Pester is the module $env:MODULE beside the tests, or the version $env:VERSION of the PowerShell Gallery. It goes into
# goldshelf's folder, which does not stay in the image.
function Get-Pester([string] $folder) {
    $modules = [IO.Directory]::CreateDirectory("$root\modules").FullName
    if ($env:MODULE) {
        $from = [IO.Path]::Combine($modules, "$env:STEP.zip")
        $to = [IO.Path]::Combine($modules, "$env:STEP-pester")
        # Expand-Archive looks at the ending: a .nupkg is a zip file too.
        Copy-Item -LiteralPath ([IO.Path]::Combine($folder, $env:MODULE)) -Destination $from -Force
        Expand-Archive -LiteralPath $from -DestinationPath $to -Force
    } else {
        [Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12
        # Without it, Save-Module asks whether to install it, and nobody answers.
        $null = Install-PackageProvider -Name 'NuGet' -MinimumVersion '2.8.5.201' -Force
        Save-Module -Name 'Pester' -RequiredVersion $env:VERSION -Path $modules -Force
        # Another step may have brought another version.
        $to = [IO.Path]::Combine($modules, 'Pester', $env:VERSION)
    }
    $manifest = @(Get-ChildItem -LiteralPath $to -Filter 'Pester.psd1' -Recurse | Select-Object -First 1)
    if ($manifest.Count -eq 0) { throw "$to was expected to have Pester.psd1, it has none" }
    return $manifest[0].FullName
}

function Invoke-Tests([string] $tests, [string] $results) {
    $configuration = New-PesterConfiguration
    $configuration.Run.Path = $tests
    $configuration.Run.PassThru = $true
    $configuration.Output.Verbosity = 'Detailed'
    $configuration.TestResult.Enabled = $true
    $configuration.TestResult.OutputFormat = 'JUnitXml'
    $configuration.TestResult.OutputPath = [IO.Path]::Combine($results, "$env:STEP.xml")
    return Invoke-Pester -Configuration $configuration
}

function Get-Failed($run) {
    $run.Failed | ForEach-Object { $_.ExpandedPath }
    # A file that cannot be read, or a BeforeAll that throws.
    $run.FailedContainers | ForEach-Object { "$($_.Item): it could not be run" }
    $run.FailedBlocks | ForEach-Object { "$($_.ExpandedPath): it could not be set up" }
}

function Main {
    $folder = [IO.Path]::Combine("$root\own", $env:STEP)
    $tests = [IO.Path]::Combine($folder, $env:TESTS)
    if (-not (Test-Path -LiteralPath $tests)) { throw "$tests was expected, it is not there" }
    $results = [IO.Directory]::CreateDirectory("$root\results").FullName
    $pester = Get-Pester $folder
    # Windows brings Pester 3, whose commands have the same names.
    Remove-Module -Name 'Pester' -Force -ErrorAction SilentlyContinue
    Import-Module -Name $pester -Force
    Write-Output "Pester $((Get-Module -Name 'Pester').Version)"
    $run = Invoke-Tests $tests $results
    if ($run.TotalCount -eq 0) { throw "Pester found no tests in $env:TESTS" }
    $failed = @(Get-Failed $run)
    if ($failed.Count -gt 0) {
        [IO.File]::WriteAllLines([IO.Path]::Combine($results, "$env:STEP.failed"), [string[]] $failed)
    }
    Write-Output "$($run.PassedCount) of $($run.TotalCount) tests have passed"
}

Main; exit 0
