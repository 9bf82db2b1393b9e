#!/bin/sh
# Terraform for cdktf, which takes one that a signal ended for one that went well: out of memory, for one.
"$DEPLOY_TERRAFORM" "$@"
exit $?
