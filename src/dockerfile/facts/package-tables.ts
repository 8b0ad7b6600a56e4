/** The lines that `packagePrograms` reads; `shared` holds for all systems where a table of its own says nothing. */
export const tables: Readonly<Record<string, string>> = {
  shared: `
bash: bash
zsh: zsh
fish: fish
dash: dash
ksh|ksh93: ksh
mksh: mksh
tcsh: tcsh csh
busybox-static: busybox.static
curl: curl
wget: wget
aria2: aria2c
axel: axel
lynx: lynx
w3m: w3m
httpie: http https
git: git
git-lfs: git-lfs +git
mercurial: hg +python3
subversion: svn svnadmin
rsync: rsync
socat: socat
nmap: nmap
ncat|nmap-ncat: ncat
tcpdump: tcpdump
tshark|wireshark-cli: tshark dumpcap
mtr|mtr-tiny: mtr
traceroute: traceroute
whois: whois
telnet|inetutils-telnet: telnet
lftp: lftp
ftp|tnftp: ftp
iperf: iperf
iperf3: iperf3
ethtool: ethtool
iptables: iptables ip6tables
nftables: nft
net-tools: netstat ifconfig route arp
openssl: openssl c_rehash
gnupg|gnupg2: gpg gpg-agent gpgconf dirmngr
sudo: sudo visudo
doas: doas
gosu: gosu
su-exec: su-exec
tini: tini
tini-static: tini-static
dumb-init: dumb-init
catatonit: catatonit
supervisor: supervisord supervisorctl +python3
runit: runit runsvdir sv chpst
s6-overlay: s6-svscan
monit: monit
make: make
cmake: cmake ctest cpack
ninja|ninja-build|samurai: ninja
meson: meson +ninja +python3
autoconf: autoconf autoheader autoreconf +m4 +perl
automake: automake aclocal +autoconf +autoreconf +m4 +perl
libtool: libtool libtoolize
m4: m4
bison: bison yacc +m4
flex: flex +m4
patch: patch
ccache: ccache
pkgconf|pkg-config|pkgconfig: pkg-config pkgconf
binutils: as ld ar nm objdump objcopy readelf strip ranlib strings
clang: clang clang++ +as +ld
llvm: llvm-config
lld: ld.lld lld
nasm: nasm
yasm: yasm
valgrind: valgrind
gdb: gdb
strace: strace
ltrace: ltrace
perf: perf
vim: vim xxd
neovim: nvim
nano: nano
emacs|emacs-nox: emacs
less: less
htop: htop
tmux: tmux
screen: screen
tree: tree
jq: jq
yq: yq
file: file
lsof: lsof
man-db: man
unzip: unzip
zip: zip
tar: tar
gzip: gzip gunzip zcat
bzip2: bzip2 bunzip2
xz|xz-utils: xz unxz xzcat
zstd: zstd unzstd
lz4: lz4
p7zip|p7zip-full|7zip: 7z 7za 7zr
cpio: cpio
gettext: gettext msgfmt envsubst
gettext-base|gettext-envsubst: envsubst
tzdata: 
ca-certificates: update-ca-certificates
nginx: nginx
haproxy: haproxy
varnish: varnishd varnishadm varnishstat
squid: squid
redis: redis-server redis-cli
memcached: memcached
sqlite|sqlite3: sqlite3
ffmpeg: ffmpeg ffprobe
imagemagick|ImageMagick: convert identify magick mogrify
graphicsmagick|GraphicsMagick: gm
ghostscript: gs
graphviz: dot
poppler-utils: pdftotext pdftoppm pdfinfo
tesseract-ocr: tesseract
wkhtmltopdf: wkhtmltopdf wkhtmltoimage
chromium: chromium
firefox|firefox-esr: firefox
xvfb|xorg-x11-server-Xvfb: Xvfb xvfb-run
libreoffice: libreoffice soffice
pandoc: pandoc
perl: perl
ruby: ruby gem erb irb
maven: mvn +java
gradle: gradle +java
ant: ant +java
sbt: sbt
lua5.4|lua5.3: lua
R|r-base|r-base-core: R Rscript
julia: julia
erlang: erl
elixir: elixir iex mix +erl
ghc: ghc ghci +gcc
composer: composer +php
podman: podman ?runc ?crun
buildah: buildah
skopeo: skopeo
helm: helm
kubectl: kubectl
ansible: ansible ansible-playbook +python3
awscli|aws-cli: aws +python3
logrotate: logrotate
rsyslog: rsyslogd
fail2ban: fail2ban-server +python3
coreutils: ls cat cp mv rm mkdir chmod chown id date env
findutils: find xargs
diffutils: diff cmp
grep: grep
sed: sed
gawk: gawk awk
procps: ps top free pgrep pkill watch uptime vmstat w
psmisc: killall fuser pstree
bc: bc
expect: expect
sshpass: sshpass
openvpn: openvpn
wireguard-tools: wg
stunnel|stunnel4: stunnel
tor: tor
autossh: autossh
inotify-tools: inotifywait inotifywatch
parallel: parallel +perl
entr: entr
dos2unix: dos2unix unix2dos
acl: getfacl setfacl
attr: getfattr setfattr
fontconfig: fc-cache fc-list
shared-mime-info: update-mime-database
`,
  apt: `
git: git +perl ?ssh ?scp ?sftp ?ssh-keygen ?patch ?less
curl: curl ?openssl ?update-ca-certificates
wget: wget ?openssl ?update-ca-certificates
ca-certificates: update-ca-certificates +openssl +c_rehash
ca-certificates-java: +java +keytool
apt: apt apt-get apt-cache apt-mark apt-key apt-config
dpkg: dpkg dpkg-deb dpkg-query dpkg-divert
busybox: busybox
apt-transport-https|debian-archive-keyring|ubuntu-keyring|dbus-user-session: 
apt-utils: apt-ftparchive apt-sortpkgs
aptitude: aptitude
software-properties-common: add-apt-repository apt-add-repository +python3 +gpg
lsb-release: lsb_release
locales|locales-all|tzdata|media-types|netbase|mime-support|base-files|debianutils: 
build-essential: +gcc +g++ +c++ +cc +cpp +make +as +ld +ar +nm +objdump +objcopy +readelf +strip +ranlib +dpkg-buildpackage +dpkg-architecture +perl +patch +xz +bzip2 ?fakeroot ?gpg
gcc: gcc cc +cpp +as +ld +ar +nm +objdump +objcopy +readelf +strip +ranlib
g++: g++ c++ +gcc +cc +cpp +as +ld +ar +nm +objdump +objcopy +readelf +strip +ranlib
cpp: cpp
gfortran: gfortran +gcc +cc +cpp +as +ld +ar
clang: clang clang++ +gcc +cpp +as +ld +ar ?python3
dpkg-dev: dpkg-buildpackage dpkg-architecture +perl +make +patch +as +ld +ar +xz +bzip2 ?gcc ?g++ ?gpg ?fakeroot
debhelper: dh +perl +autoreconf
fakeroot: fakeroot
libc6-dev|linux-libc-dev|libc-dev-bin|libgcc-s1|libstdc++6: 
netcat|netcat-traditional: nc nc.traditional netcat
netcat-openbsd: nc nc.openbsd netcat
openssh-client|openssh-clients: ssh scp sftp ssh-keygen ssh-keyscan ssh-agent ssh-add
openssh-server|ssh: sshd ssh scp sftp ssh-keygen ssh-keyscan
openssh-sftp-server: 
iputils-ping: ping ping4 ping6
inetutils-ping: ping ping6
iputils-tracepath: tracepath
iproute2: ip ss tc bridge
dnsutils|bind9-dnsutils: dig nslookup nsupdate +host
bind9-host: host
knot-dnsutils: kdig khost
ldap-utils: ldapsearch ldapadd ldapmodify
gpg: gpg +gpgconf
gpg-agent: gpg-agent
gpgv: gpgv
dirmngr: dirmngr
cron: cron crontab
anacron: anacron
systemd: systemctl systemd journalctl
systemd-sysv: init +systemctl +systemd
dbus: dbus-daemon
vim: vim vi vimdiff xxd
vim-tiny: vi vim.tiny
vim-nox|vim-gtk3: vim vi +perl +python3
procps: ps top free pgrep pkill watch uptime vmstat w kill
util-linux: mount su lsblk setpriv unshare nsenter flock
passwd: useradd usermod groupadd passwd chpasswd chsh
login: login su nologin
adduser: adduser addgroup deluser delgroup
python3|python3-minimal: python3
python-is-python3: python +python3
python3-full: +python3 +idle
python3-pip: pip pip3 +python3 ?gcc ?g++ ?make ?python3-config
python3-venv|python3-setuptools|python3-wheel|python3-distutils|python3-virtualenv: +python3
python3-dev: python3-config +python3
python3-pipenv: pipenv +python3
pipx: pipx +python3 +pip
python|python2|python2.7|python-minimal: python2 python
virtualenv: virtualenv +python3
nodejs: node nodejs ?npm ?npx
npm: npm npx +node +nodejs
yarnpkg: yarnpkg +node
ruby|ruby-full: ruby gem irb erb ?rake ?bundle
ruby-dev: +ruby +gem
bundler|ruby-bundler: bundle bundler +ruby +gem
rake: rake +ruby
php|php-cli: php
php-fpm: php-fpm +php
apache2: apache2 apachectl apache2ctl a2enmod a2ensite +htpasswd +ab +perl
apache2-utils: ab htpasswd
nginx-full|nginx-light|nginx-core|nginx-extras: nginx
default-jre|default-jre-headless: +java +keytool
default-jdk|default-jdk-headless: +javac +jar +java +keytool +jshell
golang|golang-go: go gofmt ?gcc ?git ?pkg-config
rustc: rustc rustdoc +gcc +cc +ld
cargo: cargo +rustc +gcc +cc +ld
postgresql: postgres psql pg_ctl +perl
postgresql-client: psql pg_dump pg_dumpall pg_restore pg_isready +perl
postgresql-client-common: pg_lsclusters +perl
libpq-dev: pg_config
default-mysql-client|mysql-client|mariadb-client|mariadb-client-core: mysql mysqldump mysqladmin mariadb
default-mysql-server|mysql-server|mariadb-server: mysqld mysql mysqladmin
redis-server: redis-server
redis-tools: redis-cli
docker.io: docker dockerd containerd runc
docker-ce: dockerd +docker +containerd +runc
docker-ce-cli: docker
docker-compose-plugin|docker-buildx-plugin: 
containerd|containerd.io: containerd ctr runc
uidmap: newuidmap newgidmap
bzr: bzr +python3
task-spooler: tsp
xauth: xauth
xclip: xclip
moreutils: ts sponge chronic
gettext-base: envsubst
libcap2-bin: setcap getcap capsh
libxml2-utils: xmllint
xsltproc: xsltproc
libarchive-tools: bsdtar
libmagic1|libjemalloc2|libtcmalloc-minimal4: 
libimage-exiftool-perl|exiftool: exiftool +perl
libvips-tools: vips vipsthumbnail
libnss3-tools: certutil
cabextract: cabextract
autotools-dev: 
apt-file: apt-file +curl +perl
equivs: equivs-build +perl
libssl-dev|libffi-dev|zlib1g-dev|libbz2-dev|libreadline-dev|libsqlite3-dev|libxml2-dev|libxslt1-dev|libyaml-dev|libgmp-dev|libjpeg-dev|libpng-dev|libicu-dev|liblzma-dev|libzip-dev|libonig-dev: 
`,
  apk: `
curl: curl
git: git
ca-certificates: update-ca-certificates c_rehash
ca-certificates-bundle|libc6-compat|gcompat|musl|musl-dev|libc-dev|libgcc|libstdc++|linux-headers|tzdata|alpine-keys|alpine-baselayout|alpine-release|libc-utils|musl-locales|icu-data-full|libffi|zlib|libcrypto3|libssl3: 
apk-tools: apk
alpine-sdk: abuild +gcc +g++ +cc +c++ +cpp +make +as +ld +ar +patch +git +sudo +fakeroot
dpkg-dev: dpkg-buildpackage dpkg-architecture +perl +make +patch +tar +xz +as +ld +ar
build-base: +gcc +g++ +cc +c++ +cpp +make +as +ld +ar +nm +objdump +readelf +strip +ranlib +fortify +patch
gcc: gcc cc cpp +as +ld +ar +nm +objdump +objcopy +readelf +strip
g++: g++ c++ +gcc +cc +cpp +as +ld +ar
gfortran: gfortran +gcc +cc +as +ld
clang: clang clang++ +as +ld +ar
pkgconf|pkgconfig: pkgconf pkg-config
netcat-openbsd: nc
busybox-extras: telnet ftpget ftpput httpd
busybox: busybox
openssh: ssh scp sftp ssh-keygen ssh-keyscan ssh-agent ssh-add sshd
openssh-client|openssh-client-default|openssh-client-common: ssh scp sftp ssh-keygen ssh-keyscan ssh-agent ssh-add
openssh-keygen: ssh-keygen
openssh-server|openssh-server-common: sshd +ssh-keygen
openssh-sftp-server: 
iputils: ping arping tracepath
iputils-ping: ping
iproute2: ip ss tc bridge
bind-tools: dig nslookup host nsupdate
openldap-clients: ldapsearch ldapadd
shadow: useradd usermod groupadd passwd chpasswd su newuidmap newgidmap
sudo: sudo
procps|procps-ng: ps top free pgrep pkill watch vmstat
util-linux: mount lsblk setpriv unshare nsenter flock
coreutils: ls cat cp mv rm mkdir chmod chown id date env
python3: python3 python
py3-pip: pip pip3 +python3
py3-virtualenv: virtualenv +python3
python3-dev: python3-config +python3 +pkg-config
pipx: pipx +python3
uv: uv uvx
nodejs|nodejs-current|nodejs-lts: node
npm: npm npx +node
yarn: yarn +node
pnpm: pnpm +node
bun: bun
ruby: ruby gem erb irb
ruby-full: +ruby +gem +irb +rake +bundle
ruby-bundler: bundle bundler +ruby +gem
ruby-dev: +ruby +gem
ruby-rake: rake +ruby
php|php82|php83|php84|php81: php
php82-fpm|php83-fpm|php84-fpm|php81-fpm: php-fpm +php
apache2: httpd apachectl
apache2-utils: ab htpasswd
go: go gofmt +gcc +as +ld
rust: rustc rustdoc +gcc +ld
cargo: cargo +rustc +gcc +ld
rustup: rustup-init
postgresql-client: psql pg_dump pg_isready
postgresql: postgres +psql +pg_dump +pg_isready
postgresql-dev|libpq-dev: pg_config +pkg-config
mysql-client|mariadb-client: mysql mysqldump mysqladmin mariadb
mariadb: mysqld mariadbd +mysql
docker: docker dockerd containerd runc
docker-cli: docker
docker-cli-compose|docker-cli-buildx: 
dcron|cronie: crond crontab
s6: s6-svscan s6-setuidgid
openrc: rc-service openrc
aws-cli: aws +python3
tesseract-ocr: tesseract
libcap|libcap-utils|libcap-setcap: setcap getcap
libxml2-utils: xmllint
libxslt: xsltproc
libarchive-tools: bsdtar
mkcert: mkcert
github-cli: gh
vim: vim xxd
sqlite: sqlite3
openjdk8: javac jar +java +keytool
openssl-dev|libffi-dev|zlib-dev|jpeg-dev|libxml2-dev|libxslt-dev|readline-dev|sqlite-dev|bzip2-dev|yaml-dev|gmp-dev|icu-dev|xz-dev|libpng-dev|freetype-dev|curl-dev|libzip-dev|oniguruma-dev|ncurses-dev: +pkg-config +pkgconf
`,
  rpm: `
curl|curl-minimal: curl
git: git +perl +ssh +scp +less
git-core|git-minimal: git
ca-certificates: update-ca-trust
glibc|glibc-langpack-en|glibc-minimal-langpack|glibc-devel|glibc-headers|tzdata|setup|filesystem|basesystem|redhat-release|epel-release|langpacks-en|libstdc++|libgcc|crypto-policies: 
dnf|dnf5: dnf +python3
yum: yum dnf +python3
microdnf: microdnf
tdnf: tdnf
rpm: rpm
zypper: zypper
gcc: gcc cc cpp +as +ld +ar +nm +objdump +objcopy +readelf +strip
gcc-c++: g++ c++ +gcc +cc +cpp +as +ld +ar
gcc-gfortran: gfortran +gcc +cc +as +ld
@development|@development-tools|@Development Tools|@"Development Tools": gcc cc +g++ +c++ +cpp +make +as +ld +ar +git +patch +perl +autoconf +automake
nc|nmap-ncat: nc ncat
openssh: ssh-keygen
openssh-clients: ssh scp sftp ssh-keyscan ssh-agent ssh-add +ssh-keygen
openssh-server: sshd +ssh-keygen
iputils: ping arping tracepath
iproute: ip ss tc bridge
bind-utils: dig nslookup host nsupdate
openldap-clients: ldapsearch ldapadd
shadow-utils: useradd usermod groupadd userdel groupdel groupmod newuidmap newgidmap
passwd: passwd
util-linux: mount su lsblk setpriv unshare nsenter flock
procps-ng: ps top free pgrep pkill watch uptime vmstat w
hostname: hostname
which: which
gawk: gawk awk
xz: xz unxz
vim-minimal: vi
vim-enhanced: vim
python3|python39|python38: python3
python3-pip|python3.11-pip|python3.12-pip: pip3 pip +python3
python3-devel: python3-config +python3
nodejs: node npm npx
npm: npm npx +node
nodejs-npm: npm npx +node
ruby: ruby ?gem ?bundle ?irb
rubygems: gem +ruby
php|php-cli: php
php-fpm: php-fpm
httpd: httpd apachectl
httpd-tools: ab htpasswd
mod_ssl: +openssl +httpd
golang: go gofmt +gcc
go-toolset: +go +gofmt +gcc
rust: rustc rustdoc +gcc
cargo: cargo +rustc +gcc
postgresql: psql pg_dump pg_isready
postgresql-server: postgres pg_ctl +psql
mysql|mariadb: mysql mysqldump mysqladmin
redis: redis-server redis-cli
sqlite: sqlite3
cronie: crond crontab
systemd: systemctl systemd journalctl
dnf-plugins-core|yum-utils: yum-config-manager +python3
libcap: setcap getcap
libxml2: xmllint
libxslt: xsltproc
bsdtar: bsdtar
pkgconf-pkg-config: pkg-config +pkgconf
maven: mvn +java
openssl-devel|libffi-devel|zlib-devel|bzip2-devel|readline-devel|sqlite-devel|xz-devel|libxml2-devel: +pkg-config +pkgconf
`,
  pacman: `
git: git +perl
base-devel: +gcc +g++ +cc +c++ +make +as +ld +ar +patch +sudo +fakeroot +autoconf +automake +bison +flex +m4 +pkg-config +pacman
gcc: gcc cc g++ c++ cpp +as +ld +ar
openssh: ssh scp sftp ssh-keygen ssh-keyscan ssh-agent sshd
openbsd-netcat|gnu-netcat: nc netcat
iputils: ping arping tracepath
iproute2: ip ss tc bridge
bind: dig nslookup host
python: python3 python
python-pip: pip pip3 +python3
nodejs: node
npm: npm npx +node
go: go gofmt
rust: rustc cargo
jdk-openjdk: javac jar java keytool
jre-openjdk|jre-openjdk-headless: java keytool
cronie: crond crontab
docker: docker dockerd containerd runc
ca-certificates: update-ca-trust
`,
  pip: `
pip: pip pip3
setuptools|wheel|requests|numpy|pandas|certifi|urllib3|six|pyyaml|cryptography|psycopg2|psycopg2-binary|redis|boto3|pillow|jinja2|python-dotenv|pydantic|scipy|cython-runtime|attrs|typing-extensions|mysqlclient|pymysql|asyncpg|httptools|uvloop|gevent|eventlet: 
uv: uv uvx
poetry|poetry-core: poetry
pipenv: pipenv virtualenv
pipx: pipx
virtualenv: virtualenv
hatch: hatch
pdm: pdm
tox: tox virtualenv
nox: nox
pytest: pytest py.test
gunicorn: gunicorn
uvicorn: uvicorn
hypercorn: hypercorn
daphne: daphne
waitress: waitress-serve
uwsgi: uwsgi
flask: flask
django: django-admin
fastapi: fastapi
celery: celery
alembic: alembic
supervisor: supervisord supervisorctl
awscli: aws
ansible|ansible-core: ansible ansible-playbook
httpie: http https
mkdocs|mkdocs-material: mkdocs
sphinx: sphinx-build
black: black
ruff: ruff
flake8: flake8
mypy: mypy
pylint: pylint
isort: isort
jupyter|notebook|jupyterlab: jupyter jupyter-lab jupyter-notebook
streamlit: streamlit
meson: meson
ninja: ninja
cmake: cmake ctest cpack
cython: cython cythonize
conan: conan
yq: yq
scons: scons
pre-commit: pre-commit
dumb-init: dumb-init
`,
  npm: `
npm: npm npx
yarn: yarn yarnpkg
pnpm: pnpm pnpx
bun: bun bunx
corepack: corepack yarn yarnpkg pnpm pnpx
typescript: tsc tsserver
ts-node: ts-node
tsx: tsx
nodemon: nodemon
pm2: pm2 pm2-runtime
serve: serve
http-server: http-server
@angular/cli: ng
@nestjs/cli: nest
@vue/cli: vue
vite: vite
webpack-cli: webpack-cli
webpack: webpack
eslint: eslint
prettier: prettier
turbo: turbo
nx: nx
lerna: lerna
node-gyp: node-gyp
node-pre-gyp: node-pre-gyp
gulp|gulp-cli: gulp
grunt-cli: grunt
bower: bower
create-react-app: create-react-app
vercel: vercel
firebase-tools: firebase
wrangler: wrangler
serverless: serverless sls
aws-cdk: cdk
prisma: prisma
sass: sass
less: lessc
forever: forever
concurrently: concurrently conc
dotenv-cli: dotenv
rimraf: rimraf
`,
  gem: `
bundler: bundle bundler
rake: rake
rails: rails
puma: puma
unicorn: unicorn
sass: sass
foreman: foreman
rack|rackup: rackup
jekyll: jekyll
sinatra|json|nokogiri|pg|mysql2: 
fpm: fpm
cocoapods: pod
`,
  cargo: `
ripgrep: rg
fd-find: fd
bat: bat
cargo-chef: cargo-chef
cargo-watch: cargo-watch
cargo-binstall: cargo-binstall
sqlx-cli: sqlx cargo-sqlx
diesel_cli: diesel
wasm-pack: wasm-pack
trunk: trunk
just: just
sccache: sccache
`,
};
