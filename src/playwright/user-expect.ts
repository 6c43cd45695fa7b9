import { expect as base } from '@playwright/test';
import { readValue, valueInWords } from '../checks/body.js';
import { finding } from '../checks/outcome.js';
import { isSuccess } from '../checks/status.js';
import { canonical } from '../contract/qualification.js';
import { type Finding, mapFinding, sentenceOf } from '../finding.js';
import { evidenceOf, summaryOf } from '../http/evidence.js';
import type { Exchange } from '../http/exchange.js';
import { judgeExchange } from '../operations/judge-exchange.js';
import type { RequirementRecord } from '../report/record.js';
import { wrap } from '../report/text.js';
import { type Seen, seenAs } from '../service/seen-exchange.js';
import { violationsError } from './violations-error.js';

/** Playwright's `expect`, with matchers for the exchanges that `service` returns. Their messages hold no secret. */
export const expect = base.extend({
  /** Every binding requirement holds that holds for every exchange. */
  toConform(exchange: Exchange) {
    const seen = known(exchange, 'toConform');
    if (exchange.ending.kind === 'limit')
      throw new Error(
        told(seen, finding('connection', 'an answer that can be judged', exchange.ending.message)),
      );
    const error = violationsError(universalRecords(seen), '');
    return {
      name: 'toConform',
      pass: error === undefined,
      message: () => error?.message ?? told(seen, finding('exchange', 'a violation', 'none')),
    };
  },

  /** A success with this qualification, in any documented spelling. */
  toHaveQualification(exchange: Exchange, expected: string) {
    const seen = known(exchange, 'toHaveQualification');
    const { ending } = exchange;
    const success = ending.kind === 'answered' && isSuccess(ending.answer) ? ending.answer : undefined;
    const [place, received] = success
      ? ['$', `"${valueInWords(success)}"`]
      : ending.kind === 'answered'
        ? ['status', String(ending.answer.status)]
        : ['connection', ending.message];
    const pass = success !== undefined && readValue(success) === canonical(expected);
    const wanted = `${this.isNot ? 'not ' : ''}the qualification "${canonical(expected)}"`;
    return {
      name: 'toHaveQualification',
      pass,
      message: () => told(seen, finding(place, wanted, received)),
    };
  },

  /** The answer's status. */
  toHaveStatus(exchange: Exchange, expected: number) {
    const seen = known(exchange, 'toHaveStatus');
    const { ending } = exchange;
    const received = ending.kind === 'answered' ? String(ending.answer.status) : ending.message;
    return {
      name: 'toHaveStatus',
      pass: received === String(expected),
      message: () => told(seen, finding('status', `${this.isNot ? 'not ' : ''}${expected}`, received)),
    };
  },
});

function known(exchange: unknown, matcher: string): Seen {
  const seen = seenAs(exchange);
  if (seen) return seen;
  const waiting = exchange instanceof Promise ? '; await it' : '';
  throw new Error(`${matcher}() takes what service.read() or service.probe() returned${waiting}`);
}

function universalRecords({ observation, context }: Seen): readonly RequirementRecord[] {
  const exchange = evidenceOf(observation.exchange, context.redactor);
  return [...judgeExchange(observation, context)].map(([id, { findings }]) => ({
    id,
    verdict: findings.length > 0 ? 'fail' : 'pass',
    readings: [],
    findings: findings.map((one) => ({
      ...mapFinding(one, (text) => context.redactor.text(text)),
      exchange,
    })),
  }));
}

/** A finding below the exchange that shows it. */
function told({ observation, context }: Seen, violation: Finding): string {
  const summary = summaryOf(evidenceOf(observation.exchange, context.redactor));
  const shown = mapFinding(violation, (text) => context.redactor.text(text));
  return `${wrap(summary, '  ')}\n${wrap(`  ${sentenceOf(shown)}`, '    ')}`;
}
