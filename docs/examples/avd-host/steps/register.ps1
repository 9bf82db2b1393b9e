# On each host, once: the service tells the agent's server the name of this host.
$ErrorActionPreference = 'Stop'
Start-Service -Name 'ContosoAgent'
exit 0
