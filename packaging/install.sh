#!/bin/sh
# Installs the agent (or the collector) from this folder, without any network. Runs on whatever /bin/sh there is.
set -eu

usage() {
    cat <<'TEXT'
Usage: ./install.sh [agent|collector] [--key FILE] [--site FILE] [--code-file FILE]
用法:  ./install.sh [agent|collector] [--key 公钥文件] [--site 站点文件] [--code-file 批量码文件]

Checks SHA256SUMS and its signature, then installs the package for this machine with dpkg or rpm.

  --key FILE        the maintainers' public key, from elsewhere than this folder (else signer.pem, whose fingerprint is
                    printed: compare it)   发布者公钥, 应从别处取得; 不给则用 signer.pem 并显示其指纹供核对
  --site FILE       site bundle (default: site.json in this folder)   站点文件, 默认为本目录的 site.json
  --code-file FILE  batch code for unattended enrolment (default: enrolment-code in this folder); wiped on the PC after use
                    批量登记码文件, 默认为本目录的 enrolment-code; 在终端上用后即删

Exit codes: 0 installed, 1 the installation failed, 2 wrong usage, 3 not what was signed: nothing was touched,
4 nothing here for this machine.
TEXT
}

say() { printf 'install: %s\n' "$*" >&2; }
refuse() {
    code=$1
    shift
    say "$*"
    exit "$code"
}

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
side=agent key='' site=$here/site.json code_file=$here/enrolment-code
while [ $# -gt 0 ]; do
    case $1 in
    -h | --help) usage && exit 0 ;;
    agent | collector) side=$1 ;;
    --key | --site | --code-file)
        [ $# -ge 2 ] || { usage >&2 && exit 2; }
        case $1 in --key) key=$2 ;; --site) site=$2 ;; *) code_file=$2 ;; esac
        shift
        ;;
    *) usage >&2 && exit 2 ;;
    esac
    shift
done

[ "$(id -u)" -eq 0 ] || refuse 2 "run this as root   请以 root 运行"
cd "$here"
command -v openssl >/dev/null 2>&1 || refuse 3 "openssl is not installed: the signature cannot be checked   没有 openssl, 无法验证签名"
if [ -z "$key" ]; then
    key=$here/signer.pem
    say "key of this folder; compare its fingerprint   使用本目录公钥, 请核对指纹: $(openssl pkey -pubin -in "$key" -outform DER | sha256sum | cut -c1-32)"
fi
openssl dgst -sha256 -verify "$key" -signature SHA256SUMS.sig SHA256SUMS >/dev/null 2>&1 ||
    refuse 3 "SHA256SUMS is not signed by that key; nothing was installed   校验清单签名不符, 未安装任何东西"

case $(uname -m) in
x86_64) machine=amd64 ;;
aarch64) machine=arm64 ;;
*) refuse 4 "no package for $(uname -m)   没有适合本机处理器的安装包" ;;
esac
# What this machine's packages are made of, not what tools happen to be there: Debian may have rpm, too.
if command -v dpkg >/dev/null 2>&1 && [ -s /var/lib/dpkg/status ]; then kind=deb; else kind=rpm; fi
file=$(sed -n "s/^[0-9a-f]*  \(mingce-${side}_[^ /]*_${machine}\.${kind}\)\$/\1/p" SHA256SUMS | head -n 1)
[ -n "$file" ] || refuse 4 "no $kind package of the $side for $machine here   没有适合本机的安装包"
sed -n "s/^\([0-9a-f]*\)  $file\$/\1  $file/p" SHA256SUMS | sha256sum -c - >/dev/null 2>&1 ||
    refuse 3 "$file is not what was signed; nothing was installed   文件与签名清单不符, 未安装任何东西"

# Before the package: its first start finds them.
if [ "$side" = agent ] && [ -s "$site" ]; then
    mkdir -p /etc/mingce
    install -m 0644 "$site" /etc/mingce/site.json
    if [ -s "$code_file" ]; then install -m 0600 "$code_file" /etc/mingce/enrolment-code; fi
fi
if [ "$kind" = deb ]; then
    # A setting that was changed here stays.
    DEBIAN_FRONTEND=noninteractive dpkg --force-confold -i "$file" || refuse 1 "dpkg did not install $file   安装失败"
else
    rpm -Uvh --replacepkgs "$file" || refuse 1 "rpm did not install $file   安装失败"
fi
say "done   完成: $file"
