import { testCases } from '../../testing/facts-cases.ts';

testCases([
  {
    name: 'a number',
    file: 'FROM debian:12\nUSER 65532:65532',
    expect: { user: { text: '65532:65532', uid: 65532, gid: 65532, numeric: true } },
    from: { user: ['USER at line 2'] },
  },
  {
    name: 'root by name',
    file: 'FROM debian:12\nUSER root',
    expect: { user: { text: 'root', name: 'root', uid: 0, gid: 0, numeric: false } },
  },
  {
    name: 'a number with a name as group',
    file: 'FROM debian:12\nUSER 10:staff',
    expect: { user: { text: '10:staff', uid: 10, group: 'staff', numeric: true } },
  },
  {
    name: 'a name that nobody makes has no number',
    file: 'FROM debian:12\nUSER app',
    expect: { user: { text: 'app', name: 'app', numeric: false } },
  },
  {
    name: 'the user of a base',
    file: 'FROM example.com/closed',
    expect: { user: { text: 'app', name: 'app', uid: 4000, gid: 4001, numeric: false } },
  },
  {
    name: 'another user that the base has',
    file: 'FROM example.com/closed\nUSER other',
    expect: { user: { text: 'other', name: 'other', uid: 4002, numeric: false } },
  },
  {
    name: 'the number of the base’s user has the group of it',
    file: 'FROM example.com/closed\nUSER 4000',
    expect: { user: { text: '4000', uid: 4000, gid: 4001, numeric: true } },
  },
  {
    name: 'nonroot of distroless, by name',
    file: 'FROM gcr.io/distroless/static-debian12:nonroot\nUSER nonroot:nonroot',
    expect: {
      user: {
        text: 'nonroot:nonroot',
        name: 'nonroot',
        group: 'nonroot',
        uid: 65532,
        gid: 65532,
        numeric: false,
      },
    },
  },
  {
    name: 'the user is inherited through stages',
    file: 'FROM debian:12 AS a\nUSER 5\nFROM a AS b\nRUN true\nFROM b',
    expect: { user: { text: '5', uid: 5, numeric: true } },
    from: { user: ['USER at line 2 < a'] },
  },
  {
    name: 'root again',
    file: 'FROM debian:12 AS a\nUSER 5\nFROM a\nUSER 0',
    expect: { user: { text: '0', uid: 0, gid: 0, numeric: true } },
  },
  {
    name: 'by an argument with a default',
    file: 'FROM debian:12\nARG UID=1000 GID=1001\nUSER ${UID}:${GID}',
    expect: { user: { text: '1000:1001', uid: 1000, gid: 1001, numeric: true } },
  },
  {
    name: 'by an argument that is given',
    file: 'FROM debian:12\nARG UID\nUSER $UID',
    args: { UID: '7' },
    expect: { user: { text: '7', uid: 7, numeric: true } },
  },
  {
    name: 'by an argument without value',
    file: 'FROM debian:12\nARG UID\nUSER $UID',
    expect: { user: { unknown: 'ARG UID has no value' } },
  },
  {
    name: 'by a modifier',
    file: 'FROM debian:12\nARG UID\nUSER ${UID:-9}',
    expect: { user: { text: '9', uid: 9, numeric: true } },
  },
  {
    name: 'by a name that nobody declares, which leaves root',
    file: 'FROM debian:12\nUSER $WHO',
    expect: { user: { text: '', uid: 0, gid: 0, numeric: false } },
  },
  {
    name: 'by a name that an unknown base may set',
    file: 'FROM acme/app:1\nUSER $WHO',
    expect: { user: { unknown: 'the value of WHO is not known' } },
  },

  {
    name: 'useradd with a number and a group',
    file: 'FROM example.com/debian\nRUN groupadd -r -g 998 web && useradd -r -u 999 -g web -d /app -s /sbin/nologin app\nUSER app',
    expect: { user: { text: 'app', name: 'app', uid: 999, gid: 998, numeric: false } },
  },
  {
    name: 'useradd with long options',
    file: 'FROM example.com/debian\nRUN useradd --uid=1001 --gid 0 --create-home app\nUSER app:root',
    expect: { user: { text: 'app:root', name: 'app', group: 'root', uid: 1001, gid: 0, numeric: false } },
  },
  {
    name: 'useradd with letters joined',
    file: 'FROM example.com/debian\nRUN useradd -mu1002 app\nUSER app',
    expect: { user: { text: 'app', name: 'app', uid: 1002, numeric: false } },
  },
  {
    name: 'useradd without a number',
    file: 'FROM example.com/debian\nRUN useradd -m app\nUSER app',
    expect: { user: { text: 'app', name: 'app', numeric: false } },
  },
  {
    name: 'a number by ARG, in quotes',
    file: 'FROM example.com/debian\nARG UID=1003\nRUN useradd -u "${UID}" app\nUSER app',
    expect: { user: { text: 'app', name: 'app', uid: 1003, numeric: false } },
  },
  {
    name: 'a number by an argument without value',
    file: 'FROM example.com/debian\nARG UID\nRUN useradd -u $UID app\nUSER app',
    expect: { user: { text: 'app', name: 'app', numeric: false } },
  },
  {
    name: 'a number by a variable of the script',
    file: 'FROM example.com/debian\nRUN uid=1004; useradd -u $uid app\nUSER app',
    expect: { user: { text: 'app', name: 'app', uid: 1004, numeric: false } },
  },
  {
    name: 'adduser and addgroup of BusyBox',
    file: 'FROM example.com/alpine\nRUN addgroup -S -g 1001 web && adduser -S -D -H -u 1002 -G web app\nUSER app:web',
    expect: { user: { text: 'app:web', name: 'app', group: 'web', uid: 1002, gid: 1001, numeric: false } },
  },
  {
    name: 'adduser of Debian',
    file: 'FROM example.com/debian\nRUN addgroup --system --gid 1001 web && adduser --system --uid 1002 --ingroup web --disabled-password --gecos "" app\nUSER app',
    expect: { user: { text: 'app', name: 'app', uid: 1002, gid: 1001, numeric: false } },
  },
  {
    name: 'adduser that only joins a group',
    file: 'FROM example.com/closed\nRUN adduser other web\nUSER other',
    expect: { user: { text: 'other', name: 'other', uid: 4002, numeric: false } },
  },
  {
    name: 'the group of a number that the file makes',
    file: 'FROM example.com/debian\nRUN useradd -u 10001 -g 10002 app\nUSER 10001',
    expect: { user: { text: '10001', uid: 10001, gid: 10002, numeric: true } },
  },
  {
    name: 'made in a parent stage',
    file: 'FROM example.com/debian AS a\nRUN useradd -u 1005 app\nFROM a AS b\nFROM b\nUSER app',
    expect: { user: { text: 'app', name: 'app', uid: 1005, numeric: false } },
  },
  {
    name: 'usermod changes the number, also of the base’s user',
    file: 'FROM example.com/closed\nRUN usermod -u 1006 other && groupmod -g 1007 web\nUSER other:web',
    expect: {
      user: { text: 'other:web', name: 'other', group: 'web', uid: 1006, gid: 1007, numeric: false },
    },
  },
  {
    name: 'userdel takes the number',
    file: 'FROM example.com/closed\nRUN userdel other\nUSER other',
    expect: { user: { text: 'other', name: 'other', numeric: false } },
  },
  {
    name: 'made only where it is missing, on a base that has none',
    file: 'FROM example.com/debian\nRUN id app || useradd -u 1008 app\nUSER app',
    expect: { user: { text: 'app', name: 'app', uid: 1008, numeric: false } },
  },
  {
    name: 'made only where it is missing, on a base that nobody knows',
    file: 'FROM acme/app:1\nRUN id app || useradd -u 1008 app\nUSER app',
    expect: { user: { text: 'app', name: 'app', numeric: false } },
  },
  {
    name: 'a line behind /etc/passwd',
    file: 'FROM example.com/debian\nRUN echo "app:x:1009:1010::/app:/bin/sh" >> /etc/passwd\nUSER app',
    expect: { user: { text: 'app', name: 'app', uid: 1009, gid: 1010, numeric: false } },
  },
  {
    name: 'lines of a group behind /etc/passwd',
    file: 'FROM example.com/debian\nRUN { echo "app:x:1009:1010::/app:/bin/sh"; echo "b:x:7:7::/:/bin/sh"; } >> /etc/passwd\nUSER app',
    expect: { user: { text: 'app', name: 'app', uid: 1009, gid: 1010, numeric: false } },
  },
  {
    name: '/etc/passwd of another stage',
    file: 'FROM example.com/alpine AS build\nRUN adduser -D -u 10001 app\nFROM scratch\nCOPY --from=build /etc/passwd /etc/passwd\nUSER app',
    expect: { user: { text: 'app', name: 'app', uid: 10001, numeric: false } },
  },
  {
    name: '/etc/passwd of another stage, into its folder',
    file: 'FROM example.com/alpine AS build\nRUN adduser -D -u 10001 app\nFROM scratch\nCOPY --from=build /etc/passwd /etc/group /etc/\nUSER app',
    expect: { user: { text: 'app', name: 'app', uid: 10001, numeric: false } },
  },
  {
    name: '/etc/passwd from the context says nothing',
    file: 'FROM example.com/closed\nCOPY passwd /etc/passwd\nUSER other',
    expect: { user: { text: 'other', name: 'other', numeric: false } },
  },
  {
    name: 'stages that take /etc/passwd from each other end nowhere',
    file: 'FROM scratch AS a\nCOPY --from=b /etc/passwd /etc/passwd\nUSER x\nFROM scratch AS b\nCOPY --from=a /etc/passwd /etc/passwd\nUSER x',
    expect: { user: { text: 'x', name: 'x', numeric: false } },
  },
  {
    name: 'ContainerAdministrator has no number',
    file: 'FROM example.com/windows\nUSER ContainerAdministrator',
    expect: { user: { text: 'ContainerAdministrator', name: 'ContainerAdministrator', numeric: false } },
  },
]);
