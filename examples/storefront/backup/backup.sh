#!/bin/sh
set -eu
pg_dump --file="/backups/shop-$(date +%F).sql" "$DATABASE_URL"
