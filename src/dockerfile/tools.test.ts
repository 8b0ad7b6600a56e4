import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tables } from './facts/package-tables.ts';
import {
  bareName,
  isBuildTool,
  isCompiler,
  isInit,
  isNetworkTool,
  isPackageManager,
  isRuntime,
  isShell,
  isSystemProgram,
  isUserSwitch,
  packageManagerName,
  packageOf,
  programsOf,
} from './tools.ts';

test('packages bring programs, whatever version is asked for', () => {
  const brings = (name: string, manager: string, ...programs: string[]) => {
    const found = programsOf(name, manager) ?? [];
    for (const program of programs)
      assert.ok(found.includes(program), `${manager} ${name}: ${found.join(' ')}`);
  };
  brings('curl', 'apt-get', 'curl');
  brings('curl=8.5.0-2', 'apk', 'curl');
  brings('git:amd64', 'apt', 'git');
  brings('build-essential', 'apt-get', 'gcc', 'g++', 'make');
  brings('build-base', 'apk', 'gcc', 'make');
  brings('netcat-openbsd', 'apt-get', 'nc');
  brings('nmap-ncat', 'dnf', 'ncat');
  brings('openssh-client', 'apt-get', 'ssh', 'scp');
  brings('openjdk-17-jre-headless', 'apt-get', 'java');
  brings('openjdk17-jdk', 'apk', 'javac', 'java');
  brings('python3.12', 'apt-get', 'python3.12');
  brings('gcc-12', 'apt-get', 'gcc-12');
  brings('nodejs-18.20.4-1.el9', 'dnf', 'node');
  brings('python3-3.9.18-3.el9', 'microdnf', 'python3');
  brings('/tmp/dumb-init_1.2.5_amd64.deb', 'dpkg', 'dumb-init');
  brings('pm2@5.3.0', 'npm', 'pm2');
  brings('@angular/cli@17', 'pnpm', 'ng');
  brings('uvicorn[standard]==0.30', 'pip', 'uvicorn');
  brings('Flask', 'pip', 'flask');
  brings('ripgrep', 'cargo', 'rg');
  brings('wget', 'zypper', 'wget');
});

test('some packages are known to bring none, others are not known', () => {
  for (const name of ['tzdata', 'libpq5', 'fonts-dejavu-core', 'locales']) {
    assert.deepEqual(programsOf(name, 'apt-get'), [], name);
  }
  for (const name of ['acme-suite', 'libacme-dev', 'libfoo-tools', '', 'constructor', '__proto__']) {
    assert.equal(programsOf(name, 'apt-get'), undefined, name);
  }
  assert.equal(programsOf('curl', 'pip'), undefined);
  assert.equal(programsOf('curl', 'no-such-manager'), undefined);
});

test('own programs and those of other packages are told apart', () => {
  assert.deepEqual(packageOf('python3-pip', 'apk'), undefined);
  assert.deepEqual(packageOf('py3-pip', 'apk'), {
    own: ['pip', 'pip3'],
    pulled: ['python3'],
    recommended: [],
  });
  assert.deepEqual(packageOf('ca-certificates', 'apt-get')?.pulled, ['openssl', 'c_rehash']);
  assert.ok(packageOf('git', 'apt-get')?.recommended.includes('ssh'));
});

test('names without versions', () => {
  assert.equal(bareName('curl=7.88.*', 'apt'), 'curl');
  assert.equal(bareName('foo/bookworm-backports', 'apt'), 'foo');
  assert.equal(bareName('curl~8', 'apk'), 'curl');
  assert.equal(bareName('@scope/a@1', 'npm'), '@scope/a');
  assert.equal(bareName('gcc-c++', 'rpm'), 'gcc-c++');
  assert.equal(bareName('java-17-openjdk', 'rpm'), 'java-17-openjdk');
});

test('kinds of programs', () => {
  const all = (is: (name: string) => boolean, names: string) =>
    names
      .split(' ')
      .filter((name) => !is(name))
      .join(' ');
  assert.equal(
    all(isShell, 'sh bash /bin/dash ash zsh ksh fish pwsh powershell.exe C:\\Windows\\cmd.exe'),
    '',
  );
  assert.equal(all(isNetworkTool, 'curl wget nc ncat telnet ssh socat nmap dig ping'), '');
  assert.equal(all(isCompiler, 'gcc g++ cc clang-15 gcc-12 rustc go javac ld'), '');
  assert.equal(all(isBuildTool, 'make cmake ninja mvn pkg-config'), '');
  assert.equal(all(isPackageManager, 'apt-get apk microdnf rpm npm pip3 pip3.11 gem cargo'), '');
  assert.equal(all(isRuntime, 'python3 python3.13 node java ruby php perl'), '');
  assert.equal(all(isUserSwitch, 'sudo su gosu su-exec'), '');
  assert.equal(all(isInit, 'tini dumb-init'), '');
  for (const name of ['python3', 'node', 'gunicorn', 'pip', 'npm', 'my-app']) {
    assert.equal(isSystemProgram(name), false, name);
  }
  for (const name of ['python', 'shell', '', 'shx']) assert.equal(isShell(name), false, name);
  assert.deepEqual(['apt-get', 'dpkg-query', 'pip3.12', 'npx', 'dnf5', 'apk'].map(packageManagerName), [
    'apt',
    'dpkg',
    'pip',
    'npm',
    'dnf',
    'apk',
  ]);
});

test('the tables say each thing once, in one form', () => {
  for (const [family, text] of Object.entries(tables)) {
    const seen = new Set<string>();
    for (const line of text.trim().split('\n')) {
      const match = /^(\S(?:[^:]*\S)?): ?((?:[+?]?[\w.+@-]+(?: [+?]?[\w.+@-]+)*)?)$/.exec(line);
      assert.ok(match, `${family}: ${line}`);
      for (const name of match[1]!.split('|')) {
        assert.ok(!seen.has(name), `${family} has ${name} twice`);
        seen.add(name);
      }
    }
  }
});
