import { Option } from 'commander';
import { duration, several, wholeNumber } from './option-values.js';

/** `--seed`, which several commands have. */
export function seedOption(description = 'repeat the random choices of an earlier run'): Option {
  return new Option('--seed <n>', description).argParser(wholeNumber('--seed', 1, 2147483647));
}

/** `--timeout`, in milliseconds, for one of what a command does. */
export function timeoutOption(what: 'call' | 'exchange', usualMs: number): Option {
  return new Option('--timeout <ms>', `longest time for one ${what}, in milliseconds`)
    .argParser(wholeNumber('--timeout', 50, 600_000))
    .default(usualMs);
}

/** `--output`, the folder of a run. */
export function outputOption(description = 'the folder for all files'): Option {
  return new Option('--output <dir>', description).default('results');
}

/** `--targets`, the file with the targets. */
export function targetsOption(): Option {
  return new Option('--targets <file>', 'the file with the targets').default('targets.yaml');
}

/** `--strict`, for either side. */
export function strictOption(): Option {
  return new Option('--strict', 'a violated SHOULD fails the run too').default(false);
}

/** `--contract`, in place of the kit's own. */
export function contractOption(description = 'another OpenAPI 3.1 description'): Option {
  return new Option('--contract <file>', description);
}

/** `--waivers`, of a run that leaves a report. */
export function waiversOption(): Option {
  return new Option('--waivers <file>', 'the file with the waivers; default: waivers.yaml, if there is one');
}

/** `--console`, which opens a page; its value is a port, and 0 without one. */
export function consoleOption(): Option {
  return new Option(
    '--console [port]',
    'show requests as they arrive in a page, on a free port or on this one',
  )
    .preset('0')
    .argParser(wholeNumber('--console', 0, 65535));
}

/** `--port`, where a server listens that runs until Ctrl-C. */
export function portOption(): Option {
  return new Option('--port <n>', 'the port to listen on; default: a free one')
    .argParser(wholeNumber('--port', 0, 65535))
    .default(0);
}

/** `--exclude`, for either side. */
export function excludeOption(): Option {
  return new Option('--exclude <id|area>', 'do not test these; may be given more than once').argParser(
    several,
  );
}

/** `--max-failures`, for either side. */
export function maxFailuresOption(): Option {
  return new Option('--max-failures <n>', 'stop after n violated MUST requirements').argParser(
    wholeNumber('--max-failures', 1, 1000),
  );
}

/** `--max-time`, for either side. */
export function maxTimeOption(): Option {
  return new Option('--max-time <time>', 'stop after this time, such as 5m').argParser(
    duration('--max-time'),
  );
}

/** `--checks`, of what goes on from an earlier run. */
export function givenChecksOption(): Option {
  return new Option('--checks <file>', 'the file of your own requirements that the run was given');
}
