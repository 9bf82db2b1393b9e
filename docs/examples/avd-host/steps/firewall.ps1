# The health probe of the company's load balancer.
$global:ErrorActionPreference = 'Stop'
$null = New-NetFirewallRule -Name 'contoso-probe' -DisplayName 'Contoso probe' -Direction 'Inbound' -Action 'Allow' `
    -Protocol 'TCP' -LocalPort 8080
exit 0
