// The names that busybox and toybox give to what they can do.
#include "analysis/shell_programs.hpp"

#include <algorithm>
#include <array>

namespace drydock {
namespace {

/// The applets of busybox, of any of its versions, whether or not a build has them, and the commands of toybox. A name
/// too many costs an open assumption; one that is missing may cost the start of a container.
constexpr auto names = std::to_array<std::string_view>({
    "[", "[[", "acpi", "acpid", "add-shell", "addgroup", "adduser", "adjtimex", "ar", "arch", "arp", "arping", "ascii",
    "ash", "awk", "base32", "base64", "basename", "bash", "bb", "bbconfig", "bc", "beep", "blkdiscard", "blkid",
    "blockdev", "bootchartd", "brctl", "bunzip2", "busybox", "bzcat", "bzip2", "cal", "cat", "catv", "chat", "chattr",
    "chcon", "chgrp", "chmod", "chown", "chpasswd", "chpst", "chroot", "chrt", "chvt", "cksum", "clear", "cmp", "comm",
    "conspy", "count", "cp", "cpio", "crc32", "crond", "crontab", "cryptpw", "cttyhack", "cut", "date", "dc", "dd",
    "deallocvt", "delgroup", "deluser", "depmod", "devfsd", "devmem", "df", "dhcp", "dhcp6", "dhcpd", "dhcprelay",
    "diff", "dirname", "dmesg", "dnsd", "dnsdomainname", "dos2unix", "dpkg", "dpkg-deb", "du", "dumpkmap", "dumpleases",
    "e2fsck", "echo", "ed", "egrep", "eject", "env", "envdir", "envuidgid", "ether-wake", "expand", "expr", "factor",
    "fakeidentd", "fallocate", "false", "fatattr", "fbset", "fbsplash", "fdflush", "fdformat", "fdisk", "fgconsole",
    "fgrep", "file", "find", "findfs", "flash_eraseall", "flash_lock", "flash_unlock", "flashcp", "flock", "fmt",
    "fold", "free", "freeramdisk", "fsck", "fsck.minix", "fsfreeze", "fstrim", "fstype", "fsync", "ftpd", "ftpget",
    "ftpput", "fuser", "getconf", "getenforce", "getfattr", "getopt", "getsebool", "getty", "gitcheckout", "gitclone",
    "gitcommit", "gitfetch", "gitinit", "gitremote", "gpiodetect", "gpiofind", "gpioget", "gpioinfo", "gpioset", "grep",
    "groupadd", "groupdel", "groups", "gunzip", "gzip", "halt", "hd", "hdparm", "head", "help", "hexdump", "hexedit",
    "host", "hostid", "hostname", "httpd", "hush", "hwclock", "i2cdetect", "i2cdump", "i2cget", "i2cset", "i2ctransfer",
    "iconv", "id", "ifconfig", "ifdown", "ifenslave", "ifplugd", "ifup", "inetd", "init", "inotifyd", "insmod",
    "install", "ionice", "iorenice", "iostat", "iotop", "ip", "ipaddr", "ipcalc", "ipcrm", "ipcs", "iplink", "ipneigh",
    "iproute", "iprule", "iptunnel", "kbd_mode", "kill", "killall", "killall5", "klogd", "lash", "last", "less", "link",
    "linux32", "linux64", "linuxrc", "ln", "load_policy", "loadfont", "loadkmap", "logger", "login", "logname",
    "logpath", "logread", "logwrapper", "losetup", "lpd", "lpq", "lpr", "ls", "lsattr", "lsmod", "lsof", "lspci",
    "lsscsi", "lsusb", "lzcat", "lzma", "lzop", "lzopcat", "makedevs", "makemime", "man", "matchpathcon", "mcookie",
    "md5sum", "mdev", "mesg", "microcom", "mim", "minips", "mix", "mkdir", "mkdosfs", "mke2fs", "mkfifo", "mkfs.ext2",
    "mkfs.minix", "mkfs.reiser", "mkfs.vfat", "mknod", "mkpasswd", "mkswap", "mktemp", "modeline", "modinfo",
    "modprobe", "more", "mount", "mountpoint", "mpstat", "msh", "mt", "mv", "nameif", "nanddump", "nandwrite",
    "nbd-client", "nbd-server", "nc", "netcat", "netstat", "nice", "nl", "nmeter", "nohup", "nologin", "nproc",
    "nsenter", "nslookup", "ntpd", "nuke", "od", "oneit", "openvt", "partprobe", "passwd", "paste", "patch", "pgrep",
    "pidof", "ping", "ping6", "pipe_progress", "pivot_root", "pkill", "pmap", "popmaildir", "poweroff", "powertop",
    "printenv", "printf", "prlimit", "ps", "pscan", "pstree", "pwd", "pwdx", "pwgen", "raidautorun", "rdate", "rdev",
    "readahead", "readelf", "readlink", "readprofile", "realpath", "reboot", "reformime", "remove-shell", "renice",
    "reset", "resize", "restorecon", "resume", "rev", "rfkill", "rm", "rmdir", "rmmod", "route", "rpm", "rpm2cpio",
    "rtcwake", "run-init", "run-parts", "runcon", "runlevel", "runsv", "runsvdir", "rx", "script", "scriptreplay",
    "sed", "seedrng", "selinuxenabled", "sendmail", "seq", "sestatus", "setarch", "setconsole", "setenforce",
    "setfattr", "setfiles", "setfont", "setkeycodes", "setlogcons", "setpriv", "setsebool", "setserial", "setsid",
    "setuidgid", "sh", "sha1sum", "sha224sum", "sha256sum", "sha384sum", "sha3sum", "sha512sum", "showkey", "shred",
    "shuf", "slattach", "sleep", "smemcap", "sntp", "softlimit", "sort", "split", "ssl_client", "ssl_server",
    "start-stop-daemon", "stat", "strings", "stty", "su", "sulogin", "sum", "sv", "svc", "svlogd", "svok", "swapoff",
    "swapon", "switch_root", "sync", "sysctl", "syslogd", "tac", "tail", "tar", "taskset", "tc", "tcpsvd", "tee",
    "telnet", "telnetd", "test", "tftp", "tftpd", "time", "timeout", "top", "touch", "toybox", "toysh", "tr",
    "traceroute", "traceroute6", "tree", "true", "truncate", "ts", "tsort", "tty", "ttysize", "tunctl", "tune2fs",
    "ubiattach", "ubidetach", "ubimkvol", "ubirename", "ubirmvol", "ubirsvol", "ubiupdatevol", "uclampset", "udhcpc",
    "udhcpc6", "udhcpd", "udpsvd", "uevent", "ulimit", "umount", "uname", "uncompress", "unexpand", "unicode", "uniq",
    "unit", "unix2dos", "unlink", "unlzma", "unlzop", "unshare", "unxz", "unzip", "uptime", "useradd", "userdel",
    "users", "usleep", "uudecode", "uuencode", "uuidgen", "vconfig", "vi", "vlock", "vmstat", "volname", "w", "wall",
    "watch", "watchdog", "wc", "wget", "which", "who", "whoami", "whois", "xargs", "xxd", "xz", "xzcat", "yes", "zcat",
    "zcip",
});
static_assert(std::ranges::is_sorted(names));

}  // namespace

bool may_be_part_of_a_shell(std::string_view program) { return std::ranges::binary_search(names, program); }

}  // namespace drydock
