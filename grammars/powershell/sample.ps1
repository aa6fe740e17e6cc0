<#
.SYNOPSIS
  Builds the shop.
#>
using module ./Clock.psm1

Import-Module ./Common.psm1
. ./helpers.ps1
. "$PSScriptRoot/colors.ps1"

$Version = '1.0 größer 世界'
$script:Counter = 0

enum Level {
    Low = 1
    High
}

# Base of every item.
class Base {
    [string]$Name
    hidden [int]$Size = 1
    static [int]$Count

    Base([string]$name) {
        $this.Name = $name
    }

    [string] ToString() {
        return "$($this.Name): $($this.Size)"
    }

    static [Base] Parse([string]$text) {
        return [Base]::new($text)
    }
}

class Box : Base {
    [List[string]]$Items

    Box([string]$name) {
        $this.Items = [List[string]]::new()
    }
}

function Write-Log {
    param([string]$Message, [Level]$Level = [Level]::Low)
    Write-Host "${Level}: $Message"
}

filter Select-Big { if ($_.Size -gt $Limit) { $_ } }

function Invoke-Build {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string]$Name,
        [string]$Target = '.',
        [int]$Limit = 10
    )
    $box = [Box]::new($Name)
    $local = Get-ChildItem -Path $Target -Recurse | Where-Object { $_.Length -gt 0 } | Select-Big
    foreach ($file in $local) {
        try {
            $box.Items.Add($file.Name)
            Write-Log -Message $box.ToString()
        } catch [System.IO.IOException] {
            throw "Fehler: $_"
        }
    }
}

Invoke-Build -Name $args[0]
