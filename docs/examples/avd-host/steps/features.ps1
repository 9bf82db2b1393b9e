# Features of Windows, before updates: their files are updated too.
$ErrorActionPreference = 'Stop'
$null = Enable-WindowsOptionalFeature -Online -FeatureName 'NetFx3' -All -NoRestart
exit 0
