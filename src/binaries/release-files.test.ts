import assert from 'node:assert/strict';
import { test } from 'node:test';
import { releaseFile } from './release-files.ts';

const read = (path: string, text: string) => {
  const head = { path, mode: 0o644, size: text.length };
  return releaseFile.wants!(head, Buffer.from(text).subarray(0, 64))
    ? releaseFile.read(head, Buffer.from(text))
    : undefined;
};

const cases: [path: string, text: string, expected: string | undefined][] = [
  [
    '/usr/lib/jvm/java-17/release',
    'IMPLEMENTOR="Debian"\nJAVA_VERSION="17.0.21.1"\nOS_NAME="Linux"\n',
    'openjdk 17.0.21.1',
  ],
  ['/opt/java/release', 'IMPLEMENTOR="Eclipse Adoptium"\nJAVA_VERSION="21.0.4"\n', 'temurin 21.0.4'],
  ['/opt/java/release', 'JAVA_VERSION="1.8.0_422"\n', 'openjdk 1.8.0_422'],
  ['/opt/java/release', 'IMPLEMENTOR="Amazon.com Inc."\nJAVA_VERSION="17.0.12"\n', 'corretto 17.0.12'],
  [
    '/opt/graal/release',
    'IMPLEMENTOR="Oracle Corporation"\nJAVA_VERSION="21.0.2"\nGRAALVM_VERSION="23.1.2"\n',
    'graalvm 21.0.2',
  ],
  ['/opt/app/release', 'version 1.2\n', undefined],
  ['/usr/local/go/VERSION', 'go1.24.1\ntime 2026-01-01T00:00:00Z\n', 'go 1.24.1'],
  ['/usr/lib/go-1.19/VERSION', 'go1.19.8\n', 'go 1.19.8'],
  ['/srv/app/VERSION', 'go1.24.1\n', undefined],
  ['/usr/lib/erlang/releases/25/OTP_VERSION', '25.2.3\n', 'erlang-otp 25.2.3'],
  [
    '/usr/lib/elixir/lib/elixir/ebin/elixir.app',
    '{application,elixir,\n [{description,"elixir"},\n {vsn,"1.14.0"},',
    'elixir 1.14.0',
  ],
  ['/usr/lib/R/library/base/DESCRIPTION', 'Package: base\nVersion: 4.2.2\nPriority: base\n', 'r 4.2.2'],
  ['/usr/lib/R/library/other/DESCRIPTION', 'Package: base\nVersion: 4.2.2\n', undefined],
  [
    '/usr/lib/firefox/application.ini',
    '[App]\nVendor=Mozilla\nName=Firefox\nRemotingName=firefox\nVersion=153.7.0\n',
    'firefox 153.7.0',
  ],
];

for (const [path, text, expected] of cases) {
  test(`${path}: ${expected}`, () => {
    const found = read(path, text);
    assert.equal(found && `${found.name} ${found.version}`, expected);
  });
}
