# The key is asked for only here; the agent keeps a token of its own.
$ErrorActionPreference = 'Stop'
$headers = @{ Authorization = "Bearer $env:AGENT_KEY" }
$setup = Join-Path -Path $env:TEMP -ChildPath 'agent.exe'
Invoke-WebRequest -UseBasicParsing -Uri 'https://agents.contoso.example/agent.exe' -Headers $headers -OutFile $setup
if ((Get-FileHash -LiteralPath $setup).Hash -ne $env:AGENT_SHA256) { throw 'agent.exe is not the file that was looked at' }
$process = Start-Process -FilePath $setup -ArgumentList '/quiet' -PassThru
$null = $process.Handle
$process.WaitForExit()
exit $process.ExitCode
