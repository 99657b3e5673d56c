# Debian's PostgreSQL, started with the variables and the command line of the official image.
ARG BASE
FROM $BASE
RUN apt-get update && apt-get install -y --no-install-recommends postgresql && rm -rf /var/lib/apt/lists/*
RUN mkdir -p /var/lib/postgresql/test && chown postgres /var/lib/postgresql/test
COPY postgres-run.sh /usr/local/bin/docker-entrypoint.sh
USER postgres
ENV PGDATA=/var/lib/postgresql/test/data
STOPSIGNAL SIGINT
EXPOSE 5432
ENTRYPOINT ["/bin/sh", "/usr/local/bin/docker-entrypoint.sh"]
CMD ["postgres"]
