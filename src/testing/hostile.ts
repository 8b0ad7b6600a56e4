/**
 * Dockerfiles that nobody writes and a checker meets all the same: each family makes a text of about `n` pieces, so that
 * twice the `n` is twice the input. They parse, or nearly; what they are after is what grows faster than they do.
 */
export const hostileFamilies: Readonly<Record<string, (n: number) => string>> = {
  // Lines
  'blank lines': (n) => `${base}${'\n'.repeat(n)}CMD ["a"]\n`,
  'comment lines': (n) => `${base}${'# a comment\n'.repeat(n)}CMD ["a"]\n`,
  'no FROM': (n) => 'RUN echo a\n'.repeat(n),
  'unknown instructions': (n) => `${base}${'FORM a\nRUNN b\n'.repeat(n)}`,
  'one long unknown instruction': (n) => `${base}${'A'.repeat(n * 8)}\n`,
  'one long line without blanks': (n) => `${base}RUN ${'x'.repeat(n * 8)}\n`,
  'blanks behind a line': (n) => `${base}RUN a${' '.repeat(n * 8)}\nRUN b${'\t'.repeat(n * 8)}b\n`,
  'carriage returns': (n) => `${base}RUN a${'\r'.repeat(n * 8)}\n${'\r\n'.repeat(n)}`,
  'characters that are not seen': (n) => `${base}RUN a${'\u200b\u202e'.repeat(n)}\n`,
  'half characters': (n) => `${base}RUN a ${'\ud83d'.repeat(n)}\n`,
  continuations: (n) => `${base}RUN a \\\n${' b \\\n'.repeat(n)} c\n`,
  'comments between continuations': (n) => `${base}RUN a \\\n${'# b\n b \\\n'.repeat(n)} c\n`,
  'empty continuations': (n) => `${base}RUN a \\\n${'\n'.repeat(n)} b\n`,
  'a continuation that never ends': (n) => `${base}RUN a ${'\\\n'.repeat(n)}`,
  backslashes: (n) => `${base}RUN a ${'\\'.repeat(n * 4)}\nENV A=${'\\'.repeat(n * 4)}\n`,
  'backticks as escape': (n) =>
    `# escape=\`\n${base}RUN a \`\n${' b `\n'.repeat(n)} c\nENV A=${'`'.repeat(n)}\n`,
  directives: (n) => `# syntax=${'a'.repeat(n * 4)}\n# check=skip=${'A,'.repeat(n * 4)};error=true\n${base}`,

  // Stages
  stages: (n) => `${lines(n, (i) => `FROM debian:12.8 AS s${i}\nRUN make`)}`,
  'stages without names': (n) => 'FROM debian:12.8\nUSER app\n'.repeat(n),
  'stages of one name': (n) => 'FROM debian:12.8 AS a\nRUN make\n'.repeat(n),
  'a chain of stages': (n) =>
    `FROM debian:12.8 AS s0\n${lines(n, (i) => `FROM s${i} AS s${i + 1}\nENV A${i}=1`)}`,
  'a chain of stages that copy': (n) =>
    `FROM debian:12.8 AS s0\n${lines(n, (i) => `FROM scratch AS s${i + 1}\nCOPY --from=s${i} /a /a`)}`,
  'a chain of stages that copy all': (n) =>
    `FROM debian:12.8 AS s0\nRUN make\n${lines(n, (i) => `FROM scratch AS s${i + 1}\nCOPY --from=s${i} / /`)}`,
  'targets that share much': (n) =>
    `FROM debian:12.8 AS b\n${lines(n, (i) => `ENV A${i}=1\nLABEL b${i}=1\nEXPOSE ${1 + (i % 60000)}\nCOPY a${i} /a/${i}`)}${lines(n, (i) => `FROM b AS t${i}`)}`,
  'targets that ask for shells': (n) =>
    `FROM gcr.io/distroless/static-debian12 AS b\n${lines(n, (i) => `FROM b AS t${i}\nHEALTHCHECK CMD curl a\nCMD run`)}`,
  'targets that share volumes and users': (n) =>
    `FROM debian:12.8 AS b\nUSER app\n${lines(n, (i) => `VOLUME /v${i}\nRUN useradd u${i}\nWORKDIR /w${i}`)}${lines(n, (i) => `FROM b AS t${i}\nUSER u${i}\nCMD ["run", "${i}"]`)}`,
  'a user that writes again and again': (n) =>
    `FROM node:22\nWORKDIR /app\n${lines(n, (i) => `RUN chown -R u${i} /app && mkdir -p /app/a/b/c/d/${i}`)}USER app\n${lines(n, (i) => `COPY a${i} /a/b/c/${i}/\nRUN touch /app/a/b/${i} && npm run build`)}`,
  'caches, variables and volumes of a user': (n) =>
    `FROM node:22\nUSER app\nRUN ${join(n, (i) => `--mount=type=cache,target=/c/${i}`)} npm ci\n${lines(n, (i) => `ENV A${i}_UPLOAD_DIR=/u/${i}\nVOLUME /u/${i}/v`)}CMD nginx ${join(n, (i) => `--data-dir /d/${i}`)}`,
  'targets that share installs': (n) =>
    `FROM debian:12.8 AS b\n${lines(n, (i) => `RUN apt-get update && apt-get install -y p${i}`)}${lines(n, (i) => `FROM b AS t${i}\nRUN curl -f a\nENTRYPOINT ["/p${i}"]`)}`,
  'stages with everything': (n) =>
    lines(
      n,
      (i) =>
        `FROM debian:12.8 AS s${i}\nARG A${i}=1\nENV B${i}=$A${i}\nWORKDIR /app\nCOPY . .\nRUN apt-get update && apt-get install -y gcc && useradd u${i}\nVOLUME /v${i}\nUSER u${i}\nEXPOSE 80\nHEALTHCHECK CMD curl -f a\nENTRYPOINT ["./run.sh"]\nCMD npm start`,
    ),
  'a chain of stages with everything': (n) =>
    `FROM debian:12.8 AS s0\n${lines(
      n,
      (i) =>
        `FROM s${i} AS s${i + 1}\nARG A${i}=1\nENV B${i}=$A${i}\nWORKDIR a\nCOPY . .\nRUN apt-get update && apt-get install -y p${i} && useradd u${i}\nVOLUME /v${i}\nUSER u${i}\nEXPOSE 80\nHEALTHCHECK CMD curl -f a\nCMD npm start`,
    )}`,
  'a tree of stages': (n) =>
    `FROM debian:12.8 AS s0\n${lines(n, (i) => `FROM s${i >> 1} AS s${i + 1}\nRUN apt-get install -y p${i}\nUSER u${i}\nCMD npm start`)}`,
  'a stage that copies from all': (n) =>
    `${lines(n, (i) => `FROM debian:12.8 AS s${i}\nRUN make`)}FROM debian:12.8\n${lines(n, (i) => `COPY --from=s${i} /a /b${i}`)}`,
  'stages that are not there': (n) =>
    `${lines(n, (i) => `FROM debian:12.8 AS stage-number-${i}`)}${lines(n, (i) => `COPY --from=stage-numbr-${i} /a /b`)}`,
  'bases that are not there': (n) => `ARG A=1\n${lines(n, (i) => `FROM $B${i}`)}`,
  'loops of stages': (n) => lines(n, (i) => `FROM s${i + 1} AS s${i}\nCOPY --from=s${i} /a /a`),
  'parts of an image reference': (n) => `FROM ${'a/'.repeat(n)}b:${'c:'.repeat(n)}@${'@'.repeat(n)}\n`,
  'words of a tag': (n) => `FROM debian:12${'-slim'.repeat(n)}\nRUN make\n`,
  'dots of a tag': (n) => `FROM python:3${'.1'.repeat(n)}\nRUN make\n`,

  // Variables
  ENV: (n) => `${base}${lines(n, (i) => `ENV A${i}=${i}`)}`,
  'pairs of one ENV': (n) => `${base}ENV ${join(n, (i) => `A${i}=${i}`)}\n`,
  'pairs of one LABEL': (n) => `${base}LABEL ${join(n, (i) => `a.b${i}="c d"`)}\n`,
  'pairs of one key': (n) => `${base}LABEL ${join(n, () => 'a=b')}\n${'ENV A=b\n'.repeat(n)}`,
  'the old form of ENV': (n) => `${base}${lines(n, (i) => `ENV A${i} a b c`)}LABEL a ${'b '.repeat(n)}\n`,
  ARG: (n) => `${lines(n, (i) => `ARG A${i}=${i}`)}${base}${lines(n, (i) => `ARG A${i}`)}`,
  'variables that are used': (n) =>
    `${base}${lines(n, (i) => `ARG A${i}\nENV B${i}=$A${i}\nRUN echo $B${i}`)}`,
  'variables that nobody sets': (n) =>
    `${base}${lines(n, (i) => `ENV VARIABLE_${i}=1`)}${lines(n, (i) => `WORKDIR /$VARIABL_${i}`)}`,
  'variables that grow': (n) => `${base}ENV A=a\n${'ENV A=$A$A\n'.repeat(n)}WORKDIR /$A\n`,
  'arguments that grow': (n) =>
    `ARG A0=a\n${lines(n, (i) => `ARG A${i + 1}=$A${i}$A${i}`)}FROM debian:$A${n}\n`,
  'a path that grows': (n) => `${base}${lines(n, (i) => `ENV PATH=$PATH:/opt/${i}`)}RUN make\n`,
  'a long value, often': (n) => `${base}ENV A=${'a'.repeat(n)}\n${'LABEL b=$A\n'.repeat(Math.sqrt(n))}`,
  'expansions in expansions': (n) => `${base}ENV A=${'${B:-'.repeat(n)}${'}'.repeat(n)}\n`,
  'expansions that do not end': (n) => `${base}ENV A=${'${B:-'.repeat(n)}\nWORKDIR ${'${A'.repeat(n)}\n`,
  'patterns that are cut off': (n) =>
    `${base}ENV A=${'a'.repeat(n)}\nENV B=\${A%%*a*a*a*b} C=\${A#*a*a*b} D=\${A//a*a/b} E=\${A/*b/c}\n`,
  'many cuts of a long value': (n) =>
    `${base}ENV A=${'ab'.repeat(n)}\n${lines(Math.sqrt(n), (i) => `ENV B${i}=\${A//b/c}`)}`,
  dollars: (n) => `${base}ENV A=${'$'.repeat(n * 4)}\nRUN ${'$'.repeat(n * 4)}\n`,
  'quotes that do not end': (n) => `${base}ENV A="${'b '.repeat(n)}\nLABEL a='${'b '.repeat(n)}\n`,
  'quotes by turns': (n) => `${base}ENV A=${`"'"'`.repeat(n)}\nRUN echo ${`"'"'`.repeat(n)}\n`,
  folders: (n) => `${base}${lines(n, (i) => `WORKDIR a${i}`)}RUN make\n`,
  'folders and back': (n) => `${base}WORKDIR ${'a/../'.repeat(n)}b\nRUN cd ${'../'.repeat(n)} && make\n`,

  // Instructions
  RUN: (n) => `${base}${'RUN make\n'.repeat(n)}`,
  'RUN that differs': (n) => `${base}${lines(n, (i) => `RUN make a${i}`)}`,
  COPY: (n) => `${base}${lines(n, (i) => `COPY a${i} /b${i}/`)}USER 1\n`,
  'COPY to relative places': (n) => `${base}WORKDIR /a\n${lines(n, (i) => `COPY a${i} b${i}/`)}`,
  'sources of one COPY': (n) => `${base}COPY ${join(n, (i) => `a${i}`)} /b/\n`,
  'patterns of one COPY': (n) => `${base}COPY ${'*a?[b-c]'.repeat(n)} /b/\nCOPY ${'** '.repeat(n)} /c/\n`,
  'COPY of everything': (n) => `${base}${'COPY . .\nRUN npm install\n'.repeat(n)}`,
  'ADD of addresses': (n) => `${base}${lines(n, (i) => `ADD https://example.com/a${i}.tar.gz /a/`)}`,
  'one long address': (n) => `${base}ADD https://${'a.'.repeat(n)}example.com/${'b/'.repeat(n)} /a/\n`,
  mounts: (n) => `${base}RUN ${join(n, (i) => `--mount=type=cache,target=/c${i},id=${i}`)} make\n`,
  'keys of one mount': (n) => `${base}RUN --mount=type=cache,${'target=/a,'.repeat(n)}id=b make\n`,
  'secrets that are mounted': (n) =>
    `${base}RUN ${join(n, (i) => `--mount=type=secret,id=s${i}`)} cat /run/secrets/s1 > /a\n`,
  flags: (n) => `${base}COPY ${'--link --chown=a --from=b '.repeat(n)} a b\nRUN ${'--foo=1 '.repeat(n)} a\n`,
  ports: (n) => `${base}${lines(n, (i) => `EXPOSE ${1 + (i % 65000)}/tcp`)}USER 1\n`,
  'ports of one EXPOSE': (n) => `${base}EXPOSE ${'1-65535 80/tcp 22 '.repeat(n)}\n`,
  volumes: (n) => `${base}USER 1000\n${lines(n, (i) => `VOLUME /a${i}\nCOPY b /a${i}/b`)}`,
  'volumes of one VOLUME': (n) => `${base}VOLUME [${join(n, (i) => `"/a${i}"`, ',')}]\n`,
  users: (n) => `${base}${lines(n, (i) => `USER app${i}\nUSER root`)}`,
  'users that are made': (n) => `${base}${lines(n, (i) => `RUN useradd -u ${i} u${i}`)}USER u1\n`,
  'users that are made at once': (n) => `${base}RUN ${join(n, (i) => `useradd u${i}`, ' && ')}\nUSER u1\n`,
  shells: (n) => `${base}${'SHELL ["/bin/bash", "-c"]\nRUN a | b\n'.repeat(n)}`,
  triggers: (n) => `${base}${'ONBUILD RUN make\nONBUILD COPY . .\n'.repeat(n)}`,
  'triggers in triggers': (n) => `${base}${'ONBUILD '.repeat(n)}RUN make\n`,
  commands: (n) => `${base}${'CMD ["a"]\nENTRYPOINT ["b"]\nHEALTHCHECK CMD curl c\n'.repeat(n)}`,
  'words of an exec form': (n) => `${base}CMD [${join(n, (i) => `"a${i}"`, ', ')}]\n`,
  'an exec form that does not end': (n) => `${base}CMD [${join(n, (i) => `"a${i}"`, ', ')}\n`,
  'an exec form in single quotes': (n) => `${base}CMD [${join(n, (i) => `'a${i}'`, ', ')}]\n`,
  'lists in lists': (n) => `${base}CMD ${'['.repeat(n)}\nENTRYPOINT ${'['.repeat(n)}${']'.repeat(n)}\n`,
  'health check options': (n) => `${base}HEALTHCHECK ${'--interval=1s --retries=1 '.repeat(n)} CMD a\n`,
  maintainers: (n) => `${base}${'MAINTAINER a <a@example.com>\n'.repeat(n)}`,
  'tabs and casing': (n) => `${base}${'run\tmake\nRun make\n'.repeat(n)}`,

  // Here-documents
  'here-documents': (n) => `${base}${'RUN <<EOF\nmake\nEOF\n'.repeat(n)}`,
  'lines of a here-document': (n) => `${base}RUN <<EOF\n${'apt-get install -y a\n'.repeat(n)}EOF\n`,
  'here-documents of one line': (n) =>
    `${base}RUN ${join(n, (i) => `<<E${i}`)}\n${lines(n, (i) => `a\nE${i}`)}`,
  'here-documents that do not end': (n) => `${base}${lines(n, (i) => `RUN <<E${i}\nmake`)}`,
  'here-documents of one line that do not end': (n) =>
    `${base}RUN ${join(n, (i) => `<<E${i}`)}\n${'a\n'.repeat(n)}`,
  'here-documents in here-documents': (n) =>
    `${base}RUN <<EOF\n${lines(n, (i) => `cat <<A${i}\nb\nA${i}`)}EOF\n`,
  'inner here-documents that do not end': (n) => `${base}RUN <<EOF\n${lines(n, (i) => `cat <<A${i}`)}EOF\n`,
  'files of a COPY': (n) => `${base}COPY ${join(n, (i) => `<<E${i}`)} /a/\n${lines(n, (i) => `b\nE${i}`)}`,
  'a here-document with tabs': (n) =>
    `${base}RUN <<-EOF\n${'\t'.repeat(n * 4)}make\n${'\tmake\n'.repeat(n)}\tEOF\n`,

  // Shell
  'words of a command': (n) => `${base}RUN echo ${'a '.repeat(n)}\n`,
  'words that differ': (n) => `${base}RUN rm ${join(n, (i) => `/a${i}`)}\n`,
  'a list of commands': (n) => `${base}RUN ${'make && '.repeat(n)} make\n`,
  'a list of cd': (n) => `${base}RUN ${'cd a && '.repeat(n)} make\n`,
  'a list with semicolons': (n) => `${base}RUN ${'make; '.repeat(n)}\n`,
  'operators alone': (n) => `${base}RUN ${'&& '.repeat(n)}\nRUN ${'| '.repeat(n)}\nRUN ${';;&'.repeat(n)}\n`,
  'a long pipe': (n) => `${base}RUN ${'a | '.repeat(n)} b\n`,
  'many pipes': (n) => `${base}RUN ${'curl a | sh; '.repeat(n)}\n`,
  parentheses: (n) => `${base}RUN ${'( '.repeat(n)} a ${' )'.repeat(n)}\n`,
  'parentheses that do not end': (n) => `${base}RUN ${'('.repeat(n)}\nRUN ${'( a; '.repeat(n)}\n`,
  'parentheses that only end': (n) =>
    `${base}RUN ${')'.repeat(n)}\nRUN ${'}; '.repeat(n)}\nRUN ${'fi; '.repeat(n)}\n`,
  groups: (n) => `${base}RUN ${'{ '.repeat(n)} a; ${'}; '.repeat(n)}\n`,
  conditions: (n) => `${base}RUN ${'if a; then '.repeat(n)} b; ${'fi; '.repeat(n)}\n`,
  'conditions that do not end': (n) =>
    `${base}RUN ${'if a; then '.repeat(n)}\nRUN ${'case a in b) '.repeat(n)}\n`,
  loops: (n) => `${base}RUN ${'for a in b; do '.repeat(n)} c; ${'done; '.repeat(n)}\n`,
  functions: (n) => `${base}RUN ${join(n, (i) => `f${i}() { a; }; f${i};`)}\n`,
  'functions in functions': (n) => `${base}RUN ${'f() { '.repeat(n)} a; ${'}; '.repeat(n)}\n`,
  substitutions: (n) => `${base}RUN echo ${'$(a '.repeat(n)}${')'.repeat(n)}\n`,
  'substitutions in quotes': (n) => `${base}RUN echo ${'"$(a '.repeat(n)}${')"'.repeat(n)}\n`,
  'substitutions that do not end': (n) => `${base}RUN echo ${'$('.repeat(n)}\nRUN echo ${'"$('.repeat(n)}\n`,
  'substitutions side by side': (n) => `${base}RUN echo ${'$(a) '.repeat(n)}\n`,
  'backquotes side by side': (n) => `${base}RUN echo ${'`a` '.repeat(n)}\nRUN echo ${'`'.repeat(n + 1)}\n`,
  'backquotes in backquotes': (n) => `${base}RUN echo \`${'a \\`b \\\\\\`c '.repeat(n)}\`\n`,
  'sums in sums': (n) => `${base}RUN echo ${'$(('.repeat(n)}1${'))'.repeat(n)}\nRUN ${'(('.repeat(n)}\n`,
  'conditions in brackets': (n) => `${base}RUN ${'[[ '.repeat(n)}\nRUN ${'[ a ] && '.repeat(n)} a\n`,
  'expansions of the shell': (n) =>
    `${base}RUN echo ${'${a:-'.repeat(n)}${'}'.repeat(n)}\nRUN \${a${'[${a'.repeat(n)}\n`,
  redirections: (n) => `${base}RUN a ${'> b 2>&1 < c '.repeat(n)}\nRUN a ${'<<< b '.repeat(n)}\n`,
  'prefixes of a command': (n) =>
    `${base}RUN ${'sudo '.repeat(n)} a\nRUN ${'env A=1 '.repeat(n)} a\nRUN ${'exec time nice '.repeat(n)} a\n`,
  'assignments before a command': (n) => `${base}RUN ${'A=1 '.repeat(n)} a\nRUN ${'A=$A; '.repeat(n)}\n`,
  'shells in shells': (n) => `${base}RUN ${'sh -c '.repeat(n)} a\nRUN ${"sh -c 'a; b' && ".repeat(n)} c\n`,
  'scripts in scripts': (n) => `${base}RUN ${nestedScript(n)}\n`,
  'comments of the shell': (n) => `${base}RUN <<EOF\n${'make # a comment\n# b\n'.repeat(n)}EOF\n`,
  globs: (n) => `${base}RUN rm ${'*'.repeat(n * 4)} ${'[a-'.repeat(n)} ${'{a,'.repeat(n)}\n`,
  negations: (n) => `${base}RUN ${'! '.repeat(n)} a\nRUN ${'a & '.repeat(n)}\n`,
  'settings of the shell': (n) => `${base}RUN ${'set -e; set +x; '.repeat(n)} a | b\n`,
  PowerShell: (n) =>
    `# escape=\`\nFROM mcr.microsoft.com/windows/servercore:ltsc2022\nSHELL ["powershell", "-Command"]\nRUN ${'$a = "b $(c "d")"; if ($a) { e | f }; '.repeat(n)}\n`,
  'PowerShell that does not end': (n) =>
    `FROM mcr.microsoft.com/windows/servercore:ltsc2022\nSHELL ["powershell"]\nRUN ${'@( { "$('.repeat(n)}\nRUN ${"@'".repeat(n)}\n`,
  'the shell of Windows': (n) =>
    `FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN ${'if a ( b && %C% ^ "d" ) & '.repeat(n)}\nRUN ${'('.repeat(n)}\n`,

  // Programs
  packages: (n) => `${base}RUN apt-get update && apt-get install -y ${join(n, (i) => `p${i}`)}\n`,
  'packages with versions': (n) =>
    `${base}RUN apt-get update && apt-get install ${join(n, (i) => `p${i}=1.${i}`)}\n`,
  'lists of packages': (n) =>
    `${base}RUN ${'apt-get update && apt-get install -y a && '.repeat(n)} apt-get clean\n`,
  'RUN with packages': (n) => `${base}${lines(n, (i) => `RUN apt-get update && apt-get install -y p${i}`)}`,
  'RUN with packages that go': (n) =>
    `${base}${lines(n, (i) => `RUN apt-get install -y p${i} && apt-get purge -y p${i}`)}`,
  'packages of every kind': (n) =>
    `${base}${'RUN pip install a\nRUN npm install b\nRUN gem install c\nRUN apk add d\nRUN dnf install e\nRUN go install f\n'.repeat(n)}`,
  'caches that are cleaned': (n) =>
    `${base}RUN apt-get update && apt-get install -y a && ${'rm -rf /var/lib/apt/lists/* && '.repeat(n)} a\n`,
  downloads: (n) => `${base}${lines(n, (i) => `RUN curl -fsSL https://example.com/${i}.tar.gz | tar xz`)}`,
  'downloads of one RUN': (n) =>
    `${base}RUN ${join(n, (i) => `curl -o a${i} https://example.com/${i} && sh a${i}`, ' && ')}\n`,
  'downloads that are verified': (n) =>
    `${base}RUN ${join(n, (i) => `curl -o a${i} https://example.com/${i}`, ' && ')} && ${join(n, (i) => `echo "${'0'.repeat(8)}  a${i}" | sha256sum -c -`, ' && ')}\n`,
  clones: (n) => `${base}RUN ${join(n, (i) => `git clone https://example.com/a${i}.git`, ' && ')}\n`,
  modes: (n) => `${base}${lines(n, (i) => `RUN chmod 777 /a${i} && chown -R root /a${i}`)}`,
  options: (n) =>
    `${base}RUN curl ${'-f -s --opt=1 '.repeat(n)} https://example.com\nRUN tar ${'x'.repeat(n * 4)}\n`,
  'files that are written': (n) => `${base}RUN ${join(n, (i) => `echo a > /b${i}`, ' && ')}\n`,
  'files that are removed': (n) =>
    `${base}${lines(n, (i) => `COPY a /a${i}`)}${lines(n, (i) => `RUN rm -rf /a${i}`)}`,
  links: (n) => `${base}RUN ${join(n, (i) => `ln -s /a${i} /a${i + 1}`, ' && ')}\nCMD ["/a1"]\n`,

  // Secrets, addresses, words
  'names of secrets': (n) =>
    `${base}${lines(n, (i) => `ARG API_TOKEN_${i}=abc\nENV PASSWORD_${i}=\${API_TOKEN_${i}}`)}`,
  'letters of a secret': (n) =>
    `${base}ENV A=${'AKIA'.repeat(n)}\nENV B=ghp_${'a1B2'.repeat(n)}\nRUN echo ${'-----BEGIN '.repeat(n)}\n`,
  'a secret of dots': (n) => `${base}ENV A=${'eyJhbGci.'.repeat(n)}\nENV B=${'xoxb-1-'.repeat(n)}\n`,
  'secrets that are used': (n) =>
    `${base}ARG TOKEN\n${'RUN curl -H "Authorization: $TOKEN" https://example.com\n'.repeat(n)}`,
  'passwords in addresses': (n) =>
    `${base}RUN git clone ${'https://a:b@'.repeat(n)}example.com\nENV A=${'a:b@'.repeat(n)}\n`,
  'an address of letters': (n) => `${base}ENV A=${'http://'.repeat(n)}\nRUN curl ${'a@b:'.repeat(n)}\n`,

  // Comments that are meant for a checker
  pragmas: (n) => `${base}${'# hadolint ignore=DL3008\nRUN apt-get install a\n'.repeat(n)}`,
  'ids of one pragma': (n) => `${base}# hadolint ignore=${join(n, (i) => `DL${3000 + i}`, ',')}\nRUN a\n`,
  'our own pragmas': (n) =>
    `${base}${lines(n, (i) => `# plimsoll ignore=workdir-not-cd reason="a${i}" until=2027-01-01\nRUN a`)}`,
  'pragmas for nothing': (n) =>
    `${base}${lines(n, (i) => `# plimsoll ignore-file=no-such-rule-${i} reason="${'"'}`)}`,
  'pragmas of the stage': (n) =>
    `${lines(n, (i) => `# plimsoll ignore-stage=run-as-root reason="a"\nFROM debian:12.8 AS s${i}`)}`,
  'pragmas in a row': (n) => `${base}${'#trivy:ignore:DS-0002\n'.repeat(n)}RUN a\n`,
};

/** What stands before most of them. */
const base = 'FROM debian:12.8\n';

const join = (n: number, piece: (i: number) => string, between = ' '): string => {
  const pieces: string[] = [];
  for (let i = 0; i < n; i++) pieces.push(piece(i));
  return pieces.join(between);
};

const lines = (n: number, line: (i: number) => string): string => `${join(n, line, '\n')}\n`;

/** Scripts in scripts, as deep as can be while the text stays short: every level doubles the backslashes. */
function nestedScript(n: number): string {
  let script = 'a; '.repeat(n);
  for (let depth = 0; depth < 4; depth++) script = `sh -c "${script.replace(/[\\"]/g, '\\$&')}"`;
  return script;
}
