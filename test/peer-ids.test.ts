import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idKey } from '../src/policy/ids.ts';
import { whyUnseen } from '../src/policy/unseen-ids.ts';
import { loadRule, ruleFolders, ruleNames } from '../src/testing/check-page.ts';

// Whoever switches finds each id again: an example on the page of a rule gives it, or a reason is told.

const ids = {
  hadolint: `
  DL1001 DL3000 DL3001 DL3002 DL3003 DL3004 DL3006 DL3007 DL3008 DL3009 DL3010 DL3011 DL3012 DL3013 DL3014
  DL3015 DL3016 DL3018 DL3019 DL3020 DL3021 DL3022 DL3023 DL3024 DL3025 DL3026 DL3027 DL3028 DL3029 DL3030
  DL3032 DL3033 DL3034 DL3035 DL3036 DL3037 DL3038 DL3040 DL3041 DL3042 DL3043 DL3044 DL3045 DL3046 DL3047
  DL3048 DL3049 DL3050 DL3051 DL3052 DL3053 DL3054 DL3055 DL3056 DL3057 DL3058 DL3059 DL3060 DL3061 DL3062
  DL3063 DL3064 DL3065 DL3066 DL3067 DL4000 DL4001 DL4003 DL4004 DL4005 DL4006`,
  Trivy: `
  DS-0001 DS-0002 DS-0004 DS-0005 DS-0006 DS-0007 DS-0008 DS-0009 DS-0010 DS-0011 DS-0012 DS-0013 DS-0014
  DS-0015 DS-0016 DS-0017 DS-0019 DS-0020 DS-0021 DS-0022 DS-0023 DS-0025 DS-0026 DS-0027 DS-0029 DS-0030
  DS-0031`,
  'Trivy on Kubernetes': `
  KSV-0001 KSV-0002 KSV-0003 KSV-0004 KSV-0005 KSV-0006 KSV-0007 KSV-0008 KSV-0009 KSV-0010 KSV-0011
  KSV-0012 KSV-0013 KSV-0014 KSV-0015 KSV-0016 KSV-0017 KSV-0018 KSV-0020 KSV-0021 KSV-0022 KSV-0023
  KSV-0024 KSV-0025 KSV-0026 KSV-0027 KSV-0028 KSV-0030 KSV-0036 KSV-0037 KSV-0038 KSV-0039 KSV-0040
  KSV-0041 KSV-0042 KSV-0043 KSV-0044 KSV-0045 KSV-0046 KSV-0047 KSV-0048 KSV-0049 KSV-0050 KSV-0051
  KSV-0052 KSV-0053 KSV-0054 KSV-0055 KSV-0056 KSV-01010 KSV-01011 KSV-0102 KSV-0103 KSV-0104 KSV-0105
  KSV-0106 KSV-0107 KSV-0108 KSV-0109 KSV-0110 KSV-0111 KSV-0112 KSV-0113 KSV-0114 KSV-0115 KSV-0116
  KSV-0117 KSV-0118 KSV-0119 KSV-0120 KSV-0121 KSV-0122 KSV-0123 KSV-0124 KSV-0125`,
  Dockle: `
  CIS-DI-0001 CIS-DI-0002 CIS-DI-0003 CIS-DI-0004 CIS-DI-0005 CIS-DI-0006 CIS-DI-0007 CIS-DI-0008 CIS-DI-0009
  CIS-DI-0010 CIS-DI-0011 DKL-DI-0001 DKL-DI-0002 DKL-DI-0003 DKL-DI-0004 DKL-DI-0005 DKL-DI-0006 DKL-LI-0001
  DKL-LI-0002 DKL-LI-0003`,
  BuildKit: `
  StageNameCasing FromAsCasing NoEmptyContinuation ConsistentInstructionCasing DuplicateStageName
  ReservedStageName JSONArgsRecommended MaintainerDeprecated UndefinedArgInFrom WorkdirRelativePath UndefinedVar
  MultipleInstructionsDisallowed LegacyKeyValueFormat InvalidBaseImagePlatform RedundantTargetPlatform
  SecretsUsedInArgOrEnv InvalidDefaultArgInFrom FromPlatformFlagConstDisallowed CopyIgnoredFile
  InvalidDefinitionDescription ExposeProtoCasing ExposeInvalidFormat`,
};

const shown = new Set<string>();
for (const folder of ruleFolders)
  for (const name of ruleNames(folder))
    for (const { kind, aliases, aliasesEach } of (await loadRule(folder, name)).page.examples)
      if (kind === 'bad')
        for (const id of [...(aliases ?? []), ...(aliasesEach ?? []).flat()]) shown.add(idKey(id));

for (const [peer, list] of Object.entries(ids)) {
  test(`every id of ${peer} is given to a finding`, () => {
    const missing = list
      .trim()
      .split(/\s+/)
      .filter((id) => !shown.has(idKey(id)) && whyUnseen(id) === undefined);
    assert.deepEqual(missing, []);
  });
}
