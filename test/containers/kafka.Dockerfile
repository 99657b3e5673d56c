# Apache Kafka on Debian, configured by the same variables as the official image, and read by the same class of Apache's.
ARG BASE
FROM $BASE
RUN apt-get update && apt-get install -y --no-install-recommends openjdk-17-jre-headless && rm -rf /var/lib/apt/lists/*
RUN mkdir -p /etc/kafka/docker /mnt/shared/config /opt/kafka/config && useradd kafka && chown kafka /opt/kafka/config
COPY jars /opt/kafka/libs
COPY kafka-run.sh /etc/kafka/docker/run
USER kafka
ENV CLUSTER_ID=bGllbnRob25nLXRlc3RzLg
EXPOSE 9092
CMD ["/bin/sh", "/etc/kafka/docker/run"]
