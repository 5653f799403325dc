"""A whole set-up for a Debian machine: nginx with TLS from a local authority, systemd units, backups, checks."""
