import { contentRule } from '../rule.ts';

/** Jobs for a cron daemon that is not there: whoever wrote them relies on what never happens. */
export const scheduledJobs = contentRule({
  name: 'scheduled-jobs',
  title: 'Schedule jobs where something runs them',
  severity: 'low',
  set: 'recommended',
  aliases: [],
  help: 'let what runs containers start the job (a Kubernetes CronJob, a systemd timer), or start a cron daemon in a container of its own',
  fixable: false,

  *check({ tree, inventory, gaps }) {
    if (gaps.length > 0) return;
    const jobs = [];
    for (const file of tree.files()) {
      if (file.kind !== 'directory' && DAEMON.test(file.path)) return;
      if (file.kind === 'file' && file.size > 0 && JOB.test(file.path)) jobs.push(file);
    }
    for (const file of jobs)
      if (!inventory.ownerOf(file))
        yield { at: { path: file.path }, message: 'no cron daemon is in the image: its jobs never run' };
  },
});

const JOB =
  /^\/var\/spool\/cron\/(?:crontabs\/)?[\w.-]+$|^\/etc\/crontab$|^\/etc\/crontabs\/[\w.-]+$|^\/etc\/cron\.d\/[\w-]+$|^\/etc\/(?:cron\.(?:hourly|daily|weekly|monthly)|periodic\/\w+)\/[\w-]+$/;

const DAEMON =
  /\/(?:cron|crond|anacron|fcron|cronie|dcron|supercronic|yacron|go-cron|ofelia|jobber\w*|busybox|systemd)$/;
