#!/usr/bin/env bash
# Builds the shop.
set -euo pipefail

source ./lib/common.sh
. "$(dirname "$0")/colors.sh"

readonly VERSION="1.0 – größer 世界"
export PATH="$HOME/bin:$PATH"
declare -A LEVELS=([low]=1 [high]=2)
LIMIT=10
files=()

# Prints a message.
log() {
  local level="$1"; shift
  printf '%s: %s\n' "$level" "$*" >&2
}

function die {
  log error "$@"
  exit 1
}

function build_all() {
  local target count=0
  for target in "$@"; do
    case "$target" in
      docs|site) build_docs "$target" ;;
      *) die "unbekannt: $target" ;;
    esac
    count=$((count + 1))
  done
  if [[ $count -gt $LIMIT ]]; then
    log warn "viele: ${count}"
  fi
  while read -r line; do
    files+=("$line")
  done < <(find . -name '*.md' | sort)
}

build_docs() (
  cd docs || return
  nested() {
    echo "verschachtelt"
  }
  nested
  cat <<EOF
$(log info "in heredoc")
Version: $VERSION
EOF
)

trap 'log info bye' EXIT
build_all "${@:-docs}" && log info "fertig"
