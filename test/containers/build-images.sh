#!/bin/sh
# Builds images of Kafka and of PostgreSQL for testcontainers without an image registry: from Debian's packages, and Apache
# Kafka's own jars. Needs root, debootstrap, Maven and a Docker daemon (DOCKER_HOST); see README.md.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
base=lienthong-test/debian:12
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if ! docker image inspect "$base" > /dev/null 2>&1; then
  debootstrap --variant=minbase bookworm "$work/debian"
  tar -C "$work/debian" -c . | docker import - "$base"
fi

mkdir "$work/context"
cp "$here"/*-run.sh "$work/context"
mvn -q -B -f "$here/../../libs/bus/kafka-jars/pom.xml" dependency:copy-dependencies -DincludeScope=runtime \
  -DoutputDirectory="$work/context/jars"
for image in kafka postgres; do
  # The builder of the daemon itself: the other one is a download. Debian's servers are reached as from this machine.
  DOCKER_BUILDKIT=0 docker build --network host --build-arg BASE="$base" -t "lienthong-test/$image" \
    -f "$here/$image.Dockerfile" "$work/context"
done
echo 'export KAFKA_IMAGE=lienthong-test/kafka POSTGRES_IMAGE=lienthong-test/postgres'
