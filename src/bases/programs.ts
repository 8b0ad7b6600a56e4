/**
 * The everyday programs of the systems: what their minimal images carry beside shells and package managers. Each set is
 * made when it is first asked for, and shared from then on.
 */
const once = <T>(make: () => T): (() => T) => {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
};

const words = (...lists: readonly string[]): ReadonlySet<string> =>
  new Set(lists.flatMap((list) => list.trim().split(/\s+/)));

const coreutils = `
  [ arch b2sum base32 base64 basename basenc cat chcon chgrp chmod chown chroot cksum comm cp csplit cut date dd df dir
  dircolors dirname du echo env expand expr factor false fmt fold groups head hostid id install join link ln logname ls
  md5sum mkdir mkfifo mknod mktemp mv nice nl nohup nproc numfmt od paste pathchk pinky pr printenv printf ptx pwd
  readlink realpath rm rmdir runcon seq sha1sum sha224sum sha256sum sha384sum sha512sum shred shuf sleep sort split stat
  stdbuf stty sum sync tac tail tee test timeout touch tr true truncate tsort tty uname unexpand uniq unlink users vdir wc
  who whoami yes`;

const glibcBin =
  'getconf getent iconv ldconfig ldd locale localedef pldd tzselect zdump zic iconvconfig catchsegv sotruss';

const utilLinux = `
  addpart agetty blkdiscard blkid blkzone blockdev cal chcpu chmem choom chrt col colcrt colrm column ctrlaltdel delpart
  dmesg fallocate fincore findfs findmnt flock fsck fsck.cramfs fsck.minix fsfreeze fstrim getopt getty hardlink hexdump
  hwclock i386 ionice ipcmk ipcrm ipcs isosize last lastb ldattach linux32 linux64 logger look lsblk lscpu lsfd lsipc lsirq
  lslocks lslogins lsmem lsns mcookie mesg mkfs mkfs.bfs mkfs.cramfs mkfs.minix mkswap more mount mountpoint namei nsenter
  partx pivot_root prlimit readprofile rename renice resizepart rev rtcwake runuser script scriptlive scriptreplay setarch
  setpriv setsid setterm su sulogin swaplabel swapoff swapon switch_root taskset uclampset ul umount unshare utmpdump uuidd
  uuidgen wall wdctl whereis wipefs write x86_64 zramctl losetup`;

const shadow = `
  chage chfn chgpasswd chpasswd chsh cpgr cppw expiry faillog gpasswd groupadd groupdel groupmems groupmod grpck grpconv
  grpunconv lastlog login newgrp newusers nologin passwd pwck pwconv pwunconv sg useradd userdel usermod vigr vipw
  getsubids newuidmap newgidmap`;

/** Debian, all releases: what `required` packages and apt bring. */
const debian = `
  add-shell apt-cache apt-cdrom apt-config apt-key apt-mark awk captoinfo clear clear_console cmp deb-systemd-helper deb-systemd-invoke debconf debconf-apt-progress
  debconf-communicate debconf-copydb debconf-escape debconf-set-selections debconf-show diff diff3 dnsdomainname domainname
  dpkg-deb dpkg-divert
  dpkg-maintscript-helper dpkg-preconfigure dpkg-query dpkg-realpath dpkg-reconfigure dpkg-split dpkg-statoverride dpkg-trigger egrep faillock fgrep find fstab-decode grep gunzip gzexe gzip hostname infocmp
  infotocap installkernel invoke-rc.d ischroot killall5 mawk mkhomedir_helper nawk nisdomainname pam-auth-update pam_getenv
  pam_timestamp_check perl pidof rbash remove-shell reset rgrep rmt run-parts savelog sdiff sed service shadowconfig
  start-stop-daemon tabs tar tarcat tempfile tic toe tput tset uncompress unix_chkpwd unix_update update-alternatives
  update-passwd update-rc.d update-shells which which.debianutils xargs ypdomainname zcat zcmp zdiff zegrep zfgrep zforce
  zgrep zless zmore znew`;

const e2fsprogs = `
  badblocks chattr debugfs dumpe2fs e2freefrag e2fsck e2image e2label e2mmpstatus e2scrub e2scrub_all e2undo e4crypt e4defrag
  filefrag fsck.ext2 fsck.ext3 fsck.ext4 logsave lsattr mke2fs mkfs.ext2 mkfs.ext3 mkfs.ext4 mklost+found resize2fs tune2fs`;

/** In Debian to release 12; release 13 has neither in its base image. */
const addUser = 'adduser addgroup deluser delgroup gpgv';

const procps =
  'free kill pgrep pidwait pkill pmap ps pwdx skill slabtop snice sysctl tload top uptime vmstat w watch';

