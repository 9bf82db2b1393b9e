#!/usr/bin/env bash
set -euo pipefail
export PATH="$PATH:/opt/puppetlabs/bin"
puppet apply --detailed-exitcodes /opt/puppet/manifests/worker.pp
