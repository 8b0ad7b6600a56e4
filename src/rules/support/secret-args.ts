/** Whether a build argument or variable by this name is a secret: its last word says so. */
export const isSecretName = (name: string): boolean =>
  /(?:^|_)(?:token|password|passwd|passphrase|secret|secret_?key|private_?key|api_?key|access_?key|credentials?|pat)$/i.test(
    name,
  );

/** Secrets in name only: what everyone may know, and what is built into pages for everyone to read. */
export const isPublicName = (name: string): boolean =>
  /(?:^|_)(?:user|username|url|uri|host|hostname|id|org|organization|region|name|registry|repository|dsn|domain|email|version|namespace|project|tag|port|proxy|mirror|endpoint|owner)$/i.test(
    name,
  ) ||
  /^(?:NEXT_PUBLIC|VITE|REACT_APP|NUXT_PUBLIC|GATSBY|PUBLIC|VUE_APP|EXPO_PUBLIC)_/.test(name) ||
  /PUBLIC(?:ABLE|ISHABLE)?_?KEY|SITE_?KEY/i.test(name);
