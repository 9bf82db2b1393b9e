Describe 'A developer''s desktop' {
    It 'has Visual Studio Code for every user' {
        Test-Path -Path "$env:ProgramFiles\Microsoft VS Code\Code.exe" | Should -BeTrue
    }

    It 'has git on the PATH of the machine' {
        [Environment]::GetEnvironmentVariable('Path', 'Machine') | Should -Match 'Git\\cmd'
    }
}
