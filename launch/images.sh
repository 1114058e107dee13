#!/usr/bin/env bash
# Build the images of the Dockerfile with buildah in a chroot, where there is neither an engine nor an image registry:
# the base is made from this machine's own Debian packages. Prints their sizes.
#   IMAGES="web worker"  which ones     BASE=name  another base, which buildah finds     VERSION=0.1.0  their tag
#   MOUNTS="/etc/pip.conf …"  files that pip and npm need to reach their registries; they come into no layer
set -euo pipefail
cd "$(dirname "$0")/.."
export STORAGE_DRIVER=${STORAGE_DRIVER:-vfs} BUILDAH_FORMAT=docker BUILDAH_ISOLATION=chroot
for program in buildah mmdebstrap; do
  command -v "$program" > /dev/null || { echo "tidewatch: $program is missing: apt-get install buildah mmdebstrap" >&2; exit 2; }
done
version=${VERSION:-$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)}
base=${BASE:-localhost/tidewatch-base:bookworm}
mounts=()
for path in ${MOUNTS-/etc/pip.conf /etc/xdg/pip /root/.config/pip /etc/npmrc /root/.npmrc /etc/ssl/certs}; do
  [ -e "$path" ] && mounts+=(--volume "$path:$path:ro")
done
[ -z "${NODE_EXTRA_CA_CERTS:-}" ] || mounts+=(--build-arg "NODE_EXTRA_CA_CERTS=$NODE_EXTRA_CA_CERTS")

make_base() {
  local folder container
  folder=$(mktemp -d)
  mmdebstrap --quiet --variant=minbase --include=python3,python3-venv,ca-certificates,tini \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' bookworm "$folder/base.tar"
  container=$(buildah from scratch)
  buildah add --quiet "$container" "$folder/base.tar" /
  buildah config --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$container"
  buildah commit --quiet --rm "$container" "$base"
  rm -r "$folder"
}

buildah inspect --type image "$base" > /dev/null 2>&1 || make_base
for target in ${IMAGES:-web worker trainer}; do
  name=tidewatch/tidewatch
  [ "$target" = web ] || name=$name-$target
  buildah bud --quiet --network host --build-arg "BASE=$base" --target "$target" "${mounts[@]}" \
    --tag "localhost/$name:$version" .
done
buildah images --format '{{.Name}}:{{.Tag}} {{.Size}}' | grep tidewatch | sort