/** The applets of Alpine's BusyBox, and what musl-utils, pax-utils and apk bring. */
const alpine = `
  [ [[ acpid adjtimex arch arp arping awk base32 base64 basename bbconfig bc beep blkdiscard blkid blockdev brctl bunzip2
  bzcat bzip2 cal cat chattr chgrp chmod chown chpasswd chroot chvt cksum clear cmp comm cp cpio crond crontab cryptpw cut
  date dc dd deallocvt depmod df diff dirname dmesg dnsdomainname dos2unix du dumpkmap echo ed egrep eject env ether-wake
  expand expr factor fallocate false fatattr fbset fbsplash fdflush fdformat fdisk fgrep find findfs flock fold free fsck
  fstrim fsync fuser getopt getty grep groups gunzip gzip halt hd head hexdump hostid hostname hwclock id ifconfig ifdown
  ifenslave ifup init inotifyd insmod install ionice iostat ip ipaddr ipcalc ipcrm ipcs iplink ipneigh iproute iprule
  iptunnel kbd_mode kill killall killall5 klogd last less link linux32 linux64 ln loadfont loadkmap logger login logread
  losetup ls lsattr lsmod lsof lsusb lzcat lzma lzop lzopcat makemime md5sum mdev mesg microcom mkdir mkdosfs mkfifo
  mkfs.vfat mknod mkpasswd mkswap mktemp modinfo modprobe more mount mountpoint mpstat mv nameif nanddump nandwrite
  nbd-client netstat nice nl nmeter nohup nologin nproc nsenter nslookup ntpd od openvt partprobe passwd paste pgrep pidof
  ping ping6 pipe_progress pivot_root pkill pmap poweroff printenv printf ps pscan pstree pwd pwdx raidautorun rdate rdev
  readahead readlink realpath reboot reformime remove-shell renice reset resize rev rfkill rm rmdir rmmod route run-parts
  sed sendmail seq setconsole setfont setkeycodes setlogcons setpriv setserial setsid sha1sum sha256sum sha3sum sha512sum
  showkey shred shuf slattach sleep sort split stat strings stty su sum swapoff swapon switch_root sync sysctl syslogd tac
  tail tar tee test time timeout top touch tr traceroute traceroute6 tree true truncate tty ttysize tunctl udhcpc udhcpc6
  umount uname unexpand uniq unix2dos unlink unlzma unlzop unshare unxz unzip uptime usleep uudecode uuencode vconfig vi
  vlock volname watch watchdog wc which whoami whois xargs xxd xzcat yes zcat zcip add-shell addgroup adduser delgroup
  deluser getconf getent iconv ldconfig ldd scanelf ssl_client conspy hdparm lspci patch powertop
  readprofile sha224sum sha384sum smemcap`;

/** Debian's minimal image (also `-slim`), to release 12. */
export const debianPrograms = once(() =>
  words(coreutils, glibcBin, utilLinux, shadow, debian, addUser, e2fsprogs),
);
/** Debian from release 13. */
export const debian13Programs = once(() => words(coreutils, glibcBin, utilLinux, shadow, debian));
/** Ubuntu's minimal image. */
export const ubuntuPrograms = once(() =>
  words(
    coreutils,
    glibcBin,
    utilLinux,
    shadow,
    debian,
    addUser,
    procps,
    e2fsprogs,
    'select-editor sensible-browser sensible-editor sensible-pager',
  ),
);
export const alpinePrograms = once(() => words(alpine));
/** Of the image `busybox`: its builds have every applet. */
export const busyboxPrograms = once(() =>
  words(
    alpine,
    `ar chat chcon chpst chrt cttyhack devmem dhcprelay dnsd dpkg dpkg-deb dumpleases envdir envuidgid fakeidentd fgconsole
    freeramdisk fsck.minix fsfreeze ftpd ftpget ftpput getenforce httpd hush i2cdetect i2cdump i2cget i2cset ifplugd inetd
    linuxrc logname lpd lpq lpr lsscsi lspci lzop man minips mkfs.ext2 mkfs.minix mkfs.reiser mt mim patch popmaildir rpm
    rpm2cpio rtcwake runlevel runsv runsvdir rx script scriptreplay setarch setuidgid softlimit start-stop-daemon sulogin sv
    svc svlogd svok taskset tcpsvd telnet telnetd tftp tftpd ts ubiattach ubidetach ubimkvol ubirename ubirmvol ubirsvol
    ubiupdatevol udhcpd udpsvd uevent uncompress users w wall who xz nc wget`,
  ),
);
/** What the standard images of the Red Hat family, Fedora, Amazon Linux and their like surely have. */
export const rpmPrograms = once(() =>
  words(coreutils, 'getconf getent iconv ldconfig ldd locale', 'awk gawk grep egrep fgrep sed'),
);
/** coreutils and the C library's programs, and nothing else: `ubi-micro`. */
export const corePrograms = once(() => words(coreutils, glibcBin));
