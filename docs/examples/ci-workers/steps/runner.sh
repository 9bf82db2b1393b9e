#!/usr/bin/env bash
# The account that jobs run as, and where they work.
set -euo pipefail
useradd --system --create-home --home-dir /srv/ci --shell /bin/bash ci
