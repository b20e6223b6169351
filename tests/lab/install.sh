#!/bin/sh
# Installs the real servers of the lab (WordPress, MariaDB, PHP, Postfix, Dovecot, PgBouncer) from Debian's own packages.
# Further packages may be named as arguments. Safe to run again; needs root; nothing that it installs is started as a service, and nothing that already runs is touched.
set -eu

wanted="wordpress wordpress-theme-twentytwentytwo mariadb-server php-cli php-mysql php-sqlite3 php-xml php-mbstring php-intl php-gd php-curl postfix dovecot-imapd dovecot-lmtpd pgbouncer $*"

lacking() {
    for package in $wanted; do
        state=$(dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null || true)
        case "$state" in
            ii*) ;;
            *) printf ' %s' "$package" ;;
        esac
    done
}

missing=$(lacking)
if [ -n "$missing" ] && [ "$(id -u)" -ne 0 ]; then
    echo "lab: missing packages:$missing; run this script as root" >&2
    exit 77
fi
if [ -n "$missing" ]; then
    # Two test runs may ask at once; the second finds the work done.
    exec 9>/run/pendopo-lab.lock
    flock 9
    missing=$(lacking)
fi
if [ -z "$missing" ]; then
    echo "lab: everything is installed"
    exit 0
fi

# policy-rc.d answering 101 keeps Apache, MariaDB, Postfix and Dovecot from being started on installation.
policy=/usr/sbin/policy-rc.d
kept=""
restore() {
    rm -f "$policy"
    if [ -n "$kept" ]; then mv "$kept" "$policy"; fi
}
if [ -e "$policy" ] || [ -L "$policy" ]; then
    kept=$(mktemp /usr/sbin/policy-rc.d.kept.XXXXXX)
    mv "$policy" "$kept"
fi
trap restore EXIT
trap 'exit 1' INT TERM
printf '#!/bin/sh\nexit 101\n' > "$policy"
chmod 755 "$policy"

export DEBIAN_FRONTEND=noninteractive
echo "postfix postfix/main_mailer_type select No configuration" | debconf-set-selections
apt-get update -q
# shellcheck disable=SC2086
apt-get install -q -y --no-install-recommends \
    -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold $missing
echo "lab: installed:$missing"
