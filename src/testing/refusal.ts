import { buildOf } from '../dockerfile/build.ts';
import { parse } from '../dockerfile/parse.ts';
import { optionValue } from '../rules/dockerfile/option-value.ts';
import { syntaxError } from '../rules/dockerfile/syntax-error.ts';
import { unknownStage } from '../rules/dockerfile/unknown-stage.ts';

/** Why a build of this text fails before anything is done, as far as rules on syntax, options and stages tell. */
export function refusal(text: string): string | undefined {
  const build = buildOf(parse(text));
  for (const rule of [syntaxError, optionValue, unknownStage])
    for (const problem of rule.check(build, {}))
      if ((problem.severity ?? rule.severity) === 'high') return problem.message;
  return undefined;
}
