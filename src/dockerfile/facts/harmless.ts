import { remembered } from '../../core/remembered.ts';

/** Whether a program, whatever its arguments, puts no program on PATH. What it may do with files is judged elsewhere. */
export const isHarmless = remembered((name) => {
  known ??= new Set(list.trim().split(/\s+/));
  return known.has(name) || patterns.test(name);
});

let known: ReadonlySet<string> | undefined;

const patterns =
  /^(?:mkfs|docker-php-ext-(?:install|enable|configure)|phpenmod|phpdismod|a2(?:en|dis)(?:mod|site|conf)|php-?fpm?[\d.]*|zcat|md5sum|sha\d+sum|b2sum|dpkg-\w+|pg_\w+|redis-\w+|git-\w+)$/;

const list = `
: . [ [[ alias arch awk b2sum base32 base64 basename bc break bzip2 bunzip2 c_rehash cal cat cd chattr chcon chgrp chmod chown
chpasswd chroot chsh cksum clear cmp comm continue cp cpio crontab csplit curl cut date dd declare deluser delgroup df diff dig
dirname dirs do done du echo ed egrep elif else enable env esac exit expand export expr factor false fc-cache fc-list fgrep fi
file find flock fmt fold free function fuser gawk getcap getconf getent getfacl getopt getopts git gpasswd gpg gpg2 gpg-agent
gpgconf gpgv grep groupadd groupdel groupmod groups gunzip gzip hash head hexdump hg host hostname hostnamectl iconv id if
ifconfig install ip jobs join jq kill killall last ldconfig ldd less let link ln local locale locale-gen localedef logger
logname logout look ls lsattr lsb_release lscpu lsof lz4 mapfile mawk md5sum mkdir mkfifo mknod mktemp more mount mountpoint
msgfmt mv netstat newgrp nice nl nohup nproc nslookup numfmt od openssl passwd paste patch pgrep pidof ping pinky pkill popd
pr printenv printf ps pushd pwd read readarray readlink readonly realpath renice return rev rm rmdir rsync runuser scp sed
select semanage seq service set setcap setfacl setsebool sftp sha1sum sha224sum sha256sum sha384sum sha512sum shasum shift
shopt shred shuf shutdown sleep sort split sqlite3 ss ssh ssh-add ssh-agent ssh-keygen ssh-keyscan stat stdbuf strings stty
su sudo sum svn sync sysctl systemctl tac tail tee test then time timeout times top touch tput tr trap tree true truncate
truststore tsort tty type typeset ulimit umask umount unalias uname unexpand uniq unlink unlzma unset unshare until
update-ca-certificates update-ca-trust update-locale update-mime-database update-rc.d useradd userdel usermod users vigr visudo
vipw wait watch wc wget whereis which while who whoami xargs xmllint xz xzcat yes yq zip zstd
adduser addgroup add-apt-repository apt-add-repository apt-add-key apt-cache apt-config apt-key apt-mark apt-file debconf
debconf-set-selections debconf-show deb-systemd-helper invoke-rc.d rpmkeys yum-config-manager dnf-config-manager
subscription-manager update-crypto-policies authselect alternatives gtk-update-icon-cache glib-compile-schemas
as ar ld nm objcopy objdump ranlib readelf strip gcc g++ cc c++ c99 cpp clang clang++ gfortran tcc nvcc rustc rustfmt gofmt
javac jar jlink jdeps keytool kotlinc scalac ghc ocamlc cmake ctest cpack ninja meson scons bazel autoconf autoheader
autoreconf autoupdate aclocal automake libtoolize m4 bison flex pkg-config pkgconf configure config autogen.sh buildconf
bootstrap bootstrap.sh phpize protoc buf swig mvn mvnw gradle gradlew ant sbt lein mill dotnet msbuild nuget xbuild mono
composer artisan symfony drush wp php-config rake rails puma bin/rails hugo jekyll mkdocs sphinx-build tsc webpack vite rollup
esbuild parcel gulp grunt next nuxt ng nest vue-cli-service react-scripts eslint prettier jest vitest mocha cypress turbo nx
lerna prisma sass lessc node-gyp tsx ts-node swc babel pytest tox flake8 mypy ruff black isort alembic django-admin manage.py
celery gunicorn uvicorn flask streamlit jupyter nginx apachectl apache2ctl apache2 httpd haproxy caddy traefik envoy psql
createdb createuser dropdb initdb mysql mysqld mysqladmin mysqldump mysql_install_db mariadb mariadbd mariadb-install-db
mongo mongod mongosh redis-cli redis-server memcached rabbitmqctl rabbitmq-plugins elasticsearch-plugin kafka-topics.sh
supervisord supervisorctl tini dumb-init crond cron dbus-daemon dbus-uuidgen Xvfb xvfb-run convert magick identify ffmpeg
ffprobe gs pdftotext dot tesseract soffice libreoffice kubectl helm terraform packer vault consul aws gcloud az gsutil
docker podman buildah skopeo trivy grype syft cosign upx patchelf chrpath fakeroot dpkg-architecture dpkg-query dpkg-divert
dpkg-reconfigure dpkg-statoverride dpkg-preconfigure msgmerge envsubst getenforce setenforce restorecon chage faillock
vi vim nano ed ex cscript setx icacls mklink
`;
