# A new database with the password POSTGRES_PASSWORD, then the command: `postgres` with its options.
set -e
PATH=$(echo /usr/lib/postgresql/*/bin):$PATH
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  printf '%s' "${POSTGRES_PASSWORD:?must be set}" > "$HOME/password"
  initdb --username=postgres --pwfile="$HOME/password" --auth-host=scram-sha-256 --encoding=UTF8 --no-sync > /dev/null
  rm "$HOME/password"
  echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
fi
case $1 in -*) set -- postgres "$@" ;; esac
[ "$1" != postgres ] || set -- "$@" -c 'listen_addresses=*'
exec "$@"
