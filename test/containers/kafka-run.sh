# KAFKA_… variables become server.properties and the storage is formatted (KafkaDockerWrapper), then the broker runs.
set -e
java -cp '/opt/kafka/libs/*' kafka.docker.KafkaDockerWrapper setup \
  --default-configs-dir /etc/kafka/docker --mounted-configs-dir /mnt/shared/config --final-configs-dir /opt/kafka/config
# shellcheck disable=SC2086 -- several options
exec java ${KAFKA_HEAP_OPTS:--Xmx1G -Xms1G} -cp '/opt/kafka/libs/*' kafka.Kafka /opt/kafka/config/server.properties
