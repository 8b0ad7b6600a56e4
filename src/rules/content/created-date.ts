import { createdDateOptions } from '../options/created-date.ts';
import { contentRule } from '../rule.ts';

/** When an image was made is what its age is told by: by registries that clean up, and by whoever rebuilds. */
export const createdDate = contentRule({
  name: 'created-date',
  title: 'Let the image say when it was made',
  severity: 'info',
  set: 'recommended',
  aliases: ['CIS-DI-0004', 'CIS-4.4'],
  help: 'build with SOURCE_DATE_EPOCH=$(git log -1 --pretty=%ct): it is as reproducible, and true',
  fixable: false,
  options: createdDateOptions,

  *check({ image: { config } }, { today, 'max-age': most }) {
    if (config.created === undefined) return;
    const time = Date.parse(config.created);
    if (!Number.isFinite(time)) return;
    const now = today === 'now' ? Date.now() : Date.parse(today);
    const at = { config: ['created'] };
    if (time < EARLIEST) {
      yield {
        at,
        aliases: [],
        message: `it says that it was made on ${config.created.slice(0, 10)}, as tools for reproducible builds do: how old it is cannot be told`,
      };
    } else if (time > now + DAY) {
      yield {
        at,
        aliases: [],
        severity: 'low',
        message: `it says that it was made on ${config.created.slice(0, 10)}, which is still to come: a clock or a date that was given is wrong`,
        help: 'look at the clock of the machine that built it, and at SOURCE_DATE_EPOCH',
      };
    } else if (most !== undefined && now - time > most * DAY) {
      yield {
        at,
        severity: 'medium',
        message: `it was made ${Math.floor((now - time) / DAY)} days ago, and may be ${most} days old`,
        help: 'build it anew, so that what was mended in its packages since comes in',
      };
    }
  },
});

const DAY = 24 * 60 * 60 * 1000;

/** Before the first container image there was none; builders that give no date write 1970 or 1980. */
const EARLIEST = Date.parse('2000-01-01T00:00:00Z');
